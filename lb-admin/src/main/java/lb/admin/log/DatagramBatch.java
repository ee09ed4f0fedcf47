package lb.admin.log;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lb.ha.linux.Descriptor;

/**
 * Lines that go out together, one datagram each, all to one address: one sendmmsg(2) costs the half of as many send(2).
 * One thread.
 *
 * <pre>
 * struct mmsghdr   0    8         16    24                    56       64
 *                  | to | to size | iov | iov count (1) | ... | sent |
 * struct iovec     0       8        16
 *                  | bytes | length |
 * </pre>
 */
final class DatagramBatch {
    /** Few enough that a daemon with the kernel's default receive buffer, some 250 datagrams, keeps up. */
    static final int MOST = 64;

    private static final long HEADER_BYTES = 64;
    private static final long TO_SIZE = 8;
    private static final long IOV = 16;
    private static final long IOV_COUNT = 24;
    private static final long IOV_BYTES = 16;
    private static final long LENGTH = 8;

    private final Descriptor socket;
    private final MemorySegment headers;
    private final MemorySegment vectors;
    private final MemorySegment text;
    private final int[] ends = new int[MOST + 1];
    private int lines;

    /** @param longest bytes of a line, with its line feed */
    DatagramBatch(Descriptor socket, MemorySegment to, int longest) {
        this.socket = socket;
        Arena arena = Arena.ofAuto();
        headers = arena.allocate(MOST * HEADER_BYTES, 8);
        vectors = arena.allocate(MOST * IOV_BYTES, 8);
        text = arena.allocate((long) MOST * longest);
        MemorySegment address = arena.allocate(to.byteSize(), 8).copyFrom(to);
        for (int i = 0; i < MOST; i++) {
            long header = i * HEADER_BYTES;
            headers.set(ADDRESS, header, address);
            headers.set(JAVA_INT, header + TO_SIZE, (int) address.byteSize());
            headers.set(ADDRESS, header + IOV, vectors.asSlice(i * IOV_BYTES));
            headers.set(JAVA_LONG, header + IOV_COUNT, 1);
        }
    }

    boolean isFull() {
        return lines == MOST;
    }

    int size() {
        return lines;
    }

    /** Adds a line, not longer than was said, to a batch that is not full. */
    void add(byte[] bytes, int from, int length) {
        int at = ends[lines];
        MemorySegment.copy(bytes, from, text, JAVA_BYTE, at, length);
        vectors.set(JAVA_LONG, lines * IOV_BYTES, text.address() + at);
        vectors.set(JAVA_LONG, lines * IOV_BYTES + LENGTH, length);
        lines++;
        ends[lines] = at + length;
    }

    /** Copies a line, and returns its length. */
    int copy(int line, byte[] into) {
        int length = ends[line + 1] - ends[line];
        MemorySegment.copy(text, JAVA_BYTE, ends[line], into, 0, length);
        return length;
    }

    /**
     * Sends the lines from that one on. Returns how many went, 1 at least, or the error number negated, which is that
     * line's.
     */
    int send(int first) {
        return socket.sendMessages(headers.asSlice(first * HEADER_BYTES), lines - first);
    }

    void clear() {
        lines = 0;
    }
}
