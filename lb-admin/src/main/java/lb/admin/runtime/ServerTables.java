package lb.admin.runtime;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.StringJoiner;
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

    private ServerTables() {}

    /** A line for each server, which HAProxy's tools can read, and HAProxy itself at a start. */
    static Answer state(Iterator<ServerFacts> servers) {
        return Answer.of(STATE_HEAD, servers, ServerTables::state, "");
    }

    private static void state(ServerFacts server, StringBuilder out) {
        StringJoiner line = new StringJoiner(" ", "", "\n");
        Health health = server.health();
        ServerSettings settings = server.settings();
        CheckSettings.Place check = server.checkPlace();
        CheckSettings agent = server.agent();
        line.add(text(server.backendId())).add(server.backend()).add(text(server.id()));
        line.add(settings.name()).add(host(server)).add(text(operation(server)));
        line.add(text(admin(server))).add(text(server.weight())).add(text(server.initialWeight()));
        line.add(Long.toString(server.sinceSeconds()));
        line.add(text(
                health == null ? number(CheckStatus.INI) : number(health.last().status())));
        line.add(text(health == null ? 0 : result(health.last())));
        line.add(text(health == null ? 1 : health.counter().value()));
        line.add(text(checkState(server, health)))
                .add(text(agentState(server)))
                .add("0")
                .add("0");
        line.add(settings.address() instanceof DnsAddress name ? name.name() : NONE)
                .add(port(server));
        line.add(NONE).add("0");
        line.add(text(check == null ? 0 : Math.max(0, check.port()))).add(address(check));
        line.add(address(agent == null ? null : agent.place()))
                .add(text(agent == null ? 0 : agent.place().port()));
        out.append(line);
    }

    /** A line for each server: how many connections to it there are, and what they do. */
    static Answer connections(Iterator<ServerFacts> servers) {
        return Answer.of(CONN_HEAD, servers, ServerTables::connections, "");
    }

    private static void connections(ServerFacts server, StringBuilder out) {
        StringJoiner line = new StringJoiner(" ", "", "\n");
        line.add(server.path()).add(server.backendId() + "/" + server.id());
        line.add(host(server)).add(port(server)).add(NONE).add(NONE);
        line.add(text(server.used())).add(NONE).add(NONE);
        line.add(text(server.unproven())).add(text(server.proven()));
        line.add(text(server.mostIdle())).add(text(server.unproven() + server.proven()));
        out.append(line);
    }

    /** The columns of the list are the names, numbers are numbers, and what is not known is null. */
    static Answer stateJson(Iterator<ServerFacts> servers) {
        return Json.array(servers, json(STATE_HEAD, ServerTables::state));
    }

    static Answer connectionsJson(Iterator<ServerFacts> servers) {
        return Json.array(servers, json(CONN_HEAD, ServerTables::connections));
    }

    private static Answer.Line<ServerFacts> json(String head, Answer.Line<ServerFacts> line) {
        String[] names = head.substring(head.indexOf('#') + 2).strip().split(" ", -1);
        return (server, out) -> {
            StringBuilder text = new StringBuilder();
            line.write(server, text);
            String[] values = text.toString().strip().split(" ", -1);
            Json.Fields fields = new Json.Fields();
            for (int i = 0; i < Math.min(names.length, values.length); i++) {
                if (values[i].matches("-?[0-9]{1,18}")) {
                    fields.put(names[i], Long.parseLong(values[i]));
                } else if (!names[i].equals(NONE)) {
                    fields.put(names[i], values[i].equals(NONE) ? null : values[i]);
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

    private static String host(ServerFacts server) {
        if (server.address() instanceof InetSocketAddress network) {
            return NetUtil.toAddressString(network.getAddress());
        }
        return server.address() == null ? NONE : server.address().toString();
    }

    private static String port(ServerFacts server) {
        return server.address() instanceof InetSocketAddress network ? text(network.getPort()) : "0";
    }

    private static String address(CheckSettings.@Nullable Place place) {
        return place == null || place.address() == null ? NONE : NetUtil.toAddressString(place.address());
    }

    private static String text(int number) {
        return Integer.toString(number);
    }
}
