package lb.admin.cli;

import java.time.Duration;
import lb.admin.boot.LoadBalancer;
import lb.admin.config.UnixAddresses;
import lb.admin.config.ValueException;
import lb.admin.runtime.RuntimeClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which running node is asked. */
final class NodeSocket {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @Option(
            names = "--socket",
            paramLabel = "SOCKET",
            description =
                    "The node's runtime socket, as in its file: a path, abns@ or abnsz@ and a name (default: abnsz@lb).")
    private @Nullable String socket;

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    /** A way to ask it; nothing is connected yet. */
    RuntimeClient client() {
        return client(PATIENCE);
    }

    /** @param patience for each answer */
    RuntimeClient client(Duration patience) {
        String text =
                socket == null ? "abnsz@" + System.getProperty(RunCommand.LOCK, LoadBalancer.DEFAULT_LOCK) : socket;
        try {
            if (UnixAddresses.isMeant(text)) {
                return new RuntimeClient(UnixAddresses.parse(text), patience);
            }
        } catch (ValueException e) {
            // Told below.
        }
        throw new ParameterException(
                spec.commandLine(), "--socket \"" + text + "\" (expected: a path, abns@ or abnsz@ and a name)");
    }
}
