package lb.ha.link;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import lb.ha.linux.Descriptor;

/**
 * What recvmsg(2) gives of an IPv6 packet. The kernel keeps the header of it and tells what was in there beside the
 * message (RFC 3542); it is put in front again, so that whoever reads a packet finds one as it was on the wire, but for
 * class and flow label.
 *
 * <pre>
 *  struct msghdr    0      8        16      24         32        40            48      56
 *                   | name | length | iovec | 1        | control | length      | flags |
 *  struct cmsghdr   0        8       12     16
 *                   | length | level | type | IPV6_PKTINFO: destination (16), interface (4)
 *                                           | IPV6_HOPLIMIT: int                              next at a multiple of 8
 *  packet           0               4                6     7           8        24            40
 *                   | 0x60 0 0 0    | payload length | 112 | hop limit | source | destination | message
 * </pre>
 */
final class IncomingIpv6 {
    private static final int IPV6_HEADER = 40;
    private static final int IPPROTO_VRRP = 112;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_PKTINFO = 50;
    private static final int IPV6_HOPLIMIT = 52;

    // sockaddr_in6: the address stands behind family, port and flow label.
    private static final int NAME_LENGTH = 28;
    private static final int ADDRESS_AT = 8;
    private static final int ADDRESS_LENGTH = 16;
    private static final int CONTROL_HEADER = 16;
    private static final int CONTROL_LENGTH = 128;

    private final MemorySegment header;
    private final MemorySegment name;
    private final MemorySegment control;
    private final MemorySegment packet;
    private final ByteBuffer bytes;

    IncomingIpv6(int longestPacket) {
        Arena arena = Arena.ofAuto();
        header = arena.allocate(56, 8);
        name = arena.allocate(NAME_LENGTH, 8);
        control = arena.allocate(CONTROL_LENGTH, 8);
        packet = arena.allocate(longestPacket, 8);
        bytes = packet.asByteBuffer();
        MemorySegment iovec = arena.allocate(16, 8);
        iovec.set(ADDRESS, 0, packet.asSlice(IPV6_HEADER));
        iovec.set(JAVA_LONG, 8, longestPacket - IPV6_HEADER);
        header.set(ADDRESS, 0, name);
        header.set(ADDRESS, 16, iovec);
        header.set(JAVA_LONG, 24, 1);
        header.set(ADDRESS, 32, control);
    }

    /** Takes the next packet. Returns its length, header included, or an error number negated. */
    int receive(Descriptor socket) {
        header.set(JAVA_INT, 8, NAME_LENGTH);
        header.set(JAVA_LONG, 40, CONTROL_LENGTH);
        int length = socket.receiveMessage(header);
        if (length < 0) {
            return length;
        }
        bytes.clear();
        bytes.putInt(0, 0x60 << 24).putShort(4, (short) length).put(6, (byte) IPPROTO_VRRP);
        // Without them, which never is, neither hop limit nor destination is one that is accepted.
        bytes.put(7, (byte) 0).putLong(24, 0).putLong(32, 0);
        packet.asSlice(8, ADDRESS_LENGTH).copyFrom(name.asSlice(ADDRESS_AT, ADDRESS_LENGTH));
        readControl(Math.min(header.get(JAVA_LONG, 40), CONTROL_LENGTH));
        return IPV6_HEADER + length;
    }

    private void readControl(long end) {
        long at = 0;
        while (at + CONTROL_HEADER <= end) {
            long length = control.get(JAVA_LONG, at);
            if (length < CONTROL_HEADER || length > end - at) {
                return;
            }
            long value = length - CONTROL_HEADER;
            if (control.get(JAVA_INT, at + 8) == IPPROTO_IPV6) {
                int type = control.get(JAVA_INT, at + 12);
                if (type == IPV6_HOPLIMIT && value >= 4) {
                    bytes.put(7, (byte) control.get(JAVA_INT, at + CONTROL_HEADER));
                } else if (type == IPV6_PKTINFO && value >= ADDRESS_LENGTH) {
                    packet.asSlice(24, ADDRESS_LENGTH).copyFrom(control.asSlice(at + CONTROL_HEADER, ADDRESS_LENGTH));
                }
            }
            at += (length + 7) & -8;
        }
    }

    /** The packet of the last {@link #receive}, so many bytes of it. */
    ByteBuffer packet(int length) {
        return bytes.clear().limit(length);
    }
}
