package lb.ha.vrrp;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import lb.ha.vrrp.Decoded.Accepted;
import lb.ha.vrrp.Decoded.Rejected;
import org.jspecify.annotations.Nullable;

/**
 * Adverts as bytes, both ways; pure.
 *
 * <p>Version 2 (RFC 3768 section 5.1):
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+---------------+---------------+---------------+
 * | vers 2| type 1| VRID          | priority      | address count |
 * +-------+-------+---------------+---------------+---------------+
 * | auth type     | interval, s   | checksum: the whole message   |
 * +---------------+---------------+-------------------------------+
 * | IPv4 address, as often as counted                             |
 * +---------------------------------------------------------------+
 * | authentication data: 8 bytes, always there, zero when unused; |
 * | in the checksum like all the rest                             |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Version 3 (RFC 9568 section 5.1):
 *
 * <pre>
 * +-------+-------+---------------+---------------+---------------+
 * | vers 3| type 1| VRID          | priority      | address count |
 * +-------+-------+---------------+---------------+---------------+
 * | rsvd 0| max advert interval, cs| checksum: message, and for    |
 * |       |               (12 bits)| many a pseudo-header with it  |
 * +-------+------------------------+------------------------------+
 * | IPv4 or IPv6 address, as often as counted                     |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>RFC 5798 was read as asking for a pseudo-header in IPv4 too, by keepalived among others; RFC 9568 section 5.2.8
 * asks for the message only. Which one is sent is a setting; either is accepted. In IPv6 there always is a
 * pseudo-header.
 */
public final class VrrpCodec {
    /** Where adverts in IPv4 go unless peers are configured (RFC 9568 section 5.1.1.2). */
    public static final InetAddress MULTICAST_GROUP = InetAddress.ofLiteral("224.0.0.18");

    /** Where those in IPv6 go (RFC 9568 section 5.1.2.2). */
    public static final InetAddress MULTICAST_GROUP_IPV6 = InetAddress.ofLiteral("ff02::12");

    /** The longest message: version 3 with 255 addresses of IPv6. */
    public static final int MAX_MESSAGE_BYTES = 8 + 255 * 16;

    /** The IP protocol of an advert (RFC 9568 section 5.1.1.4). */
    public static final int PROTOCOL = 112;

    /** Its TTL or hop limit, which no router has lowered (sections 5.1.1.3 and 5.1.2.3). */
    public static final int TTL = 255;

    static final int ADVERTISEMENT = 1;
    static final long CENTISECOND_NANOS = 10_000_000;
    static final int HEADER_BYTES = 8;

    private static final int IPV4_ADDRESS_BYTES = 4;
    private static final int IPV6_ADDRESS_BYTES = 16;
    private static final int AUTHENTICATION_BYTES = 8;
    private static final int CHECKSUM_OFFSET = 6;

    private VrrpCodec() {}

    /** Where adverts of a family go unless peers are configured. */
    public static InetAddress multicastGroup(AddressFamily family) {
        return family == AddressFamily.IPV6 ? MULTICAST_GROUP_IPV6 : MULTICAST_GROUP;
    }

    /**
     * Writes one message at the buffer's position, which moves behind it.
     *
     * @param form the checksum's form, of no effect in version 2 and in IPv6
     * @param source the packet's source address, which a pseudo-header covers; of the addresses' family
     * @param destination its destination
     * @param into big-endian, with {@link #MAX_MESSAGE_BYTES} to spare
     */
    public static void encode(
            Advert advert, ChecksumForm form, InetAddress source, InetAddress destination, ByteBuffer into) {
        int start = into.position();
        into.put((byte) (advert.version() << 4 | ADVERTISEMENT));
        into.put((byte) advert.routerId());
        into.put((byte) advert.priority());
        into.put((byte) advert.addresses().size());
        if (advert.version() == 2) {
            into.put((byte) advert.authentication().type());
            into.put((byte) advert.interval().toSeconds());
        } else {
            into.putShort((short) (advert.interval().toNanos() / CENTISECOND_NANOS & 0xfff));
        }
        into.putShort((short) 0);
        for (InetAddress address : advert.addresses()) {
            into.put(address.getAddress());
        }
        if (advert.version() == 2) {
            into.putLong(advert.authentication().data());
        }
        int end = into.position();
        long sum = InternetChecksum.sum(into, start, end);
        boolean ipv6 = AddressFamily.of(source) == AddressFamily.IPV6;
        if (ipv6 || (advert.version() == 3 && form == ChecksumForm.PSEUDO_HEADER)) {
            sum += InternetChecksum.pseudoHeader(source, destination, PROTOCOL, end - start);
        }
        into.putShort(start + CHECKSUM_OFFSET, InternetChecksum.of(sum));
    }

    /**
     * Reads one IP packet, header included, from position to limit; both are left as they are. Never throws, whatever the
     * bytes. The IP header's own checksum is not looked at: the kernel, or the network card, has done so.
     */
    public static Decoded decode(ByteBuffer received) {
        ByteBuffer packet = received.slice();
        return switch (IpPacket.of(packet)) {
            case IpPacket.Wrong(Rejected rejected) -> rejected;
            case IpPacket.Message message -> decode(packet, message);
        };
    }

    private static Decoded decode(ByteBuffer packet, IpPacket.Message message) {
        int start = message.start();
        int length = message.length();
        String from = IpPacket.from(message.source());
        AddressFamily family = AddressFamily.of(message.source());
        int version = (packet.get(start) & 0xf0) >> 4;
        int type = packet.get(start) & 0x0f;
        int routerId = packet.get(start + 1) & 0xff;
        int count = packet.get(start + 3) & 0xff;
        if (version != 3 && (version != 2 || family == AddressFamily.IPV6)) {
            String expected = family == AddressFamily.IPV6 ? " in IPv6, expected 3" : ", expected 2 or 3";
            return new Rejected(Rejection.VERSION, routerId, from + "VRRP version " + version + expected);
        }
        if (type != ADVERTISEMENT) {
            return new Rejected(Rejection.TYPE, routerId, from + "VRRP type " + type + ", expected 1");
        }
        int expected = HEADER_BYTES + count * addressBytes(family) + (version == 2 ? AUTHENTICATION_BYTES : 0);
        if (length < expected) {
            return new Rejected(
                    Rejection.TRUNCATED,
                    routerId,
                    from + "a message of " + length + " bytes, " + count + " addresses need " + expected);
        }
        if (length > expected) {
            return new Rejected(
                    Rejection.ADDRESS_COUNT,
                    routerId,
                    from + "a message of " + length + " bytes with " + count + " addresses, which need " + expected);
        }
        ChecksumForm form = checksumForm(packet, message, version);
        if (form == null) {
            return new Rejected(
                    Rejection.CHECKSUM,
                    routerId,
                    from + "wrong checksum 0x%04x".formatted(packet.getShort(start + CHECKSUM_OFFSET) & 0xffff));
        }
        Advert advert = read(packet, start, version, count, family);
        if (advert.interval().isZero()) {
            // Nothing in the RFCs forbids it, but a master down interval of zero would make a master of everybody.
            return new Rejected(Rejection.INTERVAL, routerId, from + "an interval of 0, expected more");
        }
        return new Accepted(advert, message.source(), message.destination(), form, message.hops(), message.header());
    }

    /** The form in which the checksum is right; null when in none. */
    private static @Nullable ChecksumForm checksumForm(ByteBuffer packet, IpPacket.Message message, int version) {
        long sum = InternetChecksum.sum(packet, message.start(), message.start() + message.length());
        long pseudoHeader =
                InternetChecksum.pseudoHeader(message.source(), message.destination(), PROTOCOL, message.length());
        if (version == 3 && InternetChecksum.fold(sum + pseudoHeader) == InternetChecksum.RIGHT) {
            return ChecksumForm.PSEUDO_HEADER;
        }
        boolean ipv4 = AddressFamily.of(message.source()) == AddressFamily.IPV4;
        return ipv4 && InternetChecksum.fold(sum) == InternetChecksum.RIGHT ? ChecksumForm.MESSAGE_ONLY : null;
    }

    private static Advert read(ByteBuffer packet, int start, int version, int count, AddressFamily family) {
        List<InetAddress> addresses = new ArrayList<>(count);
        int at = start + HEADER_BYTES;
        for (int i = 0; i < count; i++, at += addressBytes(family)) {
            addresses.add(IpPacket.address(packet, at, family));
        }
        // Version 3: the four reserved bits are ignored when received (RFC 9568 section 5.2.6).
        Duration interval = version == 2
                ? Duration.ofSeconds(packet.get(start + 5) & 0xff)
                : Duration.ofNanos((packet.getShort(start + 4) & 0xfff) * CENTISECOND_NANOS);
        Authentication authentication = version == 2
                ? new Authentication(packet.get(start + 4) & 0xff, packet.getLong(at))
                : Authentication.NONE;
        return new Advert(
                version,
                packet.get(start + 1) & 0xff,
                packet.get(start + 2) & 0xff,
                interval,
                addresses,
                authentication);
    }

    private static int addressBytes(AddressFamily family) {
        return family == AddressFamily.IPV6 ? IPV6_ADDRESS_BYTES : IPV4_ADDRESS_BYTES;
    }
}
