package lb.admin.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which options a JVM lacks that was started by a bare {@code java -jar}. Pure. */
final class JvmOptions {
    /** The one without which it is not worth a start. */
    static final String UNSAFE = "--sun-misc-unsafe-memory-access=";

    /** What says how a program whose heap is used up ends. */
    private static final String OUT_OF_MEMORY = "OnOutOfMemoryError";

    /** Variables that the JVM or its launcher reads options from. */
    private static final List<String> VARIABLES = List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

    private JvmOptions() {}

    /**
     * The command that starts the same program with the options it lacks; none where it has them, and where a debugger
     * or another agent is attached, which may not outlive a second start. A person who chose a collector, a heap or
     * anything else of {@code -X…} has chosen: then only the access to memory is added, and the end when the heap is used up.
     *
     * @param command the process's own, {@code java … -jar lb.jar …}
     * @param environment of the process
     * @param options all that a node needs
     */
    static Optional<List<String>> better(List<String> command, Map<String, String> environment, List<String> options) {
        int jar = command.indexOf("-jar");
        if (jar < 1) {
            return Optional.empty();
        }
        List<String> given = Stream.concat(
                        command.subList(1, jar).stream(),
                        VARIABLES.stream().flatMap(name -> words(environment.getOrDefault(name, ""))))
                .toList();
        if (given.stream()
                .anyMatch(option -> option.startsWith(UNSAFE)
                        || option.startsWith("-agent")
                        || option.startsWith("-javaagent")
                        || option.startsWith("-Xrun"))) {
            return Optional.empty();
        }
        boolean chosen = given.stream().anyMatch(option -> option.startsWith("-X") || option.startsWith("@"));
        boolean ends = given.stream().anyMatch(option -> option.contains(OUT_OF_MEMORY));
        List<String> better = new ArrayList<>();
        better.add(command.getFirst());
        better.addAll(options.stream()
                .filter(option -> !chosen || option.startsWith(UNSAFE) || (option.contains(OUT_OF_MEMORY) && !ends))
                .toList());
        better.addAll(command.subList(1, command.size()));
        return Optional.of(better);
    }

    private static Stream<String> words(String variable) {
        return Stream.of(variable.split("\\s+")).filter(word -> !word.isEmpty());
    }

    /** The options in a file: one a line, beside comments. */
    static List<String> of(String file) {
        return file.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }
}
