package lb.ha.track;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import lb.ha.settings.TrackedProcesses;

/**
 * The processes of a machine as proc(5) shows them, those that have ended and that nobody has waited for (zombies) left out.
 *
 * <pre>
 *  /proc/PID/stat     PID (name of up to 15 characters, even brackets) S …
 *  /proc/PID/cmdline  command \0 parameter \0 parameter \0
 * </pre>
 */
final class ProcessList {
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");
    /** The first words of stat; the name is in them whatever it is. */
    private static final int STAT_BYTES = 64;

    private static final int COMMAND_LINE_BYTES = 64 * 1024;

    private final Path root;

    ProcessList(Path root) {
        this.root = root;
    }

    static ProcessList ofMachine() {
        return new ProcessList(Path.of("/proc"));
    }

    /**
     * The numbers of those that are wanted.
     *
     * @throws IOException when the list cannot be read
     */
    List<Integer> matching(TrackedProcesses wanted) throws IOException {
        List<Integer> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(root)) {
            for (Path process : processes) {
                String number = process.getFileName().toString();
                if (NUMBER.matcher(number).matches() && matches(process, wanted)) {
                    found.add(Integer.parseInt(number));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw new IOException("cannot list processes: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IOException("cannot list processes: " + e.getMessage(), e);
        }
        return found;
    }

    private static boolean matches(Path process, TrackedProcesses wanted) {
        try {
            String stat = text(process.resolve("stat"), STAT_BYTES);
            int begin = stat.indexOf('(');
            int end = stat.lastIndexOf(')');
            if (begin < 0 || end + 2 >= stat.length() || !wanted.mayBe(stat.substring(begin + 1, end))) {
                return false;
            }
            char state = stat.charAt(end + 2);
            if (state == 'Z' || state == 'X') {
                return false;
            }
            return !wanted.asksForCommandLine()
                    || wanted.matches(words(text(process.resolve("cmdline"), COMMAND_LINE_BYTES)));
        } catch (IOException e) {
            // It has ended meanwhile.
            return false;
        }
    }

    private static List<String> words(String commandLine) {
        return commandLine.isEmpty()
                ? List.of()
                : Arrays.asList(
                        (commandLine.endsWith("\0") ? commandLine.substring(0, commandLine.length() - 1) : commandLine)
                                .split("\0", -1));
    }

    private static String text(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(most), StandardCharsets.UTF_8);
        }
    }
}
