package lb.admin.runtime;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.DnsAddress;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.ServerControl;
import org.jspecify.annotations.Nullable;

/** HAProxy's {@code set server}, with its words for what is wrong. */
final class SetServer implements Command.Deed {
    private static final String USAGE =
            "usage: set server <backend>/<server> addr | agent | agent-addr | agent-port | agent-send"
                    + " | check-addr | check-port | health | maxconn | state | weight";

    private static final int MOST_WEIGHT = 256;
    private static final int MOST_PORT = 65_535;

    /** What HAProxy writes of who has changed an address. */
    private static final String BY = " by 'stats socket command'";

    private static final String AT_RUN_TIME = "set at run time";

    private static final String PATH_AND = ServerCommands.PATH + " ";

    private final NodeAccess node;

    SetServer(NodeAccess node) {
        this.node = node;
    }

    @Override
    public String answer(List<String> arguments, Caller caller) throws CommandException {
        Server server = node.server(Arguments.at(0, arguments));
        List<String> values = arguments.subList(Math.min(2, arguments.size()), arguments.size());
        String value = Arguments.at(0, values);
        String answer = switch (Arguments.at(1, arguments)) {
            case "state" -> state(server.control(), value);
            case "weight" -> weigh(server, value);
            case "health" -> health(server, value);
            case "agent" -> agent(server, value);
            case "addr" -> address(server, values);
            case "check-port" -> checkPort(server, values);
            case "check-addr" -> checkAddress(server, values);
            case "maxconn" -> limit(server, value);
            case "agent-addr" -> agentAddress(server, values);
            case "agent-port" -> agentPort(server, values);
            case "agent-send" -> {
                agentOf(server, "agent checks are not enabled on this server.");
                server.sendAgent(value);
                yield "";
            }
            case "fqdn" -> throw name(server, value);
            case "ssl" -> throw missing("ssl");
            default -> throw CommandException.inWordsOf(USAGE);
        };
        node.told(caller, "set server " + Arguments.shown(arguments));
        return answer;
    }

    private static CommandException missing(String what) {
        return new CommandException("\"set server " + PATH_AND + what
                + "\" is not done yet in this version; it can be changed in the file");
    }

    /** Why its name stays as it is. */
    private static CommandException name(Server server, String name) {
        if (name.isEmpty()) {
            return CommandException.inWordsOf("set server <b>/<s> fqdn requires a FQDN.");
        }
        return server.settings().address() instanceof DnsAddress
                ? missing("fqdn")
                : CommandException.inWordsOf("set server <b>/<s> fqdn failed because no resolution is configured.");
    }

    private static String state(ServerControl control, String state) throws CommandException {
        control.administer(
                switch (state) {
                    case "ready" -> Admin.READY;
                    case "drain" -> Admin.DRAIN;
                    case "maint" -> Admin.MAINT;
                    default ->
                        throw CommandException.inWordsOf(
                                "'set server <srv> state' expects 'ready', 'drain' and 'maint'.");
                });
        return "";
    }

    /** A weight, or percent of the one that it has by the file. */
    static String weigh(Server server, String text) throws CommandException {
        if (text.isEmpty()) {
            throw CommandException.inWordsOf("Require <weight> or <weight%>.");
        }
        boolean relative = text.endsWith("%");
        String digits = relative ? text.substring(0, text.length() - 1) : text;
        if (!digits.matches("[+-]?[0-9]+.*")) {
            throw CommandException.inWordsOf("Empty weight string empty or preceded by garbage");
        }
        if (!digits.matches("[+-]?[0-9]+")) {
            throw CommandException.inWordsOf("Trailing garbage in weight string");
        }
        if (relative) {
            int percent = Arguments.number(digits, 0, Integer.MAX_VALUE, "Relative weight must be positive.");
            server.control().weighRelatively(percent);
        } else {
            server.control()
                    .weigh(Arguments.number(
                            digits, 0, MOST_WEIGHT, "Absolute weight can only be between 0 and 256 inclusive."));
        }
        return "";
    }

    private static String health(Server server, String health) throws CommandException {
        ServerControl control = server.control();
        switch (health) {
            case "up", "stopping", "down" -> {}
            default ->
                throw CommandException.inWordsOf("'set server <srv> health' expects 'up', 'stopping', or 'down'.");
        }
        if (control.isTracking()) {
            throw CommandException.inWordsOf("cannot change health on a tracking server.");
        }
        if (control.health() == null) {
            throw new CommandException(
                    "the server has no health checks, so that nothing would bring it back; \"set server " + PATH_AND
                            + "state maint\" takes it out");
        }
        control.assume(!health.equals("down"), AT_RUN_TIME);
        if (health.equals("stopping")) {
            control.stopping(true, AT_RUN_TIME);
        }
        return "";
    }

    private static String agent(Server server, String state) throws CommandException {
        if (!server.hasAgent()) {
            throw CommandException.inWordsOf("agent checks are not enabled on this server.");
        }
        switch (state) {
            case "up" -> server.control().agentDown(false, AT_RUN_TIME);
            case "down" -> server.control().agentDown(true, AT_RUN_TIME);
            default -> throw CommandException.inWordsOf("'set server <srv> agent' expects 'up' or 'down'.");
        }
        return "";
    }

    private String address(Server server, List<String> values) throws CommandException {
        if (values.isEmpty()) {
            throw CommandException.inWordsOf("set server <b>/<s> addr requires an address and optionally a port.");
        }
        if (!(server.address() instanceof InetSocketAddress now)
                || !(server.settings().address() instanceof InetSocketAddress)) {
            throw new CommandException(
                    "the address of the server is " + server.settings().address()
                            + ", not an IP address and a port: it can be changed in the file only");
        }
        InetAddress host = host(values.getFirst());
        int port = now.getPort();
        if (values.size() > 1) {
            if (!values.get(1).equals("port") || values.size() != 3) {
                throw CommandException.inWordsOf("set server <b>/<s> addr requires an address and optionally a port.");
            }
            port = port(values.get(2));
        }
        boolean otherHost = !host.equals(now.getAddress());
        boolean otherPort = port != now.getPort();
        if (otherHost || otherPort) {
            node.proxy().reassign(server, new InetSocketAddress(host, port));
        }
        String told = otherHost
                ? "IP changed from '" + NetUtil.toAddressString(now.getAddress()) + "' to '"
                        + NetUtil.toAddressString(host) + "'"
                : "no need to change the addr";
        return told + (otherPort ? ", port changed from '" + now.getPort() + "' to '" + port + "'" : "") + BY;
    }

    private static InetAddress host(String text) throws CommandException {
        InetAddress literal = literal(text);
        if (literal == null) {
            throw CommandException.inWordsOf("Invalid addr '" + Arguments.shortened(text) + "'" + BY);
        }
        return literal;
    }

    private static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static int port(String text) throws CommandException {
        // A sign would mean, in HAProxy, that the port follows from the client's.
        return Arguments.number(
                text.matches("[0-9]+") ? text : "",
                1,
                MOST_PORT,
                "problem converting port '" + Arguments.shortened(text) + "' to an int" + BY);
    }

    private static String checkPort(Server server, List<String> values) throws CommandException {
        requirePort(values, "check-port");
        CheckSettings.Place place = checkPlace(server);
        server.checkAt(at(place, portOf(values.getFirst(), "provided port is not valid")));
        return "";
    }

    private static String checkAddress(Server server, List<String> values) throws CommandException {
        requireAddress(values, "check-addr");
        server.checkAt(at(checkPlace(server), values));
        return "";
    }

    private static String agentAddress(Server server, List<String> values) throws CommandException {
        requireAddress(values, "agent-addr");
        CheckSettings agent = agentOf(server, "agent checks are not enabled on this server");
        server.askAgentAt(at(agent.place(), values));
        return "";
    }

    private static String agentPort(Server server, List<String> values) throws CommandException {
        requirePort(values, "agent-port");
        CheckSettings agent = agentOf(server, "agent checks are not enabled on this server");
        int port = portOf(values.getFirst(), "provided port is invalid");
        if (port == CheckSettings.PORT_OF_SERVER) {
            throw CommandException.inWordsOf("provided port is invalid");
        }
        server.askAgentAt(at(agent.place(), port));
        return "";
    }

    private static CheckSettings agentOf(Server server, String instead) throws CommandException {
        CheckSettings agent = server.agentCheck();
        if (agent == null) {
            throw CommandException.inWordsOf(instead);
        }
        return agent;
    }

    private static void requirePort(List<String> values, String what) throws CommandException {
        if (values.isEmpty()) {
            throw CommandException.inWordsOf("set server <b>/<s> " + what + " requires a port.");
        }
    }

    private static void requireAddress(List<String> values, String what) throws CommandException {
        boolean port = values.size() > 1;
        if (values.isEmpty() || (port && (values.size() < 3 || !values.get(1).equals("port")))) {
            throw CommandException.inWordsOf(
                    "set server <b>/<s> " + what + " requires an address and optionally a port.");
        }
    }

    /** 0 is that of the server. */
    private static int portOf(String text, String outOfRange) throws CommandException {
        if (!text.matches("[0-9]+")) {
            throw CommandException.inWordsOf("provided port is not an integer");
        }
        return Arguments.number(text, CheckSettings.PORT_OF_SERVER, MOST_PORT, outOfRange);
    }

    private static CheckSettings.Place at(CheckSettings.Place place, int port) {
        return new CheckSettings.Place(place.address(), port, place.tls(), place.sendProxy());
    }

    /** @param values an address, and perhaps the word {@code port} and one */
    private static CheckSettings.Place at(CheckSettings.Place place, List<String> values) throws CommandException {
        InetAddress host = literal(values.getFirst());
        if (host == null) {
            throw CommandException.inWordsOf("invalid addr '" + Arguments.shortened(values.getFirst()) + "'");
        }
        int port = values.size() > 1 ? port(values.get(2)) : place.port();
        return new CheckSettings.Place(host, port, place.tls(), place.sendProxy());
    }

    private static CheckSettings.Place checkPlace(Server server) throws CommandException {
        CheckSettings.Place place = server.checkPlace();
        if (place == null) {
            throw CommandException.inWordsOf("health checks are not enabled on this server");
        }
        return place;
    }

    /** The most sessions at a time. */
    static String limit(Server server, String text) throws CommandException {
        if (text.isEmpty()) {
            throw CommandException.inWordsOf("Require <maxconn>.");
        }
        int most = Arguments.number(text, 0, Integer.MAX_VALUE, "maxconn string empty or preceded by garbage");
        if (!server.backend().takesLimits()) {
            throw new CommandException(
                    "no server of backend \"" + server.backend().name()
                            + "\" has max-connections in the file, so that nobody could wait for room");
        }
        server.limit(most);
        return "";
    }
}
