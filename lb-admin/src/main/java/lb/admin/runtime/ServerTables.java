package lb.admin.runtime;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.Health;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.ServerSettings;
import lb.proxy.upstream.ServerFacts;
import org.jspecify.annotations.Nullable;

/** HAProxy's {@code show servers state} (version 1 of its format) and {@code show servers conn}. Pure. */
final class ServerTables {
    private static final String STATE_HEAD = "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state"
            + " srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health"
            + " srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl"
            + " srv_check_port srv_check_addr srv_agent_addr srv_agent_port\n";

    private static final String CONN_HEAD =
            "# bkname/svname bkid/svid addr port - purge_delay used_cur used_max need_est"
                    + " unsafe_nb safe_nb idle_lim idle_cur idle_per_thr[0]\n";

    private static final String NONE = "-";

    // Bits of srv_admin_state.
    private static final int FORCED_MAINTENANCE = 0x01;
    private static final int INHERITED_MAINTENANCE = 0x02;
    private static final int CONFIGURED_MAINTENANCE = 0x04;
    private static final int FORCED_DRAIN = 0x08;
    private static final int INHERITED_DRAIN = 0x10;
    private static final int UNRESOLVED = 0x20;

    // Bits of srv_check_state and srv_agent_state.
    private static final int RUNNING = 0x01;
    private static final int CONFIGURED = 0x02;
    private static final int ENABLED = 0x04;
    private static final int PAUSED = 0x08;
    private static final int AGENT = 0x10;

    private enum Unknown {
        NONE;

        @Override
        public String toString() {
            return ServerTables.NONE;
        }
    }

    private ServerTables() {}

    /** A line for each server, which HAProxy's tools can read, and HAProxy itself at a start. */
    static Answer state(Iterator<ServerFacts> servers) {
        return Answer.of(STATE_HEAD, servers, text(ServerTables::stateOf), "");
    }

    /** The columns of the list are the names, and what is not known is null. */
    static Answer stateJson(Iterator<ServerFacts> servers) {
        return Json.array(servers, json(STATE_HEAD, ServerTables::stateOf));
    }

    private static List<Object> stateOf(ServerFacts server) {
        Health health = server.health();
        ServerSettings settings = server.settings();
        CheckSettings.Place check = server.checkPlace();
        CheckSettings agent = server.agent();
        return List.of(
                server.backendId(),
                server.backend(),
                server.id(),
                settings.name(),
                host(server),
                operation(server),
                admin(server),
                server.weight(),
                server.initialWeight(),
                server.sinceSeconds(),
                health == null ? number(CheckStatus.INI) : number(health.last().status()),
                health == null ? 0 : result(health.last()),
                health == null ? 1 : health.counter().value(),
                checkState(server, health),
                agentState(server),
                0,
                0,
                settings.address() instanceof DnsAddress name ? name.name() : Unknown.NONE,
                port(server),
                Unknown.NONE,
                0,
                check == null ? 0 : Math.max(0, check.port()),
                address(check),
                address(agent == null ? null : agent.place()),
                agent == null ? 0 : agent.place().port());
    }

    /** A line for each server: how many connections to it there are, and what they do. */
    static Answer connections(Iterator<ServerFacts> servers) {
        return Answer.of(CONN_HEAD, servers, text(ServerTables::connectionsOf), "");
    }

    static Answer connectionsJson(Iterator<ServerFacts> servers) {
        return Json.array(servers, json(CONN_HEAD, ServerTables::connectionsOf));
    }

    private static List<Object> connectionsOf(ServerFacts server) {
        return List.of(
                server.path(),
                server.backendId() + "/" + server.id(),
                host(server),
                port(server),
                Unknown.NONE,
                Unknown.NONE,
                server.used(),
                Unknown.NONE,
                Unknown.NONE,
                server.unproven(),
                server.proven(),
                server.mostIdle(),
                server.unproven() + server.proven());
    }

    private static Answer.Line<ServerFacts> text(Function<ServerFacts, List<Object>> row) {
        return (server, out) -> {
            StringJoiner line = new StringJoiner(" ", "", "\n");
            row.apply(server).forEach(value -> line.add(value.toString()));
            out.append(line);
        };
    }

    /** Only numbers are numbers: a name stays text, whatever its letters. */
    private static Answer.Line<ServerFacts> json(String head, Function<ServerFacts, List<Object>> row) {
        List<String> names =
                List.of(head.substring(head.indexOf('#') + 2).strip().split(" ", -1));
        return (server, out) -> {
            Json.Fields fields = new Json.Fields();
            List<Object> values = row.apply(server);
            for (int i = 0; i < values.size(); i++) {
                String name = names.get(i);
                switch (values.get(i)) {
                    case Number number -> fields.put(name, number.longValue());
                    // Of a column without a name nothing is ever known.
                    case Unknown _ when name.equals(NONE) -> {}
                    case Unknown _ -> fields.put(name, (String) null);
                    case Object text -> fields.put(name, text.toString());
                }
            }
            out.append(fields);
        };
    }

    private static int operation(ServerFacts server) {
        return switch (server.state().operation()) {
            case DOWN -> 0;
            case UP -> server.growing() ? 1 : 2;
            case STOPPING -> 3;
        };
    }

    private static int admin(ServerFacts server) {
        boolean configured = server.settings().life().disabled() && server.asked() == Admin.MAINT;
        return bit(server.asked() == Admin.MAINT, FORCED_MAINTENANCE)
                | bit(server.tracked() == Admin.MAINT, INHERITED_MAINTENANCE)
                | bit(configured, CONFIGURED_MAINTENANCE)
                | bit(server.asked() == Admin.DRAIN, FORCED_DRAIN)
                | bit(server.tracked() == Admin.DRAIN, INHERITED_DRAIN)
                | bit(!server.resolved(), UNRESOLVED);
    }

    private static int checkState(ServerFacts server, @Nullable Health health) {
        if (health == null) {
            return 0;
        }
        return CONFIGURED
                | bit(health.running(), RUNNING)
                | bit(server.checked(), ENABLED)
                | bit(server.state().admin() == Admin.MAINT, PAUSED);
    }

    private static int agentState(ServerFacts server) {
        Boolean asked = server.agentAsked();
        return asked == null ? 0 : CONFIGURED | AGENT | bit(server.agentRunning(), RUNNING) | bit(asked, ENABLED);
    }

    private static int bit(boolean set, int bit) {
        return set ? bit : 0;
    }

    /** HAProxy's number of a status, as its state files have it. */
    private static int number(CheckStatus status) {
        return switch (status) {
            case UNK -> 0;
            case INI -> 1;
            case CHECKED -> 3;
            case HANA -> 4;
            case SOCKERR, EXHAUSTED -> 5;
            case L4OK -> 6;
            case L4TOUT -> 7;
            case L4CON -> 8;
            case L6OK -> 9;
            case L6TOUT -> 10;
            case L6RSP -> 11;
            case L7TOUT -> 12;
            case L7RSP -> 13;
            case L7OK -> 15;
            case L7OKC -> 16;
            case L7STS -> 17;
        };
    }

    private static int result(CheckResult last) {
        return switch (last.status().verdict()) {
            case NONE -> last.status() == CheckStatus.INI ? 0 : 1;
            case FAILED -> 2;
            case PASSED -> 3;
            case STOPPING -> 4;
        };
    }

    private static Object host(ServerFacts server) {
        if (server.address() instanceof InetSocketAddress network) {
            return NetUtil.toAddressString(network.getAddress());
        }
        return server.address() == null ? Unknown.NONE : server.address().toString();
    }

    private static int port(ServerFacts server) {
        return server.address() instanceof InetSocketAddress network ? network.getPort() : 0;
    }

    private static Object address(CheckSettings.@Nullable Place place) {
        return place == null || place.address() == null ? Unknown.NONE : NetUtil.toAddressString(place.address());
    }
}
