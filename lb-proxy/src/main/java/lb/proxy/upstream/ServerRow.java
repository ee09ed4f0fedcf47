package lb.proxy.upstream;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.Health;
import lb.proxy.health.ServerState;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.health.ServerState.Operation;
import lb.proxy.settings.CookieSettings;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.stats.Column;
import lb.proxy.stats.Latencies;
import lb.proxy.stats.StatsRow;

/** The figures of one server, in HAProxy's columns. */
final class ServerRow {
    private ServerRow() {}

    static StatsRow of(Backend backend, Server server, int backendId, int serverId, long now) {
        StatsRow row = new StatsRow(StatsRow.Type.SERVER)
                .put(Column.SVNAME, server.name())
                .put(Column.SID, serverId)
                .put(
                        Column.WEIGHT,
                        SlowStart.share(
                                server.control().weight(), server.control().percent()))
                .put(Column.UWEIGHT, server.control().weight())
                .put(Column.ACT, server.settings().share().backup() ? 0 : 1)
                .put(Column.BCK, server.settings().share().backup() ? 1 : 0);
        SocketAddress address = server.address();
        if (address != null) {
            row.put(Column.ADDR, text(address));
        }
        CookieSettings cookie = backend.settings().http().cookie();
        String value = cookie == null ? null : cookie.values().get(server.name());
        if (value != null) {
            row.put(Column.COOKIE, value);
        }
        putConnections(row, server);
        server.times().fill(row);
        List<Latencies> latencies = List.of(server.latencies());
        row.took(phase -> Latencies.lately(latencies, phase));
        TrafficColumns.fill(row, backend, backendId, server.counters(), server.sessions(), server.rate(), now);
        row.put(Column.QCUR, server.line().length())
                .put(Column.QMAX, server.line().longest());
        int queueLimit = server.settings().share().maxQueue();
        if (queueLimit > 0) {
            row.put(Column.QLIMIT, queueLimit);
        }
        if (server.maxConnections() > 0) {
            row.put(Column.SLIM, server.maxConnections());
        }
        Agent agent = server.checks().agent();
        if (agent != null) {
            putAgent(row, agent, server.control().standing().agentDown());
        }
        if (server.control().percent() < SlowStart.WHOLE) {
            row.put(Column.THROTTLE, server.control().percent());
        }
        Standing standing = server.control().standing();
        Health health = server.control().health();
        row.put(Column.STATUS, status(server)).put(Column.LASTCHG, (now - standing.since()) / 1_000_000_000);
        CheckCounts counted = server.control().countedSinceCleared();
        CheckCounts ever = server.control().counted();
        if (server.traffic().isObserved()) {
            row.put(Column.HANAFAIL, counted.observed(), ever.observed());
        }
        Server tracked = server.control().tracked();
        if (tracked != null) {
            row.put(Column.TRACKED, tracked.backend().name() + "/" + tracked.name());
        }
        if (health != null) {
            row.put(Column.CHKFAIL, counted.failures(), ever.failures())
                    .put(Column.CHKDOWN, counted.downs(), ever.downs())
                    .put(Column.DOWNTIME, standing.upDown().downSeconds(now));
            if (!standing.isMaintenance()) {
                putCheck(row, health);
            }
        }
        return row;
    }

    /** HAProxy's word for what it is. */
    private static String status(Server server) {
        Standing standing = server.control().standing();
        if (standing.isMaintenance()) {
            return maintenance(server, standing);
        }
        // What is found out of one that tracks is found out of the end of the chain.
        Server source = server.control().sourceOfState();
        Health health = source.control().health();
        Standing found = source.control().standing();
        if (standing.agentDown() || found.agentDown()) {
            return "DOWN (agent)";
        }
        if (standing.ejected()) {
            return "DOWN (ejected)";
        }
        String counter = health == null ? "no check" : health.counter().shown();
        if (health != null && !health.up()) {
            return counter;
        }
        ServerState state = server.control().state();
        if (state.operation() == Operation.STOPPING) {
            return counter.replace("UP", "NOLB");
        }
        if (state.admin() == Admin.DRAIN) {
            return health == null ? "DRAIN" : counter.replace("UP", "DRAIN");
        }
        return counter;
    }

    private static String maintenance(Server server, Standing standing) {
        Server tracked = server.control().tracked();
        if (standing.admin() == Admin.MAINT) {
            return "MAINT";
        }
        if (!standing.resolved() || tracked == null) {
            return "MAINT (resolution)";
        }
        return "MAINT (via " + tracked.backend().name() + "/" + tracked.name() + ")";
    }

    private static String text(SocketAddress address) {
        return address instanceof InetSocketAddress network
                ? NetUtil.toSocketAddressString(network)
                : address.toString();
    }

    private static void putConnections(StatsRow row, Server server) {
        ServerConnections connections = server.connections();
        int max = server.idleConnections().max();
        row.put(Column.SRV_ICUR, connections.idle())
                .put(Column.IDLE_CONN_CUR, connections.unproven())
                .put(Column.SAFE_CONN_CUR, connections.proven())
                .put(Column.USED_CONN_CUR, connections.used())
                // What is needed is what is used: nothing is kept in advance.
                .put(Column.NEED_CONN_EST, connections.used());
        if (max != IdleConnectionSettings.NO_LIMIT) {
            row.put(Column.SRC_ILIM, max);
        }
    }

    /** One answer decides: rise and fall are 1. */
    private static void putAgent(StatsRow row, Agent agent, boolean down) {
        CheckResult last = agent.last();
        row.put(
                        Column.AGENT_STATUS,
                        (agent.running() ? "* " : "") + last.status().code())
                .put(Column.AGENT_DESC, last.status().description())
                .put(Column.AGENT_RISE, 1)
                .put(Column.AGENT_FALL, 1)
                .put(Column.AGENT_HEALTH, down ? 0 : 1);
        if (last.status() != CheckStatus.INI) {
            row.put(Column.AGENT_DURATION, last.millis());
        }
        if (last.code() != CheckResult.NO_CODE) {
            row.put(Column.AGENT_CODE, last.code());
        }
        if (!last.info().isEmpty()) {
            row.put(Column.LAST_AGT, last.info());
        }
    }

    private static void putCheck(StatsRow row, Health health) {
        CheckResult last = health.last();
        row.put(
                        Column.CHECK_STATUS,
                        (health.running() ? "* " : "") + last.status().code())
                .put(Column.CHECK_DESC, last.status().description())
                .put(Column.CHECK_RISE, health.counter().rise())
                .put(Column.CHECK_FALL, health.counter().fall())
                .put(Column.CHECK_HEALTH, health.counter().value());
        if (last.status() != CheckStatus.INI && last.millis() != CheckResult.NO_TIME) {
            row.put(Column.CHECK_DURATION, last.millis());
        }
        if (last.code() != CheckResult.NO_CODE) {
            row.put(Column.CHECK_CODE, last.code());
        }
        if (!last.info().isEmpty()) {
            row.put(Column.LAST_CHK, last.info());
        }
    }
}
