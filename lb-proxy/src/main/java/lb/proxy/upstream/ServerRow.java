package lb.proxy.upstream;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.Health;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.jspecify.annotations.Nullable;

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
        putConnections(row, server);
        server.times().fill(row);
        TrafficColumns.fill(row, backend, backendId, server.counters(), server.sessions(), server.rate(), now);
        // All wait in the backend's queue, none in one of its own.
        row.put(Column.QCUR, 0).put(Column.QMAX, 0);
        if (server.maxConnections() > 0) {
            row.put(Column.SLIM, server.maxConnections());
        }
        Agent agent = server.agent();
        if (agent != null) {
            putAgent(row, agent, server.control().standing().agentDown());
        }
        if (server.control().percent() < SlowStart.WHOLE) {
            row.put(Column.THROTTLE, server.control().percent());
        }
        Standing standing = server.control().standing();
        Health health = server.control().health();
        row.put(Column.STATUS, status(standing, health)).put(Column.LASTCHG, (now - standing.since()) / 1_000_000_000);
        if (health != null) {
            row.put(Column.CHKFAIL, health.failures())
                    .put(Column.CHKDOWN, standing.upDown().downs())
                    .put(Column.DOWNTIME, standing.upDown().downSeconds(now));
            if (!standing.isMaintenance()) {
                putCheck(row, health);
            }
        }
        return row;
    }

    /** HAProxy's word for what it is. */
    private static String status(Standing standing, @Nullable Health health) {
        if (!standing.resolved() && standing.admin() != Admin.MAINT) {
            return "MAINT (resolution)";
        }
        boolean up = health == null || health.up();
        String counter = health == null ? "" : health.counter().shown();
        return switch (standing.admin()) {
            case MAINT -> "MAINT";
            case READY, DRAIN -> {
                if (standing.agentDown()) {
                    yield "DOWN (agent)";
                }
                if (standing.ejected()) {
                    yield "DOWN (ejected)";
                }
                if (!up) {
                    yield counter;
                }
                if (standing.stopping()) {
                    yield counter.replace("UP", "NOLB");
                }
                if (standing.admin() == Admin.DRAIN) {
                    yield health == null ? "DRAIN" : counter.replace("UP", "DRAIN");
                }
                yield health == null ? "no check" : counter;
            }
        };
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
                .put(Column.USED_CONN_CUR, connections.used());
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
        if (last.status() != CheckStatus.INI) {
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
