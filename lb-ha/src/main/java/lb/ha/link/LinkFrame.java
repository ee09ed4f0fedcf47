package lb.ha.link;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import lb.ha.link.CapturedFrame.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The advert, ARP message or message of neighbour discovery in a captured frame, by the link types of libpcap. Never throws,
 * whatever the bytes.
 *
 * <pre>
 *  EN10MB      0             6        12     14
 *              | destination | source | type | packet     (type 0x8100 or 0x88a8: 4 bytes of VLAN tag come before)
 *  LINUX_SLL   0      2        4        6         14     16
 *              | kind | hatype | halen  | address | type | packet
 *  LINUX_SLL2  0      2          4           8        10     11      12        20
 *              | type | reserved | interface | hatype | kind | halen | address | packet
 *  RAW, IPV4, IPV6   0
 *              | packet
 * </pre>
 *
 * @param sourceMac empty where there is none
 * @param kind by the headers of the link and of IP
 * @param packet the packet's bytes, cut at the length in its header
 */
record LinkFrame(String sourceMac, Kind kind, ByteBuffer packet) {
    static final int EN10MB = 1;
    static final int RAW_BSD = 12;
    static final int RAW = 101;
    static final int LINUX_SLL = 113;
    static final int IPV4 = 228;
    static final int IPV6 = 229;
    static final int LINUX_SLL2 = 276;

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final int ETHERTYPE_ARP = 0x0806;
    private static final int ETHERTYPE_VLAN = 0x8100;
    private static final int ETHERTYPE_SERVICE_VLAN = 0x88a8;
    private static final int MAC = 6;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int VRRP = 112;
    private static final int AUTHENTICATION_HEADER = 51;
    private static final int ICMPV6 = 58;
    private static final byte SOLICITATION = (byte) 135;
    private static final byte ADVERTISEMENT = (byte) 136;
    private static final int ARP = 28;
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    /** Whether frames of a link type can be read. */
    static boolean reads(int linkType) {
        return switch (linkType) {
            case EN10MB, RAW_BSD, RAW, LINUX_SLL, IPV4, IPV6, LINUX_SLL2 -> true;
            default -> false;
        };
    }

    /** What is in a frame, or null when it is nothing of these. */
    static @Nullable LinkFrame of(int linkType, byte[] frame) {
        return switch (linkType) {
            case EN10MB -> ethernet(frame);
            case LINUX_SLL -> cooked(frame, 14, 16, 4, 6);
            case LINUX_SLL2 -> cooked(frame, 0, 20, 10, 12);
            case RAW, RAW_BSD, IPV4, IPV6 -> packet("", frame, 0);
            default -> null;
        };
    }

    private static @Nullable LinkFrame ethernet(byte[] frame) {
        int at = 2 * MAC;
        int type = unsignedShort(frame, at);
        while (type == ETHERTYPE_VLAN || type == ETHERTYPE_SERVICE_VLAN) {
            at += 4;
            type = unsignedShort(frame, at);
        }
        return type < 0 ? null : content(type, COLONS.formatHex(frame, MAC, 2 * MAC), frame, at + 2);
    }

    /** The cooked forms; the address' length is the low byte at {@code lengthAt + 1}. */
    private static @Nullable LinkFrame cooked(byte[] frame, int typeAt, int header, int lengthAt, int addressAt) {
        if (frame.length < header) {
            return null;
        }
        boolean mac = frame[lengthAt + 1] == MAC;
        String sourceMac = mac ? COLONS.formatHex(frame, addressAt, addressAt + MAC) : "";
        return content(unsignedShort(frame, typeAt), sourceMac, frame, header);
    }

    private static @Nullable LinkFrame content(int etherType, String sourceMac, byte[] frame, int at) {
        if (etherType == ETHERTYPE_ARP) {
            int end = Math.min(frame.length, at + ARP);
            return new LinkFrame(sourceMac, Kind.ARP, ByteBuffer.wrap(Arrays.copyOfRange(frame, at, end)));
        }
        return isIp(etherType, frame, at) ? packet(sourceMac, frame, at) : null;
    }

    /** Whether the packet is of the version that the link says. */
    private static boolean isIp(int etherType, byte[] frame, int at) {
        int version = switch (etherType) {
            case ETHERTYPE_IPV4 -> 4;
            case ETHERTYPE_IPV6 -> 6;
            default -> -1;
        };
        return at < frame.length && (frame[at] & 0xff) >>> 4 == version;
    }

    private static @Nullable LinkFrame packet(String sourceMac, byte[] frame, int at) {
        if (frame.length - at < IPV4_HEADER) {
            return null;
        }
        boolean ipv6 = (frame[at] & 0xff) >>> 4 == 6;
        Kind kind = switch ((frame[at] & 0xff) >>> 4) {
            case 4 -> isAdvert(frame, at) ? Kind.ADVERT : null;
            case 6 -> ipv6Kind(frame, at);
            default -> null;
        };
        if (kind == null) {
            return null;
        }
        int total = ipv6 ? IPV6_HEADER + unsignedShort(frame, at + 4) : unsignedShort(frame, at + 2);
        // One that says less than a header is shown as it is, for the codec to reject.
        int end = total < IPV4_HEADER ? frame.length : Math.min(frame.length, at + total);
        return new LinkFrame(sourceMac, kind, ByteBuffer.wrap(Arrays.copyOfRange(frame, at, end)));
    }

    /** Behind an authentication header, too. */
    private static boolean isAdvert(byte[] frame, int at) {
        int protocol = frame[at + 9];
        return protocol == VRRP
                || (protocol == AUTHENTICATION_HEADER
                        && frame.length > at + IPV4_HEADER
                        && frame[at + IPV4_HEADER] == VRRP);
    }

    private static @Nullable Kind ipv6Kind(byte[] frame, int at) {
        if (frame[at + 6] == VRRP) {
            return Kind.ADVERT;
        }
        boolean discovery = frame[at + 6] == ICMPV6
                && frame.length > at + IPV6_HEADER
                && (frame[at + IPV6_HEADER] == SOLICITATION || frame[at + IPV6_HEADER] == ADVERTISEMENT);
        return discovery ? Kind.NEIGHBOUR_DISCOVERY : null;
    }

    /** -1 where the frame is over. */
    private static int unsignedShort(byte[] frame, int at) {
        return at + 2 > frame.length ? -1 : Byte.toUnsignedInt(frame[at]) << 8 | Byte.toUnsignedInt(frame[at + 1]);
    }
}
