package lb.proxy.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes that go over a UNIX socket together with open descriptors (unix(7), SCM_RIGHTS): the other process gets descriptors of its
 * own for the same files.
 *
 * <pre>
 *   mmsghdr   0 name | 8 its length | 16 iovec | 24 1 | 32 control | 40 its length | 48 flags | 56 bytes sent or received
 *   iovec     0 bytes | 8 their count
 *   cmsghdr   0 length, with this | 8 SOL_SOCKET | 12 SCM_RIGHTS | 16 descriptors, an int each
 * </pre>
 *
 * Any thread; no call waits.
 */
public final class DescriptorMessage {
    /** Descriptors in one message: the kernel takes one more (SCM_MAX_FD). */
    public static final int MOST = 252;

    private static final int SCM_RIGHTS = 1;
    private static final int MSG_CTRUNC = 0x08;

    private static final int MMSGHDR = 64;
    private static final int IOVEC = 16;
    private static final int CMSGHDR = 16;
    private static final int CONTROL = CMSGHDR + (MOST + 1) * Integer.BYTES + Integer.BYTES;

    private DescriptorMessage() {}

    /**
     * What has come.
     *
     * @param data none at the end of what the other sends
     * @param descriptors this process's own from now on, not passed to programs that it executes
     */
    public record Received(ByteBuffer data, List<Integer> descriptors) {}

    /**
     * Sends bytes with descriptors.
     *
     * @param data 1 byte or more
     * @param descriptors {@link #MOST} at most; they stay open here
     * @return how many bytes went, or an error number negated
     */
    public static int send(int socket, byte[] data, List<Integer> descriptors) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(data.length);
            MemorySegment.copy(data, 0, bytes, JAVA_BYTE, 0, data.length);
            MemorySegment control = arena.allocate(CONTROL, Long.BYTES);
            int length = CMSGHDR + descriptors.size() * Integer.BYTES;
            control.set(JAVA_LONG, 0, length);
            control.set(JAVA_INT, 8, SocketCalls.SOL_SOCKET);
            control.set(JAVA_INT, 12, SCM_RIGHTS);
            for (int i = 0; i < descriptors.size(); i++) {
                control.set(JAVA_INT, CMSGHDR + (long) i * Integer.BYTES, descriptors.get(i));
            }
            MemorySegment header = header(arena, bytes, control, descriptors.isEmpty() ? 0 : length);
            int sent = new SocketCalls().sendmmsg(socket, header.address(), 1);
            return sent < 0 ? sent : header.get(JAVA_INT, 56);
        }
    }

    /**
     * Takes what has come.
     *
     * @param most bytes
     * @throws SocketException where there is nothing, the kernel refuses the call, or descriptors were lost
     */
    public static Received receive(int socket, int most) throws SocketException {
        SocketCalls calls = new SocketCalls();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(most);
            MemorySegment control = arena.allocate(CONTROL, Long.BYTES);
            MemorySegment header = header(arena, bytes, control, CONTROL);
            int messages = calls.recvmmsg(socket, header.address(), 1);
            if (messages < 0) {
                throw new SocketException("recvmsg failed: " + Errno.words(-messages));
            }
            List<Integer> descriptors = descriptors(control, header.get(JAVA_LONG, 40));
            descriptors.forEach(one -> calls.fcntl(one, SocketCalls.F_SETFD, SocketCalls.FD_CLOEXEC));
            if ((header.get(JAVA_INT, 48) & MSG_CTRUNC) != 0) {
                descriptors.forEach(calls::close);
                throw new SocketException("there were more descriptors than this process may have open");
            }
            byte[] data = new byte[header.get(JAVA_INT, 56)];
            MemorySegment.copy(bytes, JAVA_BYTE, 0, data, 0, data.length);
            return new Received(ByteBuffer.wrap(data), descriptors);
        }
    }

    private static MemorySegment header(Arena arena, MemorySegment bytes, MemorySegment control, long length) {
        MemorySegment part = arena.allocate(IOVEC, Long.BYTES);
        part.set(JAVA_LONG, 0, bytes.address());
        part.set(JAVA_LONG, 8, bytes.byteSize());
        MemorySegment header = arena.allocate(MMSGHDR, Long.BYTES);
        header.set(JAVA_LONG, 16, part.address());
        header.set(JAVA_LONG, 24, 1);
        header.set(JAVA_LONG, 32, length == 0 ? 0 : control.address());
        header.set(JAVA_LONG, 40, length);
        return header;
    }

    private static List<Integer> descriptors(MemorySegment control, long length) {
        List<Integer> descriptors = new ArrayList<>();
        boolean some = length >= CMSGHDR
                && control.get(JAVA_INT, 8) == SocketCalls.SOL_SOCKET
                && control.get(JAVA_INT, 12) == SCM_RIGHTS;
        if (some) {
            for (long at = CMSGHDR; at + Integer.BYTES <= control.get(JAVA_LONG, 0); at += Integer.BYTES) {
                descriptors.add(control.get(JAVA_INT, at));
            }
        }
        return descriptors;
    }
}
