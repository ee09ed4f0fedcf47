package lb.ha.vrrp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import lb.ha.vrrp.Decoded.Accepted;
import lb.ha.vrrp.Decoded.Rejected;

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
 * <p>Version 3 for IPv4 (RFC 9568 section 5.1):
 *
 * <pre>
 * +-------+-------+---------------+---------------+---------------+
 * | vers 3| type 1| VRID          | priority      | address count |
 * +-------+-------+---------------+---------------+---------------+
 * | rsvd 0| max advert interval, cs| checksum: message, and for    |
 * |       |               (12 bits)| many a pseudo-header with it  |
 * +-------+------------------------+------------------------------+
 * | IPv4 address, as often as counted                             |
 * +---------------------------------------------------------------+
 * </pre>
 *
 * <p>RFC 5798 was read as asking for a pseudo-header in IPv4 too, by keepalived among others; RFC 9568 section 5.2.8
 * asks for the message only. Which one is sent is a setting; either is accepted.
 */
public final class VrrpCodec {
    /** Where adverts go unless peers are configured (RFC 9568 section 5.1.1.2). */
    public static final Inet4Address MULTICAST_GROUP = address(0xe0_00_00_12);

    /** The longest message: version 2 with 255 addresses. */
    public static final int MAX_MESSAGE_BYTES = 8 + 255 * 4 + 8;

    static final int PROTOCOL = 112;
    static final int TTL = 255;
    static final int ADVERTISEMENT = 1;
    static final long CENTISECOND_NANOS = 10_000_000;

    private static final int HEADER_BYTES = 8;
    private static final int ADDRESS_BYTES = 4;
    private static final int AUTHENTICATION_BYTES = 8;
    private static final int IP_HEADER_BYTES = 20;
    private static final int CHECKSUM_OFFSET = 6;

    private VrrpCodec() {}

    /**
     * Writes one message at the buffer's position, which moves behind it.
     *
     * @param form the checksum's form, of no effect in version 2
     * @param source the packet's source address, which a pseudo-header covers
     * @param destination its destination
     * @param into big-endian, with {@link #MAX_MESSAGE_BYTES} to spare
     */
    public static void encode(
            Advert advert, ChecksumForm form, Inet4Address source, Inet4Address destination, ByteBuffer into) {
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
        for (Inet4Address address : advert.addresses()) {
            into.putInt(bits(address));
        }
        if (advert.version() == 2) {
            into.putLong(advert.authentication().data());
        }
        int end = into.position();
        long sum = sum(into, start, end);
        if (advert.version() == 3 && form == ChecksumForm.PSEUDO_HEADER) {
            sum += pseudoHeader(bits(source), bits(destination), end - start);
        }
        into.putShort(start + CHECKSUM_OFFSET, (short) ~fold(sum));
    }

    /**
     * Reads one IPv4 packet, header included, from position to limit; both are left as they are. Never throws, whatever
     * the bytes. The IP header's own checksum is not looked at: the kernel, or the network card, has done so.
     */
    public static Decoded decode(ByteBuffer received) {
        ByteBuffer packet = received.slice();
        int length = packet.limit();
        if (length < IP_HEADER_BYTES) {
            return rejected(
                    Rejection.TRUNCATED, "a packet of " + length + " bytes, shorter than an IP header (20 bytes)");
        }
        int ipVersion = (packet.get(0) & 0xf0) >> 4;
        int ipHeader = (packet.get(0) & 0x0f) * 4;
        if (ipVersion != 4 || ipHeader < IP_HEADER_BYTES) {
            return rejected(
                    Rejection.IP_HEADER,
                    "a packet of IP version " + ipVersion + " with a header of " + ipHeader
                            + " bytes, expected version 4 and 20 bytes at least");
        }
        int total = packet.getShort(2) & 0xffff;
        Inet4Address source = address(packet.getInt(12));
        String from = "advert from " + source.getHostAddress() + ": ";
        // Bytes behind the total length are the link's padding, which some links hand up.
        if (total > length || total < ipHeader) {
            return rejected(
                    Rejection.TRUNCATED,
                    from + "IP header of " + ipHeader + " bytes and total length " + total + ", received " + length
                            + " bytes");
        }
        int messageBytes = total - ipHeader;
        int protocol = packet.get(9) & 0xff;
        if (protocol != PROTOCOL) {
            return rejected(Rejection.PROTOCOL, from + "IP protocol " + protocol + ", expected 112");
        }
        int fragment = packet.getShort(6) & 0x3fff;
        if (fragment != 0) {
            return rejected(Rejection.FRAGMENT, from + "a fragment");
        }
        int routerId = messageBytes < 2 ? Rejected.UNKNOWN_ROUTER : packet.get(ipHeader + 1) & 0xff;
        int ttl = packet.get(8) & 0xff;
        if (ttl != TTL) {
            return new Rejected(Rejection.TTL, routerId, from + "TTL " + ttl + ", expected 255");
        }
        if (messageBytes < HEADER_BYTES) {
            return new Rejected(
                    Rejection.TRUNCATED,
                    routerId,
                    from + "a message of " + messageBytes + " bytes, expected 8 at least");
        }
        Inet4Address destination = address(packet.getInt(16));
        return decodeMessage(packet, ipHeader, messageBytes, source, destination, from);
    }

    private static Decoded decodeMessage(
            ByteBuffer packet, int start, int length, Inet4Address source, Inet4Address destination, String from) {
        int version = (packet.get(start) & 0xf0) >> 4;
        int type = packet.get(start) & 0x0f;
        int routerId = packet.get(start + 1) & 0xff;
        int count = packet.get(start + 3) & 0xff;
        if (version != 2 && version != 3) {
            return new Rejected(Rejection.VERSION, routerId, from + "VRRP version " + version + ", expected 2 or 3");
        }
        if (type != ADVERTISEMENT) {
            return new Rejected(Rejection.TYPE, routerId, from + "VRRP type " + type + ", expected 1");
        }
        int expected = HEADER_BYTES + count * ADDRESS_BYTES + (version == 2 ? AUTHENTICATION_BYTES : 0);
        if (length < expected) {
            return new Rejected(
                    Rejection.TRUNCATED,
                    routerId,
                    from + "a message of " + length + " bytes, " + count + " addresses need " + expected);
        }
        if (count == 0) {
            return new Rejected(Rejection.ADDRESS_COUNT, routerId, from + "no address, expected 1 at least");
        }
        if (length > expected) {
            return new Rejected(
                    Rejection.ADDRESS_COUNT,
                    routerId,
                    from + "a message of " + length + " bytes with " + count + " addresses, which need " + expected);
        }
        long sum = sum(packet, start, start + length);
        ChecksumForm form;
        if (version == 3 && fold(sum + pseudoHeader(bits(source), bits(destination), length)) == 0xffff) {
            form = ChecksumForm.PSEUDO_HEADER;
        } else if (fold(sum) == 0xffff) {
            form = ChecksumForm.MESSAGE_ONLY;
        } else {
            return new Rejected(
                    Rejection.CHECKSUM,
                    routerId,
                    from + "wrong checksum 0x%04x".formatted(packet.getShort(start + CHECKSUM_OFFSET) & 0xffff));
        }
        Advert advert = read(packet, start, version, count);
        if (advert.interval().isZero()) {
            // Nothing in the RFCs forbids it, but a master down interval of zero would make a master of everybody.
            return new Rejected(Rejection.INTERVAL, routerId, from + "an interval of 0, expected more");
        }
        return new Accepted(advert, source, destination, form);
    }

    private static Advert read(ByteBuffer packet, int start, int version, int count) {
        List<Inet4Address> addresses = new ArrayList<>(count);
        int at = start + HEADER_BYTES;
        for (int i = 0; i < count; i++, at += ADDRESS_BYTES) {
            addresses.add(address(packet.getInt(at)));
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

    private static Rejected rejected(Rejection reason, String sentence) {
        return new Rejected(reason, Rejected.UNKNOWN_ROUTER, sentence);
    }

    /** One's complement arithmetic (RFC 1071): sums of 16-bit words, folded when complete. All lengths here are even. */
    private static long sum(ByteBuffer bytes, int from, int to) {
        long sum = 0;
        for (int at = from; at < to; at += 2) {
            sum += bytes.getShort(at) & 0xffff;
        }
        return sum;
    }

    private static int pseudoHeader(int source, int destination, int length) {
        return (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff) + PROTOCOL + length;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = (folded >>> 16) + (folded & 0xffff);
        }
        return (int) folded;
    }

    static int bits(Inet4Address address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    private static Inet4Address address(int bits) {
        try {
            return (Inet4Address) InetAddress.getByAddress(
                    ByteBuffer.allocate(ADDRESS_BYTES).putInt(bits).array());
        } catch (UnknownHostException impossible) {
            throw new AssertionError("four bytes are an IPv4 address", impossible);
        }
    }
}
