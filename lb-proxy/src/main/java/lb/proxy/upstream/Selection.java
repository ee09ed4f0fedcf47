package lb.proxy.upstream;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import lb.proxy.balance.Balancer;
import org.jspecify.annotations.Nullable;

/**
 * Which server of a backend the next session gets, and who waits for one with room. Any thread; takes a lock only while
 * somebody waits.
 */
final class Selection implements Queues.Rooms<Server> {
    private final List<Server> servers;
    private final Balancer<Server> balancer;

    /** Null where no server has a limit. */
    private final @Nullable Queues<Server> queues;

    /** Whether a server may be in its slow start. */
    private volatile boolean growing;

    /**
     * @param limited whether a server has a limit, or may get one
     * @param former who waits already, for servers of a former selection; null for nobody
     */
    Selection(List<Server> servers, Balancer<Server> balancer, boolean limited, @Nullable Queues<Server> former) {
        this.servers = servers;
        this.balancer = balancer;
        queues = former == null && limited ? new Queues<>(servers, this) : former;
    }

    /** Is the one that counts from now on. */
    void takeOver() {
        if (queues != null) {
            queues.become(servers, this);
        }
    }

    /** Chooses by these weights from now on. One thread at a time. */
    void weigh(ToIntFunction<? super Server> weights) {
        for (Server server : servers) {
            server.serve(weights.applyAsInt(server) > 0);
        }
        balancer.weigh(weights);
        noteSlowStarts();
    }

    /** Sees which servers begin a slow start, or leave off. One thread at a time. */
    private void noteSlowStarts() {
        servers.forEach(server -> server.room().noteSlowStart());
        growing = servers.stream().anyMatch(server -> server.room().isInSlowStart());
    }

    /** The servers that have ended their slow starts since it was asked last. One thread at a time. */
    List<Server> endedSlowStarts() {
        List<Server> ended =
                servers.stream().filter(server -> server.room().endSlowStart()).toList();
        growing = servers.stream().anyMatch(server -> server.room().isInSlowStart());
        return ended;
    }

    boolean isGrowing() {
        return growing;
    }

    /** As {@link Backend#next(long, int)}. */
    @Nullable
    Server next(long key, int loop) {
        return nobodyWaits() ? chosen(unawaited(key), loop) : null;
    }

    /** As {@link Backend#nextExcept(Server, int)}. */
    @Nullable
    Server nextExcept(Server failed, int loop) {
        Predicate<Server> other =
                server -> !server.equals(failed) && server.room().beginUnawaited();
        return nobodyWaits() ? chosen(balancer.next(Balancer.NO_KEY, other), loop) : null;
    }

    /** As {@link Backend#next(long)}. */
    @Nullable
    Server next(long key) {
        return balancer.next(key, Balancer.ANY);
    }

    /** As {@link Backend#nextExcept(Server)}. */
    @Nullable
    Server nextExcept(Server failed) {
        return balancer.next(Balancer.NO_KEY, server -> !server.equals(failed));
    }

    /** As {@link Backend#begin}. */
    boolean begin(Server wanted, int loop) {
        boolean began = nobodyWaits() && wanted.room().beginUnawaited();
        if (began) {
            wanted.sessionPlaced(loop);
        }
        return began;
    }

    /** Whether nobody waits for any server. */
    private boolean nobodyWaits() {
        return queues == null || queues.any().isEmpty();
    }

    /** Room has been made at this server. */
    void roomMade(Server server) {
        if (queues != null && !(queues.any().isEmpty() && server.line().isEmpty())) {
            queues.serve(server);
        }
    }

    /** Servers have changed, so that there may be room. */
    void roomMade() {
        if (queues != null) {
            queues.serve();
        }
    }

    /** Those who wait for this server, and may go to another, wait for any from now on; gives their number. */
    int release(Server server) {
        return queues == null || server.line().isEmpty() ? 0 : queues.release(server);
    }

    /** Null where no server has a limit. */
    @Nullable
    Queues<Server> queues() {
        return queues;
    }

    /** Begins a session with one that nobody waits for: in its slow start in some of its turns, or where no other is. */
    private @Nullable Server unawaited(long key) {
        Server early = growing ? balancer.next(key, server -> server.room().beginUnawaitedInTurn()) : null;
        return early == null ? balancer.next(key, server -> server.room().beginUnawaited()) : early;
    }

    private static @Nullable Server chosen(@Nullable Server server, int loop) {
        if (server != null) {
            server.sessionChosen(loop);
        }
        return server;
    }

    // Where the queues find room

    @Override
    public boolean take(Server server) {
        return server.room().tryBegin();
    }

    @Override
    public boolean servesAll(Server server) {
        return server.servesAll();
    }

    @Override
    public @Nullable Server takeUnawaited() {
        return unawaited(Balancer.NO_KEY);
    }

    @Override
    public WaitingLine<Server> lineOf(Server server) {
        return server.line();
    }
}
