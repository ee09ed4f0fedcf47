package lb.admin.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import lb.admin.runtime.Answers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lb upgrade}. */
@Command(
        name = "upgrade",
        description = {
            "Has a new process of the program take the place of the running one: its sockets, its virtual IPs, the state of its"
                    + " servers. No connection is lost, and the other nodes notice nothing.",
            "Where the new one does not become ready, the old one goes on."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:the new process goes on", "1:it does not, and nothing has changed", "2:wrong usage"})
final class UpgradeCommand implements Callable<Integer> {
    /** Longer than a node may take to start. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Mixin
    private final NodeTalk talk = new NodeTalk();

    @Parameters(
            paramLabel = "JAR",
            arity = "0..1",
            description =
                    "The new program (default: what is now in the place of the one that runs, as after the installation"
                            + " of a package).")
    private @Nullable Path jar;

    @Override
    public Integer call() {
        String what = jar == null ? "" : " " + escaped(jar.toAbsolutePath().toString());
        return talk.about(PATIENCE, (client, out) -> {
            String answer = client.ask("upgrade" + what);
            if (Answers.isRefusal(answer)) {
                throw new RefusedException(answer);
            }
            out.print(answer);
            return 0;
        });
    }

    /** As one word of the runtime socket's language. */
    private static String escaped(String path) {
        return path.replaceAll("[\\\\ ;\"'<]", "\\\\$0");
    }
}
