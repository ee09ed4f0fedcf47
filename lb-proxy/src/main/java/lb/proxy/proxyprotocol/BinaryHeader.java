package lb.proxy.proxyprotocol;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.zip.CRC32C;
import lb.proxy.proxyprotocol.Parsed.Complete;
import lb.proxy.proxyprotocol.Parsed.Incomplete;
import lb.proxy.proxyprotocol.Parsed.Malformed;

/**
 * Version 2 (section 2.2), numbers in network byte order:
 *
 * <pre>
 *    0               12  13  14      16
 *   +----------------+---+---+-------+-----------------+------+
 *   | signature      |v|c|f|p| length| addresses, ports| TLVs |
 *   +----------------+---+---+-------+-----------------+------+
 *     v  version, 2         f  0 unspecified, 1 IPv4 (12 bytes), 2 IPv6 (36), 3 UNIX (216)
 *     c  0 LOCAL, 1 PROXY   p  0 unspecified, 1 stream, 2 datagram
 * </pre>
 *
 * <p>Of LOCAL everything behind the length is passed over, as the specification asks.
 */
final class BinaryHeader {
    static final int VERSION_AND_COMMAND = 12;
    static final int FAMILY = 13;
    static final int LENGTH = 14;
    static final int FIXED = 16;

    static final int LOCAL = 0x20;
    static final int PROXY = 0x21;
    static final int UNSPECIFIED = 0x00;
    static final int TCP4 = 0x11;
    static final int TCP6 = 0x21;

    private static final int UDP4 = 0x12;
    private static final int UDP6 = 0x22;
    private static final int UNIX_STREAM = 0x31;
    private static final int UNIX_DATAGRAM = 0x32;
    private static final int UNIX_ADDRESSES = 216;

    private BinaryHeader() {}

    /** The signature is there. */
    static Parsed parse(ByteBuf in) {
        int from = in.readerIndex();
        int command = in.readableBytes() > VERSION_AND_COMMAND ? in.getUnsignedByte(from + VERSION_AND_COMMAND) : PROXY;
        int family = in.readableBytes() > FAMILY ? in.getUnsignedByte(from + FAMILY) : UNSPECIFIED;
        if (command != PROXY && command != LOCAL) {
            return new Malformed("version and command are neither 2 LOCAL nor 2 PROXY");
        }
        int addresses = addressBytes(family);
        if (command == PROXY && addresses < 0) {
            return new Malformed("the address family or protocol is unknown");
        }
        if (in.readableBytes() < FIXED) {
            return Incomplete.INSTANCE;
        }
        int length = in.getUnsignedShort(from + LENGTH);
        if (FIXED + length > ProxyProtocol.MOST) {
            return new Malformed("the header is longer than " + ProxyProtocol.MOST + " bytes");
        }
        if (command == PROXY && length < addresses) {
            return new Malformed("the header is too short for its addresses");
        }
        if (in.readableBytes() < FIXED + length) {
            return Incomplete.INSTANCE;
        }
        return command == LOCAL ? local(in, length) : proxy(in, family, addresses, length);
    }

    private static Parsed local(ByteBuf in, int length) {
        in.skipBytes(FIXED + length);
        return new Complete(ProxyHeader.NOTHING);
    }

    private static Parsed proxy(ByteBuf in, int family, int addresses, int length) {
        int from = in.readerIndex();
        int end = from + FIXED + length;
        int tlvs = from + FIXED + addresses;
        for (int at = tlvs; at < end; at += Tlvs.HEAD + in.getUnsignedShort(at + 1)) {
            if (end - at < Tlvs.HEAD || end - at < Tlvs.HEAD + in.getUnsignedShort(at + 1)) {
                return new Malformed("a TLV ends behind the header");
            }
            if (in.getUnsignedByte(at) == Tlvs.CRC32C && !isChecksumRight(in, at, end)) {
                return new Malformed("the checksum is wrong");
            }
        }
        ProxyHeader header = header(in, family, Tlvs.copy(in, tlvs, end));
        in.readerIndex(end);
        return new Complete(header);
    }

    private static ProxyHeader header(ByteBuf in, int family, Tlvs tlvs) {
        int length = switch (family) {
            case TCP4, UDP4 -> 4;
            case TCP6, UDP6 -> 16;
            default -> 0;
        };
        if (length == 0) {
            return new ProxyHeader(null, null, tlvs);
        }
        int at = in.readerIndex() + FIXED;
        InetAddress source = address(in, at, length);
        InetAddress destination = address(in, at + length, length);
        int ports = at + 2 * length;
        return new ProxyHeader(
                new InetSocketAddress(source, in.getUnsignedShort(ports)),
                new InetSocketAddress(destination, in.getUnsignedShort(ports + 2)),
                tlvs);
    }

    private static InetAddress address(ByteBuf in, int at, int length) {
        byte[] address = new byte[length];
        in.getBytes(at, address);
        return TextHeader.inet(address);
    }

    /** How many bytes the addresses of a family take, or -1 for none that there is. */
    private static int addressBytes(int family) {
        return switch (family) {
            case UNSPECIFIED -> 0;
            case TCP4, UDP4 -> 12;
            case TCP6, UDP6 -> 36;
            case UNIX_STREAM, UNIX_DATAGRAM -> UNIX_ADDRESSES;
            default -> -1;
        };
    }

    /** The checksum covers the whole header, its own value taken as zeros (section 2.2.3). */
    private static boolean isChecksumRight(ByteBuf in, int tlv, int end) {
        if (in.getUnsignedShort(tlv + 1) != Tlvs.CRC32C_LENGTH) {
            return false;
        }
        int value = tlv + Tlvs.HEAD;
        CRC32C sum = new CRC32C();
        sum.update(in.nioBuffer(in.readerIndex(), value - in.readerIndex()));
        sum.update(new byte[Tlvs.CRC32C_LENGTH]);
        int rest = value + Tlvs.CRC32C_LENGTH;
        sum.update(in.nioBuffer(rest, end - rest));
        return in.getUnsignedInt(value) == sum.getValue();
    }
}
