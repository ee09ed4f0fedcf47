package lb.ha.vrrp;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;

/** IPv4 packets for tests. */
public final class Packets {
    private static final int IP_HEADER = 20;

    private Packets() {}

    public static Inet4Address ip(String address) {
        return Inet4Address.ofLiteral(address);
    }

    /** An advert in an IPv4 packet as the kernel hands it up. */
    public static ByteBuffer packet(Advert advert, ChecksumForm form, Inet4Address source, Inet4Address destination) {
        ByteBuffer message = ByteBuffer.allocate(VrrpCodec.MAX_MESSAGE_BYTES);
        VrrpCodec.encode(advert, form, source, destination, message);
        return packet(message.flip(), source, destination);
    }

    /** A message in an IPv4 packet. */
    public static ByteBuffer packet(ByteBuffer message, Inet4Address source, Inet4Address destination) {
        ByteBuffer packet = ByteBuffer.allocate(IP_HEADER + message.remaining());
        packet.put((byte) 0x45).put((byte) 0xc0).putShort((short) packet.capacity());
        packet.putShort((short) 1).putShort((short) 0);
        packet.put((byte) VrrpCodec.TTL).put((byte) VrrpCodec.PROTOCOL).putShort((short) 0);
        packet.put(source.getAddress()).put(destination.getAddress());
        packet.put(message.duplicate());
        return packet.flip();
    }
}
