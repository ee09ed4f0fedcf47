package lb.ha.link;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import lb.ha.settings.AddressFamily;
import lb.ha.vrrp.InternetChecksum;

/**
 * An advert to the group of VRRP as it is on Ethernet, both ways. Pure.
 *
 * <pre>
 *  0             6        12     14
 *  | destination | source | type | packet                  to 01:00:5e:00:00:12 (RFC 1112 section 6.4)
 *                                                          or 33:33:00:00:00:12 (RFC 2464 section 7)
 *  IPv4 (RFC 791)
 *  0    1      2              4    6         8     9     10         12       16            20
 *  | 45 | TOS  | total length | id | fragment| TTL | 112 | checksum | source | destination | message
 *
 *  IPv6 (RFC 8200)
 *  0              4                6     7           8        24            40
 *  | 6c 00 00 00  | payload length | 112 | hop limit | source | destination | message
 * </pre>
 */
final class AdvertFrame {
    /** Bytes before the packet. */
    static final int ETHERNET = 14;

    private static final int TYPE = 12;
    private static final short ETHERTYPE_IPV4 = 0x0800;
    private static final short ETHERTYPE_IPV6 = (short) 0x86dd;
    private static final byte[] GROUP_IPV4 = {0x01, 0x00, 0x5e, 0x00, 0x00, 0x12};
    private static final byte[] GROUP_IPV6 = {0x33, 0x33, 0x00, 0x00, 0x00, 0x12};
    private static final int IPV4_HEADER = 20;
    private static final int IPV4_CHECKSUM = 10;
    private static final int WORD = 4;

    private AdvertFrame() {}

    /**
     * A frame with a message of protocol 112.
     *
     * @param mac of the interface that it leaves by
     * @param message from position to limit; both are left as they were
     */
    static byte[] of(byte[] mac, InetAddress source, InetAddress destination, ByteBuffer message) {
        boolean ipv6 = AddressFamily.of(destination) == AddressFamily.IPV6;
        ByteBuffer packet = ByteBuffer.allocate((ipv6 ? 2 : 1) * IPV4_HEADER + message.remaining());
        if (ipv6) {
            packet.putInt(0x6000_0000 | AdvertSocket.TRAFFIC_CLASS << 20).putShort((short) message.remaining());
            packet.put((byte) AdvertSocket.PROTOCOL).put((byte) AdvertSocket.HOPS);
        } else {
            packet.put((byte) 0x45).put((byte) AdvertSocket.TRAFFIC_CLASS).putShort((short) packet.capacity());
            // Never fragmented, so that no identification is needed (RFC 6864 section 4.1).
            packet.putInt(0).put((byte) AdvertSocket.HOPS).put((byte) AdvertSocket.PROTOCOL);
            packet.putShort((short) 0);
        }
        packet.put(source.getAddress()).put(destination.getAddress()).put(message.duplicate());
        return of(mac, packet.flip());
    }

    /** A frame with a whole packet; an IPv4 header's checksum is filled in. */
    static byte[] of(byte[] mac, ByteBuffer packet) {
        boolean ipv6 = packet.get(packet.position()) >>> WORD == 6;
        ByteBuffer frame = ByteBuffer.allocate(ETHERNET + packet.remaining());
        frame.put(ipv6 ? GROUP_IPV6 : GROUP_IPV4).put(mac).putShort(ipv6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4);
        frame.put(packet.duplicate());
        if (!ipv6) {
            frame.putShort(ETHERNET + IPV4_CHECKSUM, (short) 0);
            frame.putShort(
                    ETHERNET + IPV4_CHECKSUM,
                    InternetChecksum.of(InternetChecksum.sum(frame, ETHERNET, ETHERNET + IPV4_HEADER)));
        }
        return frame.array();
    }

    /**
     * Whether a kernel would hand the packet in a received frame up: not one of a VLAN, which is another network, nor one
     * whose IPv4 header is broken.
     */
    static boolean isWhole(byte[] bytes) {
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        if (bytes.length <= ETHERNET + IPV4_HEADER) {
            return false;
        }
        short type = frame.getShort(TYPE);
        if (type != ETHERTYPE_IPV4) {
            return type == ETHERTYPE_IPV6;
        }
        int header = (bytes[ETHERNET] & 0xf) * WORD;
        return header >= IPV4_HEADER
                && bytes.length >= ETHERNET + header
                && InternetChecksum.of(InternetChecksum.sum(frame, ETHERNET, ETHERNET + header)) == 0;
    }
}
