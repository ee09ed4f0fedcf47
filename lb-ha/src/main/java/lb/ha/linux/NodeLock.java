package lb.ha.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * That one {@code lb} only runs in a network namespace: a listening socket with a name in the abstract UNIX space. The
 * kernel lets go of it when the process ends, however it ends; there is no file to be left behind.
 */
public final class NodeLock implements AutoCloseable {
    /** The name that a node takes. */
    public static final String NODE = "lb";

    // sun_path has 108 bytes; a zero and "lb/" come before.
    private static final int LONGEST_NAME = 100;
    // Whoever asks for our process id connects and is never accepted: room for as many as the kernel allows.
    private static final int BACKLOG = 4096;

    private final @Nullable Descriptor socket;
    private final @Nullable String notHeldBecause;

    private NodeLock(@Nullable Descriptor socket, @Nullable String notHeldBecause) {
        this.socket = socket;
        this.notHeldBecause = notHeldBecause;
    }

    /**
     * Takes the lock for the life of the process, or until closed. Where there is no Linux it is not held, and {@link
     * #notHeldBecause} says so.
     *
     * @param name 1 to 100 bytes; {@link #NODE} for a node
     * @throws NodeLockedException when another process has it
     */
    public static NodeLock take(String name) throws NodeLockedException {
        String refusal = Platform.refusal();
        if (refusal != null) {
            return new NodeLock(null, refusal);
        }
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > LONGEST_NAME) {
            throw new IllegalArgumentException("name of a lock: \"" + name + "\" (expected: 1 to 100 bytes)");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = SocketAddresses.unixAbstract(arena, "lb/" + name);
            Descriptor socket = Descriptor.socket(Descriptor.AF_UNIX, Descriptor.SOCK_STREAM, 0);
            try {
                socket.bind(address);
                socket.listen(BACKLOG);
                return new NodeLock(socket, null);
            } catch (SystemCallException e) {
                socket.close();
                if (e.errno() == Errno.EADDRINUSE) {
                    throw taken(arena, address);
                }
                throw e;
            }
        } catch (SystemCallException e) {
            throw new NodeLockedException("cannot take the lock \"" + name + "\": " + e.getMessage());
        }
    }

    /**
     * Has the lock that another process of this node has, together with it.
     *
     * @param descriptor of it, this process's own
     */
    public static NodeLock share(int descriptor) {
        return new NodeLock(Descriptor.own(descriptor), null);
    }

    /** Whoever finds the lock taken hears of this process, and not of the one that had it before. */
    public void claim() {
        try {
            if (socket != null) {
                // The kernel remembers who has called it last.
                socket.listen(BACKLOG);
            }
        } catch (SystemCallException e) {
            // It is held all the same.
        }
    }

    /** The number of its descriptor, to be passed to another process; -1 where it is not held. */
    public int descriptor() {
        return socket == null ? -1 : socket.number();
    }

    private static NodeLockedException taken(Arena arena, MemorySegment address) {
        int pid = holder(arena, address);
        return new NodeLockedException(
                "another lb" + (pid > 0 ? " (pid " + pid + ")" : "")
                        + " already runs in this network namespace: stop it first; a second one would fight it for its ports and addresses");
    }

    /** Process id of whoever listens, 0 when unknown. */
    private static int holder(Arena arena, MemorySegment address) {
        try (Descriptor socket = Descriptor.socket(Descriptor.AF_UNIX, Descriptor.SOCK_STREAM, 0)) {
            socket.connect(address);
            // struct ucred { pid; uid; gid; }, as they were when the other called listen.
            MemorySegment credentials = arena.allocate(12, 4);
            socket.readOption(Descriptor.SOL_SOCKET, Descriptor.SO_PEERCRED, credentials);
            return credentials.get(JAVA_INT, 0);
        } catch (SystemCallException e) {
            return 0;
        }
    }

    /** Why nothing is held, in a sentence; null when the lock is held. */
    public @Nullable String notHeldBecause() {
        return notHeldBecause;
    }

    /** Lets go of it. */
    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
