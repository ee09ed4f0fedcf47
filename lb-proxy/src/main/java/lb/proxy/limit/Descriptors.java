package lb.proxy.limit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many file descriptors this process may have (RLIMIT_NOFILE), as Linux tells it in {@code /proc/self/limits}:
 *
 * <pre>
 *  Limit                     Soft Limit           Hard Limit           Units
 *  Max open files            1048576              1048576              files
 * </pre>
 *
 * The Java machine has raised the soft limit to the hard one by itself, before anything of ours runs.
 */
public final class Descriptors {
    /** No limit, or none that can be found out. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final String LINE = "Max open files";

    private Descriptors() {}

    /** How many there may be, or {@link #UNLIMITED}. */
    public static long limit() {
        try {
            return limit(Files.readAllLines(Path.of("/proc/self/limits")));
        } catch (IOException e) {
            return UNLIMITED;
        }
    }

    static long limit(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith(LINE)) {
                String soft = line.substring(LINE.length()).strip().split("\\s+", 2)[0];
                try {
                    return Long.parseLong(soft);
                } catch (NumberFormatException e) {
                    return UNLIMITED;
                }
            }
        }
        return UNLIMITED;
    }

    /** Whether a call failed for want of one (EMFILE, or ENFILE of the whole machine). */
    public static boolean areExhausted(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("Too many open files")) {
                return true;
            }
        }
        return false;
    }

    /** How many are open now; 0 where that cannot be found out. */
    public static long open() {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            long count = 0;
            for (Path _ : all) {
                count++;
            }
            return count;
        } catch (IOException e) {
            return 0;
        }
    }
}
