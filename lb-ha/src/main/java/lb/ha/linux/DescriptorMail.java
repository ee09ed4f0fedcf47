package lb.ha.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A place to which another process of this machine sends one open descriptor: a datagram socket with a name in the abstract UNIX
 * space (unix(7), SCM_RIGHTS). Everybody on the machine can find the name, so the kernel has to say of each message whose it is (SCM_CREDENTIALS): what
 * neither this process's user nor root has sent is passed over. The threads of a process that have a table of descriptors of their own
 * ({@link DescriptorTable}) pass and take what is in it so.
 *
 * <pre>
 *   msghdr    0 name | 8 its length | 16 iovec | 24 1 | 32 control | 40 its length | 48 flags
 *   iovec     0 bytes | 8 their count
 *   cmsghdr   0 length, with this | 8 SOL_SOCKET | 12 SCM_RIGHTS | 16 descriptors, an int each
 *   cmsghdr   0 length, with this | 8 SOL_SOCKET | 12 SCM_CREDENTIALS | 16 process | 20 user | 24 group
 * </pre>
 *
 * <p>One thread at a time.
 */
public final class DescriptorMail implements AutoCloseable {
    private static final int SCM_RIGHTS = 1;
    private static final int SCM_CREDENTIALS = 2;
    private static final int CMSGHDR = 16;

    /** One descriptor. */
    private static final int CONTROL = 24;

    private static final int CONTROL_LENGTH = 20;

    /** The same, and whose it is. */
    private static final int RECEIVED = 64;

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
            socket.option(Descriptor.SOL_SOCKET, Descriptor.SO_PASSCRED, 1);
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

    /** Waits for one that this process's user or root has sent; null when none comes in time. */
    @Nullable
    Descriptor receive(Duration patience) throws SystemCallException {
        PollSet poll = new PollSet(1);
        poll.put(0, socket);
        int own = user();
        long until = System.nanoTime() + patience.toNanos();
        while (true) {
            long left = until - System.nanoTime();
            poll.await(Math.max(0, left));
            Letter letter = take();
            if (letter == null) {
                if (left <= 0) {
                    return null;
                }
                continue;
            }
            if (letter.isFrom(own) && letter.descriptors().size() == 1) {
                return Descriptor.own(letter.descriptors().getFirst());
            }
            letter.descriptors().forEach(one -> Descriptor.own(one).close());
        }
    }

    /** What a message had, and the user that has sent it; -1 where that is not known. */
    private record Letter(int user, List<Integer> descriptors) {
        boolean isFrom(int own) {
            return user == 0 || user == own;
        }
    }

    /** This process's real user, whom the kernel names. */
    private static int user() throws SystemCallException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String line =
                    lines.filter(one -> one.startsWith("Uid:")).findFirst().orElseThrow();
            return Integer.parseInt(line.split("\\s+", -1)[1]);
        } catch (IOException e) {
            throw new SystemCallException("read /proc/self/status", Errno.EACCES);
        }
    }

    /** The next one; null where there is none. */
    private @Nullable Letter take() throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment control = arena.allocate(RECEIVED, 8);
            MemorySegment header = header(arena, control, RECEIVED);
            int length = socket.receiveDescriptors(header);
            if (length == -Errno.EAGAIN) {
                return null;
            }
            if (length < 0) {
                throw new SystemCallException("recvmsg", -length);
            }
            int user = -1;
            List<Integer> descriptors = new ArrayList<>();
            long all = Math.min(RECEIVED, header.get(JAVA_LONG, 40));
            for (long at = 0; at + CMSGHDR <= all; ) {
                long end = Math.min(all, at + control.get(JAVA_LONG, at));
                int kind = control.get(JAVA_INT, at + 8) == Descriptor.SOL_SOCKET ? control.get(JAVA_INT, at + 12) : 0;
                if (kind == SCM_CREDENTIALS && at + CMSGHDR + 12 <= end) {
                    user = control.get(JAVA_INT, at + CMSGHDR + 4);
                }
                if (kind == SCM_RIGHTS) {
                    for (long one = at + CMSGHDR; one + Integer.BYTES <= end; one += Integer.BYTES) {
                        descriptors.add(control.get(JAVA_INT, one));
                    }
                }
                // The next one begins at a multiple of 8; one without a length would be the last.
                at = end <= at ? all : end + 7 & ~7L;
            }
            return new Letter(user, descriptors);
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
