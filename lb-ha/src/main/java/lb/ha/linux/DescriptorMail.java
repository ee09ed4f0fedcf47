package lb.ha.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A place to which another process of this machine sends one open descriptor: a datagram socket with a name in the abstract UNIX
 * space, which only who is told of it knows (unix(7), SCM_RIGHTS). The threads of a process that have a table of descriptors of their own
 * ({@link DescriptorTable}) pass and take what is in it so.
 *
 * <pre>
 *   msghdr    0 name | 8 its length | 16 iovec | 24 1 | 32 control | 40 its length | 48 flags
 *   iovec     0 bytes | 8 their count
 *   cmsghdr   0 length, with this | 8 SOL_SOCKET | 12 SCM_RIGHTS | 16 the descriptor
 * </pre>
 *
 * <p>One thread at a time.
 */
public final class DescriptorMail implements AutoCloseable {
    private static final int SCM_RIGHTS = 1;
    private static final int CONTROL = 24;
    private static final int CONTROL_LENGTH = 20;
    private static final int MSGHDR = 56;
    private static final int IOVEC = 16;

    private final Descriptor socket;
    private final String name;

    private DescriptorMail(Descriptor socket, String name) {
        this.socket = socket;
        this.name = name;
    }

    /** Opens a place. */
    public static DescriptorMail open() throws SystemCallException {
        String name = "lb/mail/" + UUID.randomUUID();
        Descriptor socket = Descriptor.socket(Descriptor.AF_UNIX, Descriptor.SOCK_DGRAM, 0);
        try (Arena arena = Arena.ofConfined()) {
            socket.bind(SocketAddresses.unixAbstract(arena, name));
            return new DescriptorMail(socket, name);
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    /** What the sender has to know. */
    public String name() {
        return name;
    }

    /**
     * Sends one to a place; it stays open here.
     *
     * @throws SystemCallException when the kernel refuses, also when nobody is there
     */
    static void send(String to, Descriptor passed) throws SystemCallException {
        try (Arena arena = Arena.ofConfined();
                Descriptor socket = Descriptor.socket(Descriptor.AF_UNIX, Descriptor.SOCK_DGRAM, 0)) {
            socket.connect(SocketAddresses.unixAbstract(arena, to));
            MemorySegment control = control(arena, passed.number());
            int sent = socket.sendMessage(header(arena, control, CONTROL_LENGTH));
            if (sent < 0) {
                throw new SystemCallException("sendmsg", -sent);
            }
        }
    }

    /** Waits for one; null when none comes in time, or a message without. */
    @Nullable
    Descriptor receive(Duration patience) throws SystemCallException {
        PollSet poll = new PollSet(1);
        poll.put(0, socket);
        poll.await(patience.toNanos());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment control = control(arena, -1);
            MemorySegment header = header(arena, control, CONTROL);
            int length = socket.receiveDescriptors(header);
            if (length < 0 && length != -Errno.EAGAIN) {
                throw new SystemCallException("recvmsg", -length);
            }
            boolean passed = length >= 0
                    && header.get(JAVA_LONG, 40) >= CONTROL_LENGTH
                    && control.get(JAVA_INT, 8) == Descriptor.SOL_SOCKET
                    && control.get(JAVA_INT, 12) == SCM_RIGHTS;
            return passed ? Descriptor.own(control.get(JAVA_INT, 16)) : null;
        }
    }

    private static MemorySegment control(Arena arena, int descriptor) {
        MemorySegment control = arena.allocate(CONTROL, 8);
        control.set(JAVA_LONG, 0, CONTROL_LENGTH);
        control.set(JAVA_INT, 8, Descriptor.SOL_SOCKET);
        control.set(JAVA_INT, 12, SCM_RIGHTS);
        control.set(JAVA_INT, 16, descriptor);
        return control;
    }

    private static MemorySegment header(Arena arena, MemorySegment control, long length) {
        // A byte, since without any nothing comes along.
        MemorySegment part = arena.allocate(IOVEC, 8);
        part.set(ADDRESS, 0, arena.allocate(1));
        part.set(JAVA_LONG, 8, 1);
        MemorySegment header = arena.allocate(MSGHDR, 8);
        header.set(ADDRESS, 16, part);
        header.set(JAVA_LONG, 24, 1);
        header.set(ADDRESS, 32, control);
        header.set(JAVA_LONG, 40, length);
        return header;
    }

    @Override
    public void close() {
        socket.close();
    }
}
