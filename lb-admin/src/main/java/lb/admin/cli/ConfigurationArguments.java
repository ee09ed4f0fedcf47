package lb.admin.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import lb.admin.config.Configuration;
import lb.admin.config.ConfigurationFile;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.config.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which file a command reads, and as which node. */
final class ConfigurationArguments {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            defaultValue = "/etc/lb/lb.conf",
            description = "The configuration file (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private Path file;

    @Option(
            names = "--node",
            paramLabel = "NAME",
            description = "Which of the file's nodes this is (default: found from host name or local address).")
    private @Nullable String node;

    Path file() {
        return file;
    }

    /** Whether the file is read as the node that this machine is. */
    boolean isHere() {
        return node == null;
    }

    /** Reads the file and prints what there is to say about it; null when it is broken. */
    @Nullable
    Configuration load(PrintWriter out) {
        return load(file, node, out);
    }

    /** The same for any file, as any node, or the one that this machine is. */
    static @Nullable Configuration load(Path file, @Nullable String node, PrintWriter out) {
        LoadResult result = ConfigurationFile.load(file, NodeIdentity.of(node));
        for (Problem warning : result.warnings()) {
            out.println("warning: " + warning);
        }
        return switch (result) {
            case LoadResult.Loaded loaded -> loaded.configuration();
            case LoadResult.Broken broken -> {
                broken.problems().forEach(out::println);
                int problems = broken.problems().size();
                out.println("lb: " + file + " cannot be run: " + problems + (problems == 1 ? " problem" : " problems"));
                yield null;
            }
        };
    }
}
