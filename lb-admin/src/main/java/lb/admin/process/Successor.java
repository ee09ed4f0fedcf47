package lb.admin.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that this one has started to take its place. It has the standard streams, the user, the capabilities and the group of this one, one
 * more descriptor, and no other. One thread.
 */
public final class Successor {
    /** The number of the descriptor that it gets. */
    public static final int DESCRIPTOR = 3;

    private static final short POSIX_SPAWN_SETSIGMASK = 0x08;
    private static final int WNOHANG = 1;
    private static final long LOOK_NANOS = 5_000_000;
    private static final int SIGKILL = 9;

    /** More than posix_spawnattr_t (336), posix_spawn_file_actions_t (80) and sigset_t (128) have. */
    private static final int ROOM = 1024;

    private final int pid;

    /** Of waitpid; -1 while it is not known to have ended. */
    private int ended = -1;

    private Successor(int pid) {
        this.pid = pid;
    }

    /**
     * Starts it.
     *
     * @param command the program's path and its arguments, the first one its name; one character is one byte
     * @param variable name and value of a variable of its environment beside those of this process, such as {@code A=1}
     * @param descriptor what is {@link #DESCRIPTOR} there
     * @throws IOException when it cannot be started, with a sentence
     */
    public static Successor start(List<String> command, String variable, int descriptor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ROOM, 8);
            ProcessCalls.initialise(attributes);
            ProcessCalls.setFlags(attributes, POSIX_SPAWN_SETSIGMASK);
            // Empty: HotSpot blocks SIGQUIT in the threads of a program.
            ProcessCalls.setSignalMask(attributes, arena.allocate(ROOM, 8));
            MemorySegment actions = arena.allocate(ROOM, 8);
            ProcessCalls.initialiseActions(actions);
            ProcessCalls.addCopy(actions, descriptor, DESCRIPTOR);
            // What the JVM has opened without close-on-exec.
            ProcessCalls.addCloseFrom(actions, DESCRIPTOR + 1);
            MemorySegment pid = arena.allocate(JAVA_INT);
            int error = ProcessCalls.spawn(
                    pid,
                    arena.allocateFrom(command.getFirst(), StandardCharsets.ISO_8859_1),
                    actions,
                    attributes,
                    pointers(arena, command),
                    pointers(arena, environment(variable)));
            if (error != 0) {
                throw new IOException("cannot start " + command.getFirst() + ": " + ProcessCalls.text(Math.abs(error)));
            }
            return new Successor(pid.get(JAVA_INT, 0));
        }
    }

    private static List<String> environment(String variable) throws IOException {
        String name = variable.substring(0, variable.indexOf('=') + 1);
        List<String> all = new ArrayList<>();
        for (String one : Files.readString(Path.of("/proc/self/environ"), StandardCharsets.ISO_8859_1)
                .split("\0", -1)) {
            if (!one.isEmpty() && !one.startsWith(name)) {
                all.add(one);
            }
        }
        all.add(variable);
        return all;
    }

    private static MemorySegment pointers(Arena arena, List<String> texts) {
        MemorySegment all = arena.allocate(ADDRESS, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            all.setAtIndex(ADDRESS, i, arena.allocateFrom(texts.get(i), StandardCharsets.ISO_8859_1));
        }
        return all;
    }

    /** Its number. */
    public int pid() {
        return pid;
    }

    /** How it has ended, such as {@code with status 1}; empty while it lives. */
    public String ended() {
        if (ended < 0) {
            look(WNOHANG);
        }
        if (ended < 0) {
            return "";
        }
        int signal = ended & 0x7f;
        return signal == 0 ? "with status " + (ended >> 8 & 0xff) : "by signal " + signal;
    }

    /** The same once it has ended, or after that time. */
    public String awaitEnd(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        while (ended().isEmpty() && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return ended();
    }

    /** Ends it at once, wherever it is; returns when it has ended. */
    public void kill() {
        if (ended < 0 && ProcessCalls.kill(pid, SIGKILL) == 0) {
            look(0);
        }
    }

    private void look(int options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(JAVA_INT);
            int result = ProcessCalls.waitpid(pid, status, options);
            if (result == pid) {
                ended = status.get(JAVA_INT, 0);
            }
        }
    }
}
