package lb.ha.vrrp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.AddressText;
import lb.ha.vrrp.Decoded.Rejected;
import org.jspecify.annotations.Nullable;

/**
 * What the IP header around a VRRP message says; pure.
 *
 * <pre>
 *  IPv4  0               1     2              4    6          8     9          10         12       16            20
 *        | 4 | header/4  | TOS | total length | id | fragment | TTL | protocol | checksum | source | destination |
 *  IPv6  0                           4                6             7           8        24            40
 *        | 6 | class | flow label    | payload length | next header | hop limit | source | destination |
 * </pre>
 */
public sealed interface IpPacket {
    int IPV4_HEADER_BYTES = 20;
    int IPV6_HEADER_BYTES = 40;

    /** The next header of an IPv6 fragment (RFC 8200 section 4.5). */
    int FRAGMENT_HEADER = 44;

    /**
     * One with a message of protocol 112, perhaps behind an authentication header, that has passed no router if it was sent to a group.
     *
     * @param start where the message begins
     * @param length its length, 8 at least
     * @param hops TTL or hop limit; 255 if it was sent to a group
     * @param header what stands before it; null for nothing
     */
    record Message(
            InetAddress source,
            InetAddress destination,
            int start,
            int length,
            int hops,
            @Nullable AuthenticationHeader header)
            implements IpPacket {}

    /** Anything else. */
    record Wrong(Rejected rejected) implements IpPacket {}

    /** Reads the header at the start of a packet. Never throws, whatever the bytes. */
    static IpPacket of(ByteBuffer packet) {
        int length = packet.limit();
        if (length < IPV4_HEADER_BYTES) {
            return wrong(Rejection.TRUNCATED, "a packet of " + length + " bytes, shorter than an IP header (20 bytes)");
        }
        int version = (packet.get(0) & 0xf0) >> 4;
        return version == 6 ? ipv6(packet, length) : ipv4(packet, version, length);
    }

    private static IpPacket ipv4(ByteBuffer packet, int version, int length) {
        int header = (packet.get(0) & 0x0f) * 4;
        if (version != 4 || header < IPV4_HEADER_BYTES) {
            return wrong(
                    Rejection.IP_HEADER,
                    "a packet of IP version " + version + " with a header of " + header
                            + " bytes, expected version 4 and 20 bytes at least, or version 6");
        }
        int total = packet.getShort(2) & 0xffff;
        InetAddress source = address(packet, 12, AddressFamily.IPV4);
        // Bytes behind the total length are the link's padding, which some links hand up.
        if (total > length || total < header) {
            return wrong(
                    Rejection.TRUNCATED,
                    from(source) + "IP header of " + header + " bytes and total length " + total + ", received "
                            + length + " bytes");
        }
        int protocol = packet.get(9) & 0xff;
        if (protocol != VrrpCodec.PROTOCOL && protocol != AuthenticationHeader.PROTOCOL) {
            return wrong(Rejection.PROTOCOL, from(source) + "IP protocol " + protocol + ", expected 112");
        }
        if ((packet.getShort(6) & 0x3fff) != 0) {
            return wrong(Rejection.FRAGMENT, from(source) + "a fragment");
        }
        InetAddress destination = address(packet, 16, AddressFamily.IPV4);
        int hops = packet.get(8) & 0xff;
        if (protocol == VrrpCodec.PROTOCOL) {
            return message(packet, new Message(source, destination, header, total - header, hops, null));
        }
        AuthenticationHeader proof = header == IPV4_HEADER_BYTES ? AuthenticationHeader.of(packet, total) : null;
        if (proof == null) {
            return wrong(
                    Rejection.PROTOCOL,
                    from(source) + "IP protocol 51 without an authentication header of 24 bytes, expected one right"
                            + " behind 20 bytes of IP header and before a message of protocol 112");
        }
        int start = IPV4_HEADER_BYTES + AuthenticationHeader.LENGTH;
        return message(packet, new Message(source, destination, start, total - start, hops, proof));
    }

    private static IpPacket ipv6(ByteBuffer packet, int length) {
        if (length < IPV6_HEADER_BYTES) {
            return wrong(
                    Rejection.TRUNCATED, "a packet of " + length + " bytes, shorter than an IPv6 header (40 bytes)");
        }
        InetAddress source = address(packet, 8, AddressFamily.IPV6);
        int payload = packet.getShort(4) & 0xffff;
        if (IPV6_HEADER_BYTES + payload > length) {
            return wrong(
                    Rejection.TRUNCATED,
                    from(source) + "IPv6 header of 40 bytes and payload length " + payload + ", received " + length
                            + " bytes");
        }
        int next = packet.get(6) & 0xff;
        if (next == FRAGMENT_HEADER) {
            return wrong(Rejection.FRAGMENT, from(source) + "a fragment");
        }
        if (next != VrrpCodec.PROTOCOL) {
            return wrong(Rejection.PROTOCOL, from(source) + "next header " + next + ", expected 112");
        }
        InetAddress destination = address(packet, 24, AddressFamily.IPV6);
        return message(
                packet, new Message(source, destination, IPV6_HEADER_BYTES, payload, packet.get(7) & 0xff, null));
    }

    private static IpPacket message(ByteBuffer packet, Message message) {
        int routerId = message.length() < 2 ? Rejected.UNKNOWN_ROUTER : packet.get(message.start() + 1) & 0xff;
        String from = from(message.source());
        if (message.destination().isMulticastAddress() && message.hops() != VrrpCodec.TTL) {
            return new Wrong(new Rejected(
                    Rejection.TTL, routerId, from + hops(message.source(), message.hops()) + ", expected 255"));
        }
        if (message.length() < VrrpCodec.HEADER_BYTES) {
            return new Wrong(new Rejected(
                    Rejection.TRUNCATED,
                    routerId,
                    from + "a message of " + message.length() + " bytes, expected 8 at least"));
        }
        return message;
    }

    /** TTL or hop limit, as the family has it. */
    static String hops(InetAddress source, int hops) {
        return (AddressFamily.of(source) == AddressFamily.IPV6 ? "hop limit " : "TTL ") + hops;
    }

    /** How a sentence about an advert begins. */
    static String from(InetAddress source) {
        return "advert from " + AddressText.of(source) + ": ";
    }

    private static Wrong wrong(Rejection reason, String sentence) {
        return new Wrong(new Rejected(reason, Rejected.UNKNOWN_ROUTER, sentence));
    }

    /** The address that stands at an index; an IPv6 one stays one, whatever it maps. */
    static InetAddress address(ByteBuffer bytes, int at, AddressFamily family) {
        byte[] octets = new byte[family == AddressFamily.IPV6 ? 16 : 4];
        bytes.get(at, octets);
        try {
            return family == AddressFamily.IPV6
                    ? Inet6Address.getByAddress(null, octets, -1)
                    : InetAddress.getByAddress(octets);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("so many bytes are an address", impossible);
        }
    }
}
