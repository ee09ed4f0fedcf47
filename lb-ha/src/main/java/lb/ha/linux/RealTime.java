package lb.ha.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Threads that run as soon as they have something to do, whatever else is busy: SCHED_FIFO (sched(7)). And memory that
 * is not swapped out under them: mlockall(2). Each where the system permits it; any thread.
 */
public final class RealTime {
    private static final int SCHED_FIFO = 1;

    /** Threads that one of these starts are ordinary ones again. */
    private static final int SCHED_RESET_ON_FORK = 0x40000000;

    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;

    /** What was never touched takes no memory: the heap that is only reserved, the stacks. */
    private static final int MCL_ONFAULT = 4;

    private static final int CAP_IPC_LOCK = 14;
    private static final Path TASKS = Path.of("/proc/self/task");

    private RealTime() {}

    /**
     * Gives threads of this process real-time priority.
     *
     * @param named which of them, by their names as the kernel has them: the first 15 bytes
     * @param priority 1 to 99
     * @param theirsToo whether threads that these start later get it too
     * @return null, or why it cannot be, in words
     */
    public static @Nullable String raise(Predicate<String> named, int priority, boolean theirsToo) {
        if (Platform.refusal() != null) {
            return Platform.refusal();
        }
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS);
                Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Libc.STATE);
            MemorySegment parameter = arena.allocate(JAVA_INT);
            parameter.set(JAVA_INT, 0, priority);
            int policy = theirsToo ? SCHED_FIFO : SCHED_FIFO | SCHED_RESET_ON_FORK;
            for (Path task : tasks) {
                if (named.test(name(task))) {
                    int thread = Integer.parseInt(task.getFileName().toString());
                    int result = Libc.schedSetscheduler(state, thread, policy, parameter);
                    if (result == -Errno.EPERM) {
                        return "needs CAP_SYS_NICE, or a limit for real-time priorities (systemd: LimitRTPRIO="
                                + priority + ")";
                    }
                    if (result < 0 && result != -Errno.ESRCH) {
                        return Errno.text(-result);
                    }
                }
            }
            return null;
        } catch (IOException e) {
            return "the threads of the process cannot be listed: " + e.getMessage();
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException e) {
            // It has ended meanwhile.
            return "";
        }
    }

    /**
     * Keeps the memory of this process from being swapped out, where the machine swaps at all. What the C library would
     * give back to the system stays with the process from then on, so that it is not done without a reason.
     *
     * @return null, or why it cannot be, in words
     */
    public static @Nullable String lockMemory() {
        try {
            if (Platform.refusal() != null || !swaps(Files.readString(Path.of("/proc/swaps")))) {
                return null;
            }
            // With a limit, memory that is asked for later would be refused, which ends a JVM.
            if (!unlimited(
                    Files.readString(Path.of("/proc/self/status")), Files.readString(Path.of("/proc/self/limits")))) {
                return "needs CAP_IPC_LOCK, or no limit for locked memory (systemd: LimitMEMLOCK=infinity)";
            }
        } catch (IOException e) {
            return "what the system permits cannot be read: " + e.getMessage();
        }
        try (Arena arena = Arena.ofConfined()) {
            int result = Libc.mlockall(arena.allocate(Libc.STATE), MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
            return result < 0 ? Errno.text(-result) : null;
        }
    }

    /** Whether {@code /proc/swaps} lists anything below its heading. */
    static boolean swaps(String swaps) {
        return swaps.lines().filter(line -> !line.isBlank()).count() > 1;
    }

    /** Whether {@code /proc/self/status} has the capability, or {@code /proc/self/limits} no limit. */
    static boolean unlimited(String status, String limits) {
        return Capability.has(status, CAP_IPC_LOCK)
                || limits.lines().anyMatch(line -> line.matches("Max locked memory\\s+unlimited\\s.*"));
    }
}
