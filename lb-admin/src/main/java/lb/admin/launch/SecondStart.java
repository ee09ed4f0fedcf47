package lb.admin.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives a node that was started by a bare {@code java -jar} the JVM options that it needs, which no manifest can carry:
 * the process executes the same Java once more, in place, by execve(2). It keeps its process id, its descriptors, its
 * limits and capabilities; nothing is started beside it. Costs 0.2 s of CPU, once.
 *
 * <p>The options then stand in the command line (ps shows them), which is also how the second start knows that it is
 * the second. Where anything is not as expected, the node runs on as it was started.
 */
public final class SecondStart {
    /** Set to {@code as-is}, no option is added. */
    private static final String VARIABLE = "LB_JVM";

    /** The release that the options are known to be right for. */
    private static final int RELEASE = 25;

    private SecondStart() {}

    /** Starts again, and then does not return; or returns, as there is nothing to gain. Before anything else runs. */
    public static void ifWorthIt() {
        if (!isSuited()) {
            return;
        }
        try {
            Optional<List<String>> command = JvmOptions.better(command(), System.getenv(), options());
            if (command.isPresent()) {
                execute(command.get());
            }
        } catch (IOException | RuntimeException e) {
            System.err.println("lb: could not start with better options, runs as it is: " + e.getMessage());
        }
    }

    private static boolean isSuited() {
        return Runtime.version().feature() == RELEASE
                && System.getProperty("os.name", "").equals("Linux")
                && System.getProperty("java.vm.name", "").endsWith("Server VM")
                && !"as-is".equals(System.getenv(VARIABLE));
    }

    /**
     * The command that starts this program once more, with the options that it lacks.
     *
     * @return arguments of a JVM, from the first; one character is one byte
     * @throws IOException when the system does not tell with what it was started
     */
    public static List<String> again() throws IOException {
        List<String> command = command();
        return isSuited()
                ? JvmOptions.better(command, System.getenv(), options()).orElse(command)
                : command;
    }

    /**
     * Executes a command of a JVM in the place of this program, and does not return.
     *
     * @throws IOException when the kernel refuses; everything is as before
     */
    public static void execute(List<String> command) throws IOException {
        String java = Files.readSymbolicLink(Path.of("/proc/self/exe")).toString();
        Exec.replaceProcess(java, command);
    }

    /**
     * The command that starts this program once more from its beginning, as somebody has started it.
     *
     * @param jar in the place of the one that runs; null for that one, which may be another file by now
     * @return the program's path and its arguments, the first one its name; one character is one byte
     * @throws IOException when the system does not tell with what it was started
     */
    public static List<String> fromTheBeginning(@Nullable Path jar) throws IOException {
        List<String> command = command();
        int at = command.indexOf("-jar");
        if (at < 1 || at + 1 >= command.size()) {
            throw new IOException("this process was not started with java -jar");
        }
        List<String> arguments = command.subList(at + 2, command.size());
        Path ours = jar == null ? Path.of(command.get(at + 1)) : jar;
        Path script = ours.toAbsolutePath().resolveSibling("../bin/lb").normalize();
        List<String> whole = new ArrayList<>();
        if (jar == null
                && Files.isExecutable(script)
                && Files.isExecutable(script.resolveSibling("../runtime/bin/java"))) {
            // A package: the script knows its Java, and what to tell it.
            whole.add(script.toString());
        } else {
            // With its options of now, not with those of the version that runs.
            List<String> added = options();
            whole.add(java(command.getFirst()));
            command.subList(1, at).stream()
                    .filter(option -> !added.contains(option))
                    .forEach(whole::add);
            whole.addAll(List.of("-jar", ours.toString()));
        }
        whole.addAll(arguments);
        return whole;
    }

    /** That of now, or the one that has taken its place. */
    private static String java(String started) throws IOException {
        Path running = Files.readSymbolicLink(Path.of("/proc/self/exe"));
        return Files.isExecutable(running) || !started.startsWith("/") ? running.toString() : started;
    }

    private static List<String> command() throws IOException {
        String text = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.ISO_8859_1);
        // Each argument ends with a zero byte, also the last one; an empty one is one, too.
        return List.of(text.substring(0, Math.max(0, text.length() - 1)).split("\0", -1));
    }

    private static List<String> options() throws IOException {
        try (InputStream in = SecondStart.class.getResourceAsStream("jvm.options")) {
            if (in == null) {
                throw new IOException("jvm.options is not in the jar");
            }
            List<String> options =
                    new ArrayList<>(JvmOptions.of(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            Path archive = Path.of(System.getProperty("java.class.path", "")).resolveSibling("lb.jsa");
            if (Files.isReadable(archive)) {
                // What the JVM has to say of an archive of another jar is nothing for whoever starts a node.
                options.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off", "-Xlog:aot*=off"));
            }
            return options;
        }
    }
}
