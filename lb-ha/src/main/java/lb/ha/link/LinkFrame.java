package lb.ha.link;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The IP packet of protocol 112 in a captured frame, by the link types of libpcap. Never throws, whatever the bytes.
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
 * @param packet the packet's bytes, cut at the length in its header
 */
record LinkFrame(String sourceMac, ByteBuffer packet) {
    static final int EN10MB = 1;
    static final int RAW_BSD = 12;
    static final int RAW = 101;
    static final int LINUX_SLL = 113;
    static final int IPV4 = 228;
    static final int IPV6 = 229;
    static final int LINUX_SLL2 = 276;

    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final int ETHERTYPE_VLAN = 0x8100;
    private static final int ETHERTYPE_SERVICE_VLAN = 0x88a8;
    private static final int MAC = 6;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int VRRP = 112;
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    /** Whether frames of a link type can be read. */
    static boolean reads(int linkType) {
        return switch (linkType) {
            case EN10MB, RAW_BSD, RAW, LINUX_SLL, IPV4, IPV6, LINUX_SLL2 -> true;
            default -> false;
        };
    }

    /** What is in a frame, or null when it is no IP packet of protocol 112. */
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
        return isIp(type, frame, at + 2) ? packet(COLONS.formatHex(frame, MAC, 2 * MAC), frame, at + 2) : null;
    }

    /** The cooked forms; the address' length is the low byte at {@code lengthAt + 1}. */
    private static @Nullable LinkFrame cooked(byte[] frame, int typeAt, int header, int lengthAt, int addressAt) {
        if (frame.length < header || !isIp(unsignedShort(frame, typeAt), frame, header)) {
            return null;
        }
        boolean mac = frame[lengthAt + 1] == MAC;
        return packet(mac ? COLONS.formatHex(frame, addressAt, addressAt + MAC) : "", frame, header);
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
        int total = switch ((frame[at] & 0xff) >>> 4) {
            case 4 -> frame[at + 9] == VRRP ? unsignedShort(frame, at + 2) : -1;
            case 6 -> frame[at + 6] == VRRP ? IPV6_HEADER + unsignedShort(frame, at + 4) : -1;
            default -> -1;
        };
        if (total < 0) {
            return null;
        }
        // One that says less than a header is shown as it is, for the codec to reject.
        int end = total < IPV4_HEADER ? frame.length : Math.min(frame.length, at + total);
        return new LinkFrame(sourceMac, ByteBuffer.wrap(Arrays.copyOfRange(frame, at, end)));
    }

    /** -1 where the frame is over. */
    private static int unsignedShort(byte[] frame, int at) {
        return at + 2 > frame.length ? -1 : Byte.toUnsignedInt(frame[at]) << 8 | Byte.toUnsignedInt(frame[at + 1]);
    }
}
