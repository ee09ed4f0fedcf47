package lb.ha.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import lb.ha.linux.SocketFilter;
import lb.ha.vrrp.InternetChecksum;
import org.jspecify.annotations.Nullable;

/**
 * An unsolicited neighbour advertisement (RFC 4861 sections 4.4 and 7.2.6) to all nodes, from the address itself, IPv6
 * header included.
 *
 * <pre>
 *  0        4                6             8        24        40
 *  | 0x60 … | payload length | 58, 255     | source | ff02::1 | (the IPv6 header)
 *  40    41     42         44                  48       64       66
 *  | 136 | 0    | checksum | R S O, 29 bits 0  | target | 2 | 1  | target MAC |
 * </pre>
 *
 * <p>The override flag makes neighbours forget what they knew.
 */
final class NeighbourAdvertisement {
    static final int LENGTH = 72;
    static final byte TYPE = (byte) 136;
    static final int IPV6_HEADER = 40;
    static final int HOPS = 7;
    static final int ON_LINK = 255;
    static final int SOURCE = 8;
    static final int FLAGS = 44;
    static final int SOLICITED = 0x4000_0000;
    static final int TARGET = 48;
    static final int OPTION = 64;

    private static final InetAddress ALL_NODES = InetAddress.ofLiteral("ff02::1");
    private static final int NEXT_HEADER = 6;
    private static final int ICMPV6 = 58;
    private static final int ROUTER = 0x8000_0000;
    private static final int OVERRIDE = 0x2000_0000;
    private static final byte TARGET_LINK_LAYER_ADDRESS = 2;

    private NeighbourAdvertisement() {}

    /**
     * Fills {@code into} from its start.
     *
     * @param hardwareAddress 6 bytes
     * @param router whether this machine forwards on the interface: a neighbour whose router it is must not hear that it
     *     is none any more
     */
    static void unsolicited(ByteBuffer into, List<Byte> hardwareAddress, InetAddress address, boolean router) {
        int length = LENGTH - IPV6_HEADER;
        into.clear().order(ByteOrder.BIG_ENDIAN);
        into.putInt(0x60 << 24).putShort((short) length).put((byte) ICMPV6).put((byte) 255);
        into.put(address.getAddress()).put(ALL_NODES.getAddress());
        into.put(TYPE).put((byte) 0).putShort((short) 0);
        into.putInt(OVERRIDE | (router ? ROUTER : 0));
        into.put(address.getAddress());
        into.put(TARGET_LINK_LAYER_ADDRESS).put((byte) 1);
        hardwareAddress.forEach(into::put);
        into.flip();
        long sum = InternetChecksum.sum(into, IPV6_HEADER, LENGTH)
                + InternetChecksum.pseudoHeader(address, ALL_NODES, ICMPV6, length);
        into.putShort(IPV6_HEADER + 2, InternetChecksum.of(sum));
    }

    /** Lets in nothing else. */
    static SocketFilter filter() {
        return new SocketFilter()
                .load(NEXT_HEADER)
                .require(ICMPV6)
                .load(IPV6_HEADER)
                .require(TYPE & 0xff);
    }

    /** Which address one is about that this node, {@code ours}, has not sent; null when it is no such message. */
    static @Nullable InetAddress targetBesides(List<Byte> ours, ByteBuffer packet) {
        ByteBuffer from = packet.slice().order(ByteOrder.BIG_ENDIAN);
        if (from.remaining() < OPTION
                || (from.get(0) & 0xf0) != 0x60
                || from.get(NEXT_HEADER) != ICMPV6
                || (from.get(HOPS) & 0xff) != ON_LINK
                || from.get(IPV6_HEADER) != TYPE) {
            return null;
        }
        boolean own = from.remaining() >= LENGTH && from.get(OPTION) == TARGET_LINK_LAYER_ADDRESS;
        for (int i = 0; own && i < ours.size(); i++) {
            own = from.get(OPTION + 2 + i) == ours.get(i);
        }
        if (own) {
            return null;
        }
        byte[] target = new byte[16];
        from.get(TARGET, target);
        try {
            return Inet6Address.getByAddress(null, target, -1);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("so many bytes are an address", impossible);
        }
    }
}
