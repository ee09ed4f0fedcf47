package lb.proxy.upstream;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import lb.proxy.balance.KeyHash;
import lb.proxy.loop.NanoClock;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.Balance;
import lb.proxy.settings.HashKey;
import lb.proxy.settings.OutlierDetection;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.StickySettings;
import org.jspecify.annotations.Nullable;

/**
 * All of a backend that follows from its settings, replaced as a whole by a reload.
 *
 * @param servers in the order of the file
 * @param named the same by name
 * @param sourceHash null where the client's address leads to no server
 * @param stickiness null where clients do not keep their servers by their addresses
 * @param ejections null where outliers are not looked for
 */
record Members(
        BackendSettings settings,
        List<Server> servers,
        Map<String, Server> named,
        Selection selection,
        @Nullable KeyHash sourceHash,
        @Nullable Stickiness stickiness,
        @Nullable Ejections ejections) {

    /** What a backend begins with. */
    static Members first(
            BackendSettings settings, Function<ServerSettings, Server> servers, IntSupplier sessions, NanoClock clock) {
        return of(null, settings, servers, sessions, clock);
    }

    /** What it becomes: {@code servers} gives those that stay, too. Nothing has changed yet. */
    Members become(
            BackendSettings next, Function<ServerSettings, Server> servers, IntSupplier sessions, NanoClock clock) {
        return of(this, next, servers, sessions, clock);
    }

    private static Members of(
            @Nullable Members former,
            BackendSettings settings,
            Function<ServerSettings, Server> made,
            IntSupplier sessions,
            NanoClock clock) {
        List<Server> servers = settings.servers().stream().map(made).toList();
        // An agent may set a limit at any time.
        boolean limited = settings.servers().stream()
                .anyMatch(server -> server.share().maxConnections() > 0 || server.agent() != null);
        Balance algorithm = settings.balancing().algorithm();
        Selection selection = new Selection(
                servers,
                Balancers.of(algorithm, servers, sessions, clock),
                limited,
                former == null ? null : former.selection.queues());
        KeyHash sourceHash = algorithm instanceof Balance.Hash(HashKey.Source _, var type) ? KeyHash.of(type) : null;
        long now = clock.nanoTime();
        return new Members(
                settings,
                servers,
                servers.stream().collect(Collectors.toUnmodifiableMap(Server::name, server -> server, (one, _) -> one)),
                selection,
                sourceHash,
                stickiness(former, settings, servers, now),
                ejections(settings.balancing().outliers(), servers, now));
    }

    private static @Nullable Stickiness stickiness(
            @Nullable Members former, BackendSettings backend, List<Server> servers, long now) {
        StickySettings settings = backend.balancing().sticky();
        if (settings == null) {
            return null;
        }
        Stickiness before = former == null ? null : former.stickiness;
        return before == null
                ? new Stickiness(backend.name(), settings, servers, now)
                : before.become(settings, servers, now);
    }

    private static @Nullable Ejections ejections(@Nullable OutlierDetection settings, List<Server> servers, long now) {
        return settings == null ? null : new Ejections(servers, settings, now);
    }
}
