package lb.ha.link;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import lb.ha.linux.SocketAddresses;

/**
 * What sendmsg(2) is given for one advert; the memory is laid out once and filled for each.
 *
 * <pre>
 *  struct msghdr   0      8        16      24         32        40            48      56
 *                  | name | length | iovec | 1        | control | length      | flags |
 *  struct iovec    0      8        16
 *                  | data | length |
 *  control         0          8       12           16          20         24          28    32
 *                  | length   | level | type       | interface | source   | zero      | pad |
 *                  '---- struct cmsghdr -----------'---- struct in_pktinfo -----------'
 * </pre>
 *
 * <p>IP_PKTINFO names interface and source of this message only, so that the kernel never picks a virtual address.
 */
final class OutgoingAdvert {
    private static final int LONGEST_MESSAGE = 2048;
    private static final int CONTROL_LENGTH = 28;
    private static final int IP_PKTINFO = 8;

    private final MemorySegment header;
    private final MemorySegment destination;
    private final MemorySegment iovec;
    private final MemorySegment control;
    private final ByteBuffer data;

    OutgoingAdvert() {
        Arena arena = Arena.ofAuto();
        header = arena.allocate(56, 8);
        destination = SocketAddresses.inet(arena);
        iovec = arena.allocate(16, 8);
        control = arena.allocate(32, 8);
        MemorySegment bytes = arena.allocate(LONGEST_MESSAGE, 8);
        data = bytes.asByteBuffer();

        header.set(ADDRESS, 0, destination);
        header.set(JAVA_INT, 8, (int) destination.byteSize());
        header.set(ADDRESS, 16, iovec);
        header.set(JAVA_LONG, 24, 1);
        header.set(ADDRESS, 32, control);
        header.set(JAVA_LONG, 40, control.byteSize());
        iovec.set(ADDRESS, 0, bytes);
        control.set(JAVA_LONG, 0, CONTROL_LENGTH);
        control.set(JAVA_INT, 8, 0);
        control.set(JAVA_INT, 12, IP_PKTINFO);
    }

    /** Returns the {@code struct msghdr} of a message of up to 2,048 bytes, valid until the next call. */
    MemorySegment fill(int interfaceIndex, Inet4Address from, Inet4Address to, ByteBuffer message) {
        SocketAddresses.inet(destination, to);
        control.set(JAVA_INT, 16, interfaceIndex);
        MemorySegment.copy(from.getAddress(), 0, control, JAVA_BYTE, 20, 4);
        data.clear().put(0, message, message.position(), message.remaining());
        iovec.set(JAVA_LONG, 8, message.remaining());
        return header;
    }
}
