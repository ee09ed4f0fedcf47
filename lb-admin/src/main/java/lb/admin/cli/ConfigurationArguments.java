package lb.admin.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import lb.admin.config.Configuration;
import lb.admin.config.LoadResult;
import lb.admin.config.NodeIdentity;
import lb.admin.explain.InWords;
import lb.admin.load.ConfigurationFiles;
import lb.admin.problem.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which files a command reads, and as which node. */
final class ConfigurationArguments {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            defaultValue = "/etc/lb/lb.conf",
            description = "The configuration: lb's own file, a haproxy.cfg, a keepalived.conf, or several of them; of a"
                    + " folder all *.cfg (default: ${DEFAULT-VALUE}).")
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
        return InWords.joined(files.stream().map(Path::toString).toList());
    }

    /** Begins a sentence on the files, such as {@code lb.conf is} or {@code haproxy.cfg and keepalived.conf are}. */
    String are() {
        return shown() + (files.size() == 1 ? " is" : " are");
    }

    /** Whether the file is read as the node that this machine is. */
    boolean isHere() {
        return node == null;
    }

    /**
     * Reads the files, prints what is said of them on standard error, and gives what can be run to a task, which prints on standard
     * output.
     *
     * @param all whether notes are told, too
     * @return the exit status
     */
    int read(CommandLine command, boolean all, BiConsumer<Configuration, PrintWriter> task) {
        Configuration configuration = all ? loadTellingAll(command.getErr()) : load(command.getErr());
        if (configuration == null) {
            return LbCommand.FAILED;
        }
        task.accept(configuration, command.getOut());
        return 0;
    }

    /**
     * Reads the files and prints what is wrong or doubtful; null when they are broken. Of what needs nothing here the number
     * is told, and the command that shows it.
     */
    @Nullable
    Configuration load(PrintWriter out) {
        LoadResult result = ConfigurationFiles.load(files, NodeIdentity.of(node));
        Configuration configuration = told(result, files, out);
        int notes = result.notes().size();
        if (configuration != null && notes > 0) {
            out.println(InWords.counted(notes, "note") + " on what means nothing to lb, or something else: lb check "
                    + files.stream().map(Path::toString).collect(Collectors.joining(" "))
                    + (node == null ? "" : " --node " + node));
        }
        return configuration;
    }

    /** The same for a node that runs, which tells it where it tells all else. */
    LoadResult loadAgain() {
        return ConfigurationFiles.load(files, NodeIdentity.of(node));
    }

    /** The same with all of it told. */
    private @Nullable Configuration loadTellingAll(PrintWriter out) {
        LoadResult result = ConfigurationFiles.load(files, NodeIdentity.of(node));
        result.notes().forEach(note -> out.println("note: " + note));
        return told(result, files, out);
    }

    /** Reads files as any node, or the one that this machine is; null when they are broken. */
    static @Nullable Configuration load(List<Path> files, @Nullable String node, PrintWriter out) {
        return told(ConfigurationFiles.load(files, NodeIdentity.of(node)), files, out);
    }

    private static @Nullable Configuration told(LoadResult result, List<Path> files, PrintWriter out) {
        for (Problem warning : result.warnings()) {
            out.println("warning: " + warning);
        }
        return switch (result) {
            case LoadResult.Loaded loaded -> loaded.configuration();
            case LoadResult.Broken broken -> {
                broken.problems().forEach(out::println);
                out.println("lb: " + shown(files) + " cannot be run: " + InWords.counted(broken.count(), "problem"));
                yield null;
            }
        };
    }
}
