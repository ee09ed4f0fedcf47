package lb.ha.link;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import lb.ha.linux.SocketAddresses;
import lb.ha.settings.AddressFamily;

/**
 * What sendmsg(2) is given for one advert; the memory is laid out once and filled for each.
 *
 * <pre>
 *  struct msghdr   0      8        16      24         32        40            48      56
 *                  | name | length | iovec | 1        | control | length      | flags |
 *  struct iovec    0      8        16
 *                  | data | length |
 *  control, IPv4   0          8       12           16          20         24          28    32
 *                  | length   | level | type       | interface | source   | zero      | pad |
 *                  '---- struct cmsghdr -----------'---- struct in_pktinfo -----------'
 *  control, IPv6   0          8       12           16                     32          36    40
 *                  | length   | level | type       | source               | interface | pad |
 *                  '---- struct cmsghdr -----------'---- struct in6_pktinfo ----------'
 * </pre>
 *
 * <p>IP_PKTINFO and IPV6_PKTINFO name interface and source of this message only, so that the kernel never picks a virtual
 * address.
 */
final class OutgoingAdvert {
    private static final int LONGEST_MESSAGE = 4096;
    private static final int CONTROL_HEADER = 16;
    private static final int IPPROTO_IP = 0;
    private static final int IP_PKTINFO = 8;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_PKTINFO = 50;

    private final MemorySegment header;
    private final MemorySegment destination;
    private final MemorySegment iovec;
    private final MemorySegment control;
    private final int sourceAt;
    private final int interfaceAt;
    private final ByteBuffer data;

    OutgoingAdvert(AddressFamily family) {
        boolean ipv6 = family == AddressFamily.IPV6;
        sourceAt = CONTROL_HEADER + (ipv6 ? 0 : 4);
        interfaceAt = CONTROL_HEADER + (ipv6 ? 16 : 0);
        Arena arena = Arena.ofAuto();
        header = arena.allocate(56, 8);
        destination = SocketAddresses.empty(arena, family);
        iovec = arena.allocate(16, 8);
        control = arena.allocate(ipv6 ? 40 : 32, 8);
        MemorySegment bytes = arena.allocate(LONGEST_MESSAGE, 8);
        data = bytes.asByteBuffer();

        header.set(ADDRESS, 0, destination);
        header.set(JAVA_INT, 8, (int) destination.byteSize());
        header.set(ADDRESS, 16, iovec);
        header.set(JAVA_LONG, 24, 1);
        header.set(ADDRESS, 32, control);
        header.set(JAVA_LONG, 40, control.byteSize());
        iovec.set(ADDRESS, 0, bytes);
        control.set(JAVA_LONG, 0, CONTROL_HEADER + (ipv6 ? 20 : 12));
        control.set(JAVA_INT, 8, ipv6 ? IPPROTO_IPV6 : IPPROTO_IP);
        control.set(JAVA_INT, 12, ipv6 ? IPV6_PKTINFO : IP_PKTINFO);
    }

    /** Returns the {@code struct msghdr} of a message of up to 4,096 bytes, valid until the next call. */
    MemorySegment fill(int interfaceIndex, InetAddress from, InetAddress to, ByteBuffer message) {
        SocketAddresses.fill(destination, to);
        control.set(JAVA_INT, interfaceAt, interfaceIndex);
        byte[] source = from.getAddress();
        MemorySegment.copy(source, 0, control, JAVA_BYTE, sourceAt, source.length);
        data.clear().put(0, message, message.position(), message.remaining());
        iovec.set(JAVA_LONG, 8, message.remaining());
        return header;
    }
}
