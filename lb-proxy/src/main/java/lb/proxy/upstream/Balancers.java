package lb.proxy.upstream;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import lb.proxy.balance.Balancer;
import lb.proxy.balance.First;
import lb.proxy.balance.KeyMap;
import lb.proxy.balance.KeyRing;
import lb.proxy.balance.LeastLoaded;
import lb.proxy.balance.RandomDraws;
import lb.proxy.balance.RoundRobin;
import lb.proxy.loop.NanoClock;
import lb.proxy.settings.Balance;
import lb.proxy.settings.HashType;

/** What a backend's {@link Balance} is done by. */
final class Balancers {
    private Balancers() {}

    /**
     * @param sessions of all servers, the one that is to be placed among them
     * @param clock of the times that servers take
     */
    static Balancer<Server> of(Balance balance, List<Server> servers, IntSupplier sessions, NanoClock clock) {
        return switch (balance) {
            case Balance.RoundRobin _ -> RoundRobin.smooth(servers, Balancers::weight);
            case Balance.StaticRoundRobin _ -> RoundRobin.fixed(servers, Balancers::weight);
            case Balance.LeastConnections _ -> new LeastLoaded<>(servers, Balancers::weight, Balancers::open);
            case Balance.First _ -> new First<>(servers, Balancers::weight);
            case Balance.Random(int draws) ->
                new RandomDraws<>(
                        servers,
                        Balancers::weight,
                        draws,
                        Balancers::open,
                        bound -> ThreadLocalRandom.current().nextInt(bound));
            case Balance.PeakEwma _ ->
                new RandomDraws<>(
                        servers,
                        Balancers::weight,
                        2,
                        server -> server.traffic().cost(clock.nanoTime()),
                        bound -> ThreadLocalRandom.current().nextInt(bound));
            case Balance.Hash(var _, HashType type)
            when type.method() == HashType.Method.MAP_BASED -> new KeyMap<>(servers, Balancers::weight);
            case Balance.Hash(var _, HashType type) ->
                new KeyRing<>(
                        servers, Balancers::weight, Server::name, type.balanceFactor(), Balancers::open, sessions);
        };
    }

    /** A backup comes into the order when it serves. */
    private static int weight(Server server) {
        return server.settings().share().backup()
                ? 0
                : server.settings().share().weight();
    }

    private static int open(Server server) {
        return server.sessions().current();
    }
}
