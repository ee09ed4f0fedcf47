package lb.admin.runtime;

import com.google.gson.JsonPrimitive;
import java.util.Iterator;
import java.util.List;
import lb.admin.config.RuntimeSettings.Level;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.ServerControl;
import lb.proxy.upstream.ServerFacts;

/** What is asked of servers, and the short ways of changing them. */
final class ServerCommands {
    static final String PATH = "<backend>/<server>";

    private static final String NO_BACKEND = "Can't find backend.";

    private final NodeAccess node;

    private ServerCommands(NodeAccess node) {
        this.node = node;
    }

    /** Changes a server. */
    private interface Change {
        void of(Server server) throws CommandException;
    }

    static List<Command> of(NodeAccess node) {
        ServerCommands all = new ServerCommands(node);
        return List.of(
                Command.show(
                        "show servers state",
                        "[<backend>] [json]",
                        "dump volatile server information (all or for a single backend)",
                        Level.USER,
                        arguments -> arguments.contains(Json.WORD)
                                ? ServerTables.stateJson(all.facts(arguments))
                                : ServerTables.state(all.facts(arguments))),
                Command.show(
                        "show servers conn",
                        "[<backend>] [json]",
                        "dump server connections status (all or for a single backend)",
                        Level.USER,
                        arguments -> arguments.contains(Json.WORD)
                                ? ServerTables.connectionsJson(all.facts(arguments))
                                : ServerTables.connections(all.facts(arguments))),
                Command.show(
                        "show backend",
                        "[json]",
                        "list backends in the current running config",
                        Level.USER,
                        arguments -> {
                            Iterator<Backend> backends = node.proxy().backends().iterator();
                            return arguments.contains(Json.WORD)
                                    ? Json.array(backends, (one, out) -> out.append(new JsonPrimitive(one.name())))
                                    : Answer.of(
                                            "# name\n",
                                            backends,
                                            (one, out) -> out.append(one.name()).append('\n'),
                                            "");
                        }),
                Command.change(
                        "set server",
                        PATH + " [opts]",
                        "change a server's state, weight, address or health",
                        new SetServer(node)),
                Command.show("get weight", PATH, "report a server's current weight", Level.USER, arguments -> {
                    ServerControl server =
                            node.server(Arguments.at(0, arguments)).control();
                    return Answer.of(server.weight() + " (initial " + server.initialWeight() + ")");
                }),
                Command.change(
                        "set weight",
                        PATH + " <weight>[%]",
                        "change a server's weight (absolute, or of its initial one)",
                        (arguments, by) -> {
                            Server server = node.server(Arguments.at(0, arguments));
                            SetServer.weigh(server, Arguments.at(1, arguments));
                            node.told(by, "set weight " + Arguments.shown(arguments));
                            return "";
                        }),
                all.change(
                        "enable server",
                        "enable a disabled server",
                        server -> server.control().administer(Admin.READY)),
                all.change(
                        "disable server",
                        "disable a server for maintenance",
                        server -> server.control().administer(Admin.MAINT)),
                all.change("enable health", "enable health checks", server -> {
                    if (server.control().health() == null) {
                        throw CommandException.inWordsOf(
                                "Health check was not configured on this server, cannot enable.");
                    }
                    server.control().check(true);
                }),
                all.change(
                        "disable health",
                        "disable health checks",
                        server -> server.control().check(false)),
                all.change("enable agent", "enable agent checks", server -> {
                    if (!server.hasAgent()) {
                        throw CommandException.inWordsOf("Agent was not configured on this server, cannot enable.");
                    }
                    server.askAgent(true);
                }),
                all.change("disable agent", "disable agent checks", server -> server.askAgent(false)));
    }

    private Command change(String words, String means, Change change) {
        return Command.change(words, PATH, means, (arguments, by) -> {
            Server server = node.server(Arguments.at(0, arguments));
            change.of(server);
            node.told(by, words + " " + arguments.getFirst());
            return "";
        });
    }

    /** Of the servers of the backend that is named, or of all: each looked at when it is its turn. */
    private Iterator<ServerFacts> facts(List<String> arguments) throws CommandException {
        String name = Arguments.at(0, arguments);
        Backend only = name.isEmpty() || name.equals(Json.WORD) ? null : node.backend(name, NO_BACKEND);
        return node.proxy().servers(only).iterator();
    }
}
