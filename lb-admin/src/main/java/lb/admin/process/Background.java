package lb.admin.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A JVM cannot fork: its threads would be missing. So a process that is to go to the background starts itself once more, in a
 * session of its own, and ends when that one is ready or has failed:
 *
 * <pre>
 *   the one that was started          pipe          the one in the background
 *   posix_spawn, POSIX_SPAWN_SETSID  ------------&gt;  starts, says what is wrong on the same standard error
 *   waits                            &lt;-- a byte --  is ready, lets go of the standard streams
 *   exit 0, or its status                           serves
 * </pre>
 */
public final class Background {
    /** System property of the one in the background: the descriptor by which it tells that it is ready. */
    private static final String READY = "lb.ready";

    /** Flags of spawn.h (glibc and musl). */
    private static final short POSIX_SPAWN_SETSIGMASK = 0x08;

    private static final short POSIX_SPAWN_SETSID = 0x80;

    /** More than posix_spawnattr_t (336) and sigset_t (128) have. */
    private static final int ROOM = 1024;

    private Background() {}

    /** Whether this is the one in the background, that has not told yet that it is ready. */
    public static boolean isHere() {
        return System.getProperty(READY) != null;
    }

    /**
     * Starts a command in the background. Any thread; waits until it is ready or has ended.
     *
     * @param command of a JVM, its arguments from the first; one character is one byte
     * @return the status to end with: 0 when it is ready, else that with which it has ended
     * @throws IOException when it cannot be started
     */
    public static int start(List<String> command) throws IOException {
        String program = Files.readSymbolicLink(Path.of("/proc/self/exe")).toString();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pipe = arena.allocate(JAVA_INT, 2);
            ProcessCalls.checked("pipe", ProcessCalls.pipe(pipe));
            int reading = pipe.getAtIndex(JAVA_INT, 0);
            int writing = ProcessCalls.checked("dup", ProcessCalls.dup(pipe.getAtIndex(JAVA_INT, 1)));
            ProcessCalls.close(pipe.getAtIndex(JAVA_INT, 1));
            List<String> whole = new ArrayList<>(command);
            whole.add(1, "-D" + READY + "=" + writing);

            MemorySegment attributes = arena.allocate(ROOM, 8);
            ProcessCalls.initialise(attributes);
            ProcessCalls.setFlags(attributes, (short) (POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK));
            // Empty: HotSpot blocks SIGQUIT in the threads of a program.
            ProcessCalls.setSignalMask(attributes, arena.allocate(ROOM, 8));
            MemorySegment arguments = arena.allocate(ADDRESS, whole.size() + 1L);
            for (int i = 0; i < whole.size(); i++) {
                arguments.setAtIndex(ADDRESS, i, arena.allocateFrom(whole.get(i), StandardCharsets.ISO_8859_1));
            }
            MemorySegment pid = arena.allocate(JAVA_INT);
            Spawned spawned = new Spawned();
            Signals.handle("TERM", () -> spawned.endWithThis("TERM", Signals.SIGTERM));
            Signals.handle("INT", () -> spawned.endWithThis("INT", Signals.SIGINT));
            MemorySegment path = arena.allocateFrom(program);
            int error = spawned.by(() -> {
                int failure = ProcessCalls.spawn(pid, path, attributes, arguments);
                return new Spawn(failure, failure == 0 ? pid.get(JAVA_INT, 0) : 0);
            });
            ProcessCalls.close(writing);
            if (error != 0) {
                ProcessCalls.close(reading);
                throw new IOException("cannot start " + program + ": " + ProcessCalls.text(Math.abs(error)));
            }
            try {
                int told = ProcessCalls.read(reading, arena.allocate(1));
                ProcessCalls.close(reading);
                return told == 1 ? 0 : statusOf(pid.get(JAVA_INT, 0), arena);
            } finally {
                spawned.leave();
            }
        }
    }

    /** @param error of posix_spawn; 0 for none */
    private record Spawn(int error, int pid) {}

    /**
     * The one in the background as long as nobody knows that it is ready. HAProxy forks only then, so that whoever ends it before
     * leaves nothing behind; here two have to be ended.
     */
    private static final class Spawned {
        private int pid;

        synchronized int by(Supplier<Spawn> spawning) {
            Spawn made = spawning.get();
            pid = made.pid();
            return made.error();
        }

        /** It serves, or its number is nobody's any more. */
        synchronized void leave() {
            pid = 0;
        }

        synchronized void endWithThis(String name, int signal) {
            if (pid != 0) {
                try {
                    Signals.send(pid, signal);
                } catch (IOException e) {
                    // It has ended by itself.
                }
            }
            Signals.dieBy(name, signal);
        }
    }

    /** The status of a process that has ended, or is about to; never 0. */
    private static int statusOf(int pid, Arena arena) throws IOException {
        MemorySegment status = arena.allocate(JAVA_INT);
        ProcessCalls.checked("waitpid", ProcessCalls.waitpid(pid, status));
        int ended = status.get(JAVA_INT, 0);
        int signal = ended & 0x7f;
        int code = signal == 0 ? ended >> 8 & 0xff : 128 + signal;
        return code == 0 ? 1 : code;
    }

    /** In the one in the background: tells that it is ready, and lets go of the standard streams. Elsewhere nothing. */
    public static void ready() throws IOException {
        String descriptor = System.clearProperty(READY);
        if (descriptor == null) {
            return;
        }
        System.out.flush();
        System.err.flush();
        try (Arena arena = Arena.ofConfined()) {
            int nothing = ProcessCalls.checked("open /dev/null", ProcessCalls.open(arena.allocateFrom("/dev/null")));
            for (int stream = 0; stream <= 2; stream++) {
                ProcessCalls.checked("dup2", ProcessCalls.dup2(nothing, stream));
            }
            ProcessCalls.close(nothing);
            int pipe = Integer.parseInt(descriptor);
            ProcessCalls.checked(
                    "write", ProcessCalls.write(pipe, arena.allocateFrom("0").asSlice(0, 1)));
            ProcessCalls.close(pipe);
        }
    }
}
