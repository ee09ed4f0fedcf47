package lb.admin.runtime;

import java.util.List;
import lb.proxy.ProxyControl;
import lb.proxy.listen.Frontend;
import lb.proxy.settings.Mode;

/** How many may come in. */
final class LimitCommands {
    private static final String NO_NUMBER = "Integer value expected.";
    private static final String OUT_OF_RANGE = "Value out of range.";
    private static final String NO_VALUE = "Expects an integer value.";

    /** Bytes that a limit of the rate takes for each connection bound it. */
    private static final int MOST_PER_SECOND = 1_000_000;

    private LimitCommands() {}

    static List<Command> of(NodeAccess node) {
        return List.of(
                Command.change(
                        "set maxconn frontend",
                        "<frontend> <value>",
                        "change a frontend's maxconn setting",
                        (arguments, by) -> {
                            Frontend frontend = node.frontend(arguments);
                            String value = Arguments.at(1, arguments);
                            int most = Arguments.number(
                                    value, 1, Integer.MAX_VALUE, value.matches("-?[0-9]+") ? OUT_OF_RANGE : NO_NUMBER);
                            if (frontend.settings().mode() == Mode.UDP) {
                                throw new CommandException("frontend \"" + frontend.name()
                                        + "\" takes datagrams: its max-sessions can be changed in the file");
                            }
                            frontend.admission().limitOpen(most);
                            node.told(by, "set maxconn frontend " + frontend.name() + " " + most);
                            return "";
                        }),
                Command.change(
                        "set maxconn server",
                        ServerCommands.PATH + " <value>",
                        "change a server's maxconn setting",
                        (arguments, by) -> {
                            String answer = SetServer.limit(
                                    node.server(Arguments.at(0, arguments)), Arguments.at(1, arguments));
                            node.told(by, "set maxconn server " + Arguments.shown(arguments));
                            return answer;
                        }),
                Command.change(
                        "set maxconn global", "<value>", "change the per-process maxconn setting", (arguments, by) -> {
                            ProxyControl proxy = node.proxy();
                            int hardest = proxy.figures().hardMaxConnections();
                            int asked = value(arguments, Integer.MIN_VALUE, hardest);
                            // As in HAProxy: as many as there can be.
                            int most = asked <= 0 ? hardest : asked;
                            if (!proxy.limitConnections(most)) {
                                throw CommandException.inWordsOf(OUT_OF_RANGE);
                            }
                            node.told(by, "set maxconn global " + most);
                            return "";
                        }),
                Command.change(
                        "set rate-limit sessions global",
                        "<value>",
                        "change how many connections may come in a second; 0 for any number",
                        (arguments, by) -> {
                            int most = value(arguments, 0, MOST_PER_SECOND);
                            node.proxy().limitConnectionRate(most);
                            node.told(by, "set rate-limit sessions global " + most);
                            return "";
                        }),
                Command.change("set rate-limit", "<setting> <value>", "change a rate limiting value", (_, _) -> {
                    throw CommandException.inWordsOf("'set rate-limit' only supports :\n"
                            + "   - 'sessions global' to set the per-process maximum session rate");
                }));
    }

    private static int value(List<String> arguments, int least, int most) throws CommandException {
        if (arguments.isEmpty()) {
            throw CommandException.inWordsOf(NO_VALUE);
        }
        return Arguments.number(arguments.getFirst(), least, most, OUT_OF_RANGE);
    }
}
