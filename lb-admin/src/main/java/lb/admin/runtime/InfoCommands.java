package lb.admin.runtime;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
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
            "show events",
            "show profiling",
            "show table",
            "show map",
            "show acl",
            "show resolvers",
            "show peers",
            "show ssl crt-list",
            "show ssl ocsp-response",
            "set table",
            "set map",
            "set ssl ca-file",
            "set ssl crl-file",
            "set ssl tls-key",
            "add ssl",
            "del ssl ca-file",
            "del ssl crl-file",
            "del ssl crt-list",
            "new ssl ca-file",
            "new ssl crl-file",
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
                            ProxyControl proxy = node.control().get();
                            Info info = Info.of(
                                    node.facts(),
                                    proxy == null ? null : proxy.figures(),
                                    node.droppedLogs().getAsLong(),
                                    Instant.now());
                            if (arguments.contains("typed")) {
                                return Answer.of(info.typed());
                            }
                            return Answer.of(arguments.contains("json") ? info.json() : info.lines());
                        }),
                Command.show(
                        "show config",
                        "[json]",
                        "the configuration that counts here, without secrets",
                        Level.OPERATOR,
                        arguments -> Answer.of(
                                arguments.contains(Json.WORD)
                                        ? json(node.configuration().get())
                                        : node.configuration().get())),
                Command.show(
                        "show version",
                        "the version of lb",
                        Level.USER,
                        _ -> Answer.of(node.facts().version())));
    }

    private static String json(String configuration) {
        return ConfigFactory.parseString(configuration).root().render(ConfigRenderOptions.concise()) + "\n";
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
