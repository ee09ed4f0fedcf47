package lb.ha.vrrp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import lb.ha.settings.Secret;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;

/** IP packets for tests. */
public final class Packets {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private Packets() {}

    public static InetAddress ip(String address) {
        return InetAddress.ofLiteral(address);
    }

    /** An advert in an IP packet as the kernel hands it up. */
    public static ByteBuffer packet(Advert advert, ChecksumForm form, InetAddress source, InetAddress destination) {
        ByteBuffer message = ByteBuffer.allocate(VrrpCodec.MAX_MESSAGE_BYTES);
        VrrpCodec.encode(advert, form, source, destination, message);
        return packet(message.flip(), source, destination);
    }

    /** An advert behind an authentication header, as the kernel hands it up. */
    public static ByteBuffer authenticated(
            Advert advert, InetAddress source, InetAddress destination, int sequence, String password) {
        ByteBuffer message = ByteBuffer.allocate(VrrpCodec.MAX_MESSAGE_BYTES);
        VrrpCodec.encode(advert, ChecksumForm.PSEUDO_HEADER, source, destination, message);
        ByteBuffer packet = ByteBuffer.allocate(AuthenticationHeader.LENGTH_WITH_IP + message.position());
        AuthenticationHeader.packet(
                source, destination, sequence, new IntegrityKey(new Secret(password)), message.flip(), packet);
        return packet;
    }

    /** A message in an IP packet. */
    public static ByteBuffer packet(ByteBuffer message, InetAddress source, InetAddress destination) {
        if (source instanceof Inet6Address) {
            ByteBuffer packet = ByteBuffer.allocate(IPV6_HEADER + message.remaining());
            packet.putInt(0x6c << 24).putShort((short) message.remaining());
            packet.put((byte) VrrpCodec.PROTOCOL).put((byte) VrrpCodec.TTL);
            packet.put(source.getAddress()).put(destination.getAddress());
            return packet.put(message.duplicate()).flip();
        }
        ByteBuffer packet = ByteBuffer.allocate(IPV4_HEADER + message.remaining());
        packet.put((byte) 0x45).put((byte) 0xc0).putShort((short) packet.capacity());
        packet.putShort((short) 1).putShort((short) 0);
        packet.put((byte) VrrpCodec.TTL).put((byte) VrrpCodec.PROTOCOL).putShort((short) 0);
        packet.put(source.getAddress()).put(destination.getAddress());
        packet.put(message.duplicate());
        return packet.flip();
    }
}
