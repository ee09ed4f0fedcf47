package lb.admin.standin;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import lb.admin.standin.HaproxyLine.Mode;
import lb.admin.standin.HaproxyLine.Task;
import org.jspecify.annotations.Nullable;

/**
 * Reads a command line as HAProxy 2.6 does: an option is known by its first letters, {@code -sf} and {@code -st} take all numbers
 * that follow, {@code --} all files. Pure.
 */
final class HaproxyLineReader {
    /** Behind -x: of a script that has no old process just now. */
    private static final String NO_SOCKET = "/dev/null";

    private final Deque<String> left;
    private final List<Path> files = new ArrayList<>();
    private final List<Long> older = new ArrayList<>();
    private Task task = Task.RUN;
    private Mode mode = Mode.ALONE;
    private boolean quiet;
    private boolean verbose;
    private boolean background;
    private boolean foreground;
    private boolean finish = true;
    private boolean zeroWarnings;
    private boolean sharedPorts = true;
    private @Nullable Path folder;
    private @Nullable Path pidFile;
    private int connections;
    private int frontendConnections;
    private int memoryMegabytes;
    private @Nullable String localPeer;
    private @Nullable String condition;
    private @Nullable String masterSocket;
    private @Nullable String oldSocket;

    private HaproxyLineReader(List<String> arguments) {
        left = new ArrayDeque<>(arguments);
    }

    /** @throws UsageException at the first word that is wrong */
    static HaproxyLine read(List<String> arguments) throws UsageException {
        HaproxyLineReader reader = new HaproxyLineReader(arguments);
        while (!reader.left.isEmpty() && reader.task != Task.VERSION && reader.task != Task.BUILD) {
            reader.option(reader.left.removeFirst());
        }
        return reader.line();
    }

    private HaproxyLine line() throws UsageException {
        boolean needsFiles = task == Task.RUN || task == Task.CHECK;
        if (needsFiles && files.isEmpty() && condition == null) {
            throw new UsageException("no configuration file is given");
        }
        return new HaproxyLine(
                task,
                files,
                folder,
                quiet,
                verbose,
                background && !foreground,
                mode,
                pidFile,
                connections,
                frontendConnections,
                memoryMegabytes,
                localPeer,
                older,
                finish,
                zeroWarnings,
                sharedPorts,
                condition,
                masterSocket,
                oldSocket);
    }

    private void option(String option) throws UsageException {
        if (!option.startsWith("-") || option.length() < 2) {
            throw new UsageException("\"" + option + "\" is no option");
        }
        switch (option) {
            case "--" -> {
                while (!left.isEmpty()) {
                    files.add(path(option, left.removeFirst()));
                }
            }
            case "-cc" -> condition = value(option);
            case "-sf", "-st" -> olderProcesses(option);
            default -> byLetter(option);
        }
    }

    private void byLetter(String option) throws UsageException {
        switch (option.charAt(1)) {
            case 'f' -> files.add(path(option, value(option)));
            case 'C' -> folder = path(option, value(option));
            case 'p' -> pidFile = path(option, value(option));
            case 'n' -> connections = number(option, value(option));
            case 'N' -> frontendConnections = number(option, value(option));
            case 'm' -> memoryMegabytes = number(option, value(option));
            case 'L' -> localPeer = value(option);
            case 'c' -> task = Task.CHECK;
            case 'v' -> task = option.startsWith("-vv") ? Task.BUILD : Task.VERSION;
            case 'q' -> quiet = true;
            case 'V' -> verbose = true;
            case 'D' -> background = true;
            case 'W' -> mode = option.startsWith("-Ws") ? Mode.MASTER_OF_SYSTEMD : Mode.MASTER;
            case 'd' -> debugging(option);
            case 'S' -> masterSocket = value(option);
            case 'x' -> {
                String socket = value(option);
                oldSocket = socket.equals(NO_SOCKET) ? null : socket;
            }
            default -> throw new UsageException("there is no option \"" + option + "\"");
        }
    }

    /** What has no meaning here is passed over, as each of these changes nothing that can be seen from outside. */
    private void debugging(String option) {
        switch (option) {
            case "-d", "-db" -> foreground = true;
            case "-dW" -> zeroWarnings = true;
            case "-dR" -> sharedPorts = false;
            case "-dD" -> verbose = true;
            default -> {
                // -dM, -dS, -de, -dp, -dG, -dL, -dK, -dr, -dV: of HAProxy's own memory, polling, libraries and the
                // like.
            }
        }
    }

    private void olderProcesses(String option) throws UsageException {
        finish = option.equals("-sf");
        while (!left.isEmpty() && !left.getFirst().startsWith("-")) {
            String word = left.removeFirst();
            long pid = number(option, word);
            if (pid == 0) {
                throw new UsageException(option + ": \"" + word + "\" is no number of a process");
            }
            older.add(pid);
        }
    }

    private String value(String option) throws UsageException {
        if (left.isEmpty()) {
            throw new UsageException(option + " needs a value");
        }
        return left.removeFirst();
    }

    private static Path path(String option, String value) throws UsageException {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new UsageException(option + ": what is given is no path");
        }
    }

    private static int number(String option, String value) throws UsageException {
        try {
            int number = Integer.parseInt(value);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new UsageException(option + ": \"" + value + "\" (expected: a whole number)");
    }
}
