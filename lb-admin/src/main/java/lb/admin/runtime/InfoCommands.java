package lb.admin.runtime;

import java.time.Instant;
import java.util.List;
import lb.admin.config.RuntimeSettings.Level;
import lb.proxy.ProxyControl;
import org.jspecify.annotations.Nullable;

/** What this process is. */
final class InfoCommands {
    private static final String NOT_DONE = "is not done yet in this version";

    /** HAProxy's commands that people may look for. */
    private static final List<String> MISSING = List.of(
            "show activity",
            "show errors",
            "show events",
            "show fd",
            "show pools",
            "show profiling",
            "show threads",
            "show table",
            "show map",
            "show acl",
            "show resolvers",
            "show peers",
            "show ssl",
            "set table",
            "set map",
            "set ssl",
            "add server",
            "del server",
            "add map",
            "del map",
            "add acl",
            "del acl",
            "clear table",
            "clear map",
            "clear acl");

    private InfoCommands() {}

    static List<Command> of(NodeAccess node) {
        return List.of(
                Command.show(
                        "show info",
                        "[json|typed]",
                        "report information about the running process",
                        Level.USER,
                        arguments -> {
                            Arguments.atMost(1, arguments);
                            ProxyControl proxy = node.control().get();
                            Info info = Info.of(
                                    node.facts(),
                                    proxy == null ? null : proxy.figures(),
                                    node.droppedLogs().getAsLong(),
                                    Instant.now());
                            return switch (Arguments.at(0, arguments)) {
                                case "" -> Answer.of(info.lines());
                                case "json" -> Answer.of(info.json());
                                case "typed" -> Answer.of(info.typed());
                                default -> throw new CommandException("expected: json, typed or nothing");
                            };
                        }),
                Command.show(
                        "show config",
                        "the configuration that counts here, without secrets",
                        Level.OPERATOR,
                        _ -> Answer.of(node.configuration())),
                Command.show(
                        "show version",
                        "the version of lb",
                        Level.USER,
                        _ -> Answer.of(node.facts().version())));
    }

    /** What is answered to a command of HAProxy's that there is not; null to any other. */
    static @Nullable String missing(String line) {
        return MISSING.stream()
                .filter(words -> line.equals(words) || line.startsWith(words + " "))
                .findFirst()
                .map(words -> Answers.REFUSED + "\"" + words + "\" " + NOT_DONE)
                .orElse(null);
    }
}
