package lb.admin.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ServerLife;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.ServerShare;

/** How servers come and go. */
final class LifeKeys {
    static final Key<Boolean> DISABLED = Key.of(
            "disabled",
            new Form.Flag(),
            false,
            "Whether it is in maintenance from the start: it gets no traffic and is not checked.",
            "disabled");
    static final Key<Duration> SLOW_START = Key.of(
            "slow-start",
            new Form.Time(Duration.ofSeconds(1), Duration.ofDays(1), "not at all", "ms"),
            Duration.ZERO,
            "For how long after it came back it gets a growing part of its turns and of its `max-connections`. Not at the"
                    + " start of lb.",
            "slowstart");
    static final Key<Integer> MIN_CONNECTIONS = Key.without(
            "min-connections",
            new Form.Whole(1, 1_000_000),
            "`max-connections`",
            "What its limit is while its backend has little to do; it grows with the sessions of the backend to"
                    + " `max-connections`, which it is at `full-connections`.",
            "minconn");
    static final Key<Integer> MAX_QUEUE = Key.without(
            "max-queue",
            new Form.Whole(1, 1_000_000),
            "no limit",
            "How many clients that come back to it (by cookie or address) may wait for it when it is full; the next one goes to"
                    + " another server, or is refused (503) with `redispatch = false`. Other clients wait for any server.",
            "maxqueue");
    static final Key<Boolean> ON_MARKED_DOWN = Key.without(
            "on-marked-down",
            new Form.Word<>(Map.of("shutdown-sessions", true)),
            "they go on",
            "`shutdown-sessions` ends its sessions when it goes down or into maintenance, not when it is left out as an outlier"
                    + " (http and tcp).",
            "on-marked-down");
    static final Key<Boolean> ON_MARKED_UP = Key.without(
            "on-marked-up",
            new Form.Word<>(Map.of("shutdown-backup-sessions", true)),
            "they go on",
            "`shutdown-backup-sessions` ends the sessions of the backups when it comes up (http and tcp).",
            "on-marked-up");
    static final Key<Integer> FULL_CONNECTIONS = Key.without(
            "full-connections",
            new Form.Whole(1, 10_000_000),
            "a tenth of the `max-connections` of the process",
            "Sessions of the backend at which servers with `min-connections` get all of their `max-connections`.",
            "fullconn");
    static final Key<Boolean> ALL_BACKUPS = Key.of(
            "all-backups",
            new Form.Flag(),
            false,
            "Whether all usable backups serve while no other server is usable, and not the first of them alone.",
            "option allbackups");

    private LifeKeys() {}

    static ServerShare share(Section server) {
        int limit = server.get(ProxyKeys.SERVER_MAX_CONNECTIONS, 0);
        int least = server.get(MIN_CONNECTIONS, 0);
        if (limit == 0) {
            server.wrong(MIN_CONNECTIONS, "only with max-connections");
            server.wrong(MAX_QUEUE, "only with max-connections");
        } else if (least > limit) {
            server.wrong(MIN_CONNECTIONS, "expected: at most max-connections, " + limit);
        }
        return new ServerShare(
                server.orStandard(ProxyKeys.WEIGHT),
                server.orStandard(ProxyKeys.BACKUP),
                limit,
                least,
                server.get(MAX_QUEUE, 0));
    }

    static ServerLife read(Section server, Mode mode) {
        if (mode == Mode.UDP) {
            server.wrong(ON_MARKED_DOWN, "not with mode = udp, where clients go to another server");
            server.wrong(ON_MARKED_UP, "not with mode = udp, where clients go to another server");
            server.wrong(SLOW_START, "not with mode = udp");
        }
        return new ServerLife(
                server.orStandard(DISABLED),
                server.orStandard(SLOW_START),
                server.get(ON_MARKED_DOWN, false),
                server.get(ON_MARKED_UP, false));
    }

    static int fullConnections(Section backend, List<ServerSettings> servers) {
        int full = backend.get(FULL_CONNECTIONS, 0);
        if (servers.stream().allMatch(server -> server.share().minConnections() == 0)) {
            backend.wrong(FULL_CONNECTIONS, "only where a server has min-connections");
        }
        return full;
    }
}
