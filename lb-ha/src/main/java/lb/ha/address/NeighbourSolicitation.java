package lb.ha.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import lb.ha.vrrp.InternetChecksum;

/**
 * A neighbour solicitation (RFC 4861 section 4.3) to the group of the address that is asked for (RFC 4291 section 2.7.1),
 * IPv6 header included.
 *
 * <pre>
 *  0        4                6             8        24                    40
 *  | 0x60 … | payload length | 58, 255     | source | ff02::1:ffxx:xxxx   | (the IPv6 header)
 *  40    41     42         44     48       64       66
 *  | 135 | 0    | checksum | 0    | target | 1 | 1  | the sender's MAC |
 * </pre>
 */
final class NeighbourSolicitation {
    static final int LENGTH = 72;
    static final byte TYPE = (byte) 135;

    private static final byte[] GROUP = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, (byte) 0xff, 0, 0, 0};
    private static final int IPV6_HEADER = 40;
    private static final int ICMPV6 = 58;
    private static final byte SOURCE_LINK_LAYER_ADDRESS = 1;
    private static final int LAST_THREE = 13;

    private NeighbourSolicitation() {}

    /**
     * Fills {@code into} from its start.
     *
     * @param hardwareAddress the sender's, 6 bytes
     * @param source the sender's, link-local
     */
    static void of(ByteBuffer into, List<Byte> hardwareAddress, Inet6Address source, Inet6Address target) {
        InetAddress group = group(target);
        int length = LENGTH - IPV6_HEADER;
        into.clear().order(ByteOrder.BIG_ENDIAN);
        into.putInt(0x60 << 24).putShort((short) length).put((byte) ICMPV6).put((byte) 255);
        into.put(source.getAddress()).put(group.getAddress());
        into.put(TYPE).put((byte) 0).putShort((short) 0).putInt(0);
        into.put(target.getAddress());
        into.put(SOURCE_LINK_LAYER_ADDRESS).put((byte) 1);
        hardwareAddress.forEach(into::put);
        into.flip();
        long sum = InternetChecksum.sum(into, IPV6_HEADER, LENGTH)
                + InternetChecksum.pseudoHeader(source, group, ICMPV6, length);
        into.putShort(IPV6_HEADER + 2, InternetChecksum.of(sum));
    }

    private static InetAddress group(Inet6Address target) {
        byte[] octets = GROUP.clone();
        System.arraycopy(target.getAddress(), LAST_THREE, octets, LAST_THREE, octets.length - LAST_THREE);
        try {
            return Inet6Address.getByAddress(null, octets, -1);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("so many bytes are an address", impossible);
        }
    }

    /** The hardware address of that group (RFC 2464 section 7). */
    static byte[] hardwareGroup(Inet6Address target) {
        byte[] octets = target.getAddress();
        return new byte[] {0x33, 0x33, (byte) 0xff, octets[13], octets[14], octets[15]};
    }
}
