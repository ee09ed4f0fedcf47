package lb.admin.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import lb.admin.config.Configuration;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.load.ConfigurationFiles;
import lb.admin.problem.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which file a command reads, and as which node. */
final class ConfigurationArguments {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            defaultValue = "/etc/lb/lb.conf",
            description = "The configuration: lb's own file, a haproxy.cfg, a keepalived.conf, or several of them"
                    + " (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private List<Path> files;

    @Option(
            names = "--node",
            paramLabel = "NAME",
            description = "Which of the file's nodes this is (default: found from host name or local address).")
    private @Nullable String node;

    /** The files as one reads them in a sentence. */
    String shown() {
        return shown(files);
    }

    private static String shown(List<Path> files) {
        return files.stream().map(Path::toString).collect(Collectors.joining(" and "));
    }

    /** Whether the file is read as the node that this machine is. */
    boolean isHere() {
        return node == null;
    }

    /** Reads the file and prints what there is to say about it; null when it is broken. */
    @Nullable
    Configuration load(PrintWriter out) {
        return load(files, node, out);
    }

    /** The same for any files, as any node, or the one that this machine is. */
    static @Nullable Configuration load(List<Path> files, @Nullable String node, PrintWriter out) {
        LoadResult result = ConfigurationFiles.load(files, NodeIdentity.of(node));
        for (Problem warning : result.warnings()) {
            out.println("warning: " + warning);
        }
        return switch (result) {
            case LoadResult.Loaded loaded -> loaded.configuration();
            case LoadResult.Broken broken -> {
                broken.problems().forEach(out::println);
                int problems = broken.problems().size();
                out.println("lb: " + shown(files) + " cannot be run: " + problems
                        + (problems == 1 ? " problem" : " problems"));
                yield null;
            }
        };
    }
}
