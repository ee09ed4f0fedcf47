package lb.ha.vrrp;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.AddressText;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the IP header and an advert of version 2 where adverts are authenticated by it (RFC 2338 section
 * 5.3.6.3, RFC 2402 section 2), as bytes, both ways; pure. IPv4 only.
 *
 * <pre>
 *  0             1          2    4                 8          12                  24
 *  | next header | length 4 | 0  | SPI: the source | sequence | integrity value   | VRRP message, authentication type 2
 *  | 112         |          |    |                 |          | HMAC-MD5, 96 bits |
 * </pre>
 *
 * <p>The integrity value covers the packet from the IP header to its end, the value itself and what changes on the way
 * as zero: TOS, flags and fragment offset, TTL, header checksum. Of a packet to a group keepalived covers the TTL, 255, where
 * RFC 2402 has it zero, and so does this.
 *
 * @param spi names the sender's key
 * @param sequence unsigned
 * @param integrity the 12 bytes
 * @param covered what they are to be over
 */
public record AuthenticationHeader(int spi, int sequence, ByteBuffer integrity, ByteBuffer covered) {
    /** The most that it puts in front of a message, with the IP header. */
    public static final int LENGTH_WITH_IP = IpPacket.IPV4_HEADER_BYTES + 24;

    static final int PROTOCOL = 51;
    static final int LENGTH = 24;

    private static final int WORDS_BEYOND_TWO = 4;
    private static final int SPI = 4;
    private static final int SEQUENCE = 8;
    private static final int INTEGRITY = 12;

    // Of the IP header.
    private static final int TOS = 1;
    private static final int TRAFFIC_CLASS = 0xc0;
    private static final int FRAGMENT = 6;
    private static final int TTL = 8;
    private static final int CHECKSUM = 10;
    private static final int DESTINATION = 16;
    private static final int MULTICAST = 0xe0;

    /** Reads that of a packet whose IP header has no options. Null where there is none such with a VRRP message. */
    static @Nullable AuthenticationHeader of(ByteBuffer packet, int length) {
        int at = IpPacket.IPV4_HEADER_BYTES;
        if (length < at + LENGTH
                || (packet.get(at) & 0xff) != VrrpCodec.PROTOCOL
                || packet.get(at + 1) != WORDS_BEYOND_TWO) {
            return null;
        }
        ByteBuffer integrity = ByteBuffer.allocate(LENGTH - INTEGRITY).put(packet.slice(at + INTEGRITY, 12));
        ByteBuffer covered = ByteBuffer.allocate(length).put(packet.slice(0, length));
        clear(covered);
        return new AuthenticationHeader(
                packet.getInt(at + SPI), packet.getInt(at + SEQUENCE), integrity.flip(), covered.flip());
    }

    /**
     * Writes a whole IP packet from the buffer's start, and flips it. Its header checksum is for the kernel to fill in.
     *
     * @param sequence unsigned
     * @param message the VRRP message, from position to limit; both are left as they were
     * @param into with {@link #LENGTH_WITH_IP} bytes more than the message has
     */
    public static void packet(
            InetAddress source,
            InetAddress destination,
            int sequence,
            IntegrityKey key,
            ByteBuffer message,
            ByteBuffer into) {
        into.clear().order(ByteOrder.BIG_ENDIAN);
        into.put((byte) 0x45).put((byte) 0).putShort((short) (LENGTH_WITH_IP + message.remaining()));
        // The kernel would put another identification in place of zero, and it is covered.
        into.putShort((short) Math.max(1, sequence & 0xffff)).putShort((short) 0);
        into.put((byte) VrrpCodec.TTL).put((byte) PROTOCOL).putShort((short) 0);
        into.put(source.getAddress()).put(destination.getAddress());
        into.put((byte) VrrpCodec.PROTOCOL).put((byte) WORDS_BEYOND_TWO).putShort((short) 0);
        into.put(source.getAddress()).putInt(sequence).putInt(0).putLong(0);
        into.put(message.duplicate()).flip();
        clear(into);
        into.put(IpPacket.IPV4_HEADER_BYTES + INTEGRITY, key.over(into));
        into.put(TOS, (byte) TRAFFIC_CLASS).put(TTL, (byte) VrrpCodec.TTL);
    }

    private static void clear(ByteBuffer packet) {
        packet.put(TOS, (byte) 0).putShort(FRAGMENT, (short) 0).putShort(CHECKSUM, (short) 0);
        boolean toGroup = (packet.get(DESTINATION) & 0xf0) == MULTICAST;
        packet.put(TTL, (byte) (toGroup ? VrrpCodec.TTL : 0));
        int integrity = IpPacket.IPV4_HEADER_BYTES + INTEGRITY;
        packet.putInt(integrity, 0).putLong(integrity + 4, 0);
    }

    /** Whether it was made with a key. */
    boolean isBy(IntegrityKey key) {
        return integrity.equals(ByteBuffer.wrap(key.over(covered)));
    }

    /** The SPI as keepalived makes it: an address. */
    String spiText() {
        ByteBuffer octets = ByteBuffer.allocate(4).putInt(spi).flip();
        return AddressText.of(IpPacket.address(octets, 0, AddressFamily.IPV4));
    }

    boolean isNamedAfter(InetAddress source) {
        return ByteBuffer.wrap(source.getAddress())
                .equals(ByteBuffer.allocate(4).putInt(spi).flip());
    }
}
