package lb.proxy.proxyprotocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import lb.proxy.proxyprotocol.Parsed.Complete;
import lb.proxy.proxyprotocol.Parsed.Incomplete;
import lb.proxy.proxyprotocol.Parsed.Malformed;
import org.jspecify.annotations.Nullable;

/**
 * Version 1, one line of at most 107 bytes (section 2.1). Numbers have no leading zeros, and one space separates.
 *
 * <pre>
 *   PROXY TCP4 192.0.2.7 192.0.2.1 51034 443 CR LF
 *   PROXY TCP6 2001:db8::7 2001:db8::1 51034 443 CR LF
 *   PROXY UNKNOWN anything CR LF
 * </pre>
 */
final class TextHeader {
    static final int MOST = 107;

    private static final int LONGEST_IPV6 = 45;

    private final ByteBuf in;
    private int at;

    /** Behind the last byte before CR. */
    private int end;

    TextHeader(ByteBuf in) {
        this.in = in;
        at = in.readerIndex() + ProxyProtocol.TEXT.length;
        end = at;
    }

    Parsed parse() {
        int limit = in.readerIndex() + Math.min(in.readableBytes(), MOST);
        while (end < limit && in.getByte(end) >= ' ' && in.getByte(end) != 0x7f) {
            end++;
        }
        boolean full = limit - in.readerIndex() == MOST;
        if (end == limit || (end + 1 == limit && in.getByte(end) == '\r')) {
            return full ? new Malformed("the line is longer than 107 bytes") : Incomplete.INSTANCE;
        }
        if (in.getByte(end) != '\r' || in.getByte(end + 1) != '\n') {
            return new Malformed("a byte that is not printable ASCII");
        }
        return line();
    }

    private Parsed line() {
        ProxyHeader header;
        if (takes("TCP4 ")) {
            header = addresses(4);
        } else if (takes("TCP6 ")) {
            header = addresses(16);
        } else if (takes("UNKNOWN") && (at == end || in.getByte(at) == ' ')) {
            header = ProxyHeader.NOTHING;
        } else {
            return new Malformed("the protocol is none of TCP4, TCP6, UNKNOWN");
        }
        if (header == null) {
            return new Malformed("the addresses or ports are not valid");
        }
        in.readerIndex(end + 2);
        return new Complete(header);
    }

    private @Nullable ProxyHeader addresses(int length) {
        InetAddress source = length == 4 ? ipv4() : ipv6();
        InetAddress destination = !takes(" ") ? null : length == 4 ? ipv4() : ipv6();
        int sourcePort = takes(" ") ? number(65535) : -1;
        int destinationPort = takes(" ") ? number(65535) : -1;
        if (source == null || destination == null || sourcePort < 0 || destinationPort < 0 || at != end) {
            return null;
        }
        return new ProxyHeader(
                new InetSocketAddress(source, sourcePort),
                new InetSocketAddress(destination, destinationPort),
                Tlvs.NONE);
    }

    private boolean takes(String expected) {
        if (end - at < expected.length()) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (in.getByte(at + i) != expected.charAt(i)) {
                return false;
            }
        }
        at += expected.length();
        return true;
    }

    /** A decimal number of the least digits, or -1. */
    private int number(int greatest) {
        int from = at;
        int number = 0;
        while (at < end && isDigit(in.getByte(at)) && number <= greatest) {
            number = number * 10 + in.getByte(at) - '0';
            at++;
        }
        boolean padded = at - from > 1 && in.getByte(from) == '0';
        return at == from || padded || number > greatest ? -1 : number;
    }

    private @Nullable InetAddress ipv4() {
        byte[] address = new byte[4];
        for (int i = 0; i < address.length; i++) {
            int octet = i > 0 && !takes(".") ? -1 : number(255);
            if (octet < 0) {
                return null;
            }
            address[i] = (byte) octet;
        }
        return inet(address);
    }

    private @Nullable InetAddress ipv6() {
        int from = at;
        while (at < end && at - from <= LONGEST_IPV6 && isOfIpv6(in.getByte(at))) {
            at++;
        }
        String text = in.toString(from, at - from, US_ASCII);
        return NetUtil.isValidIpV6Address(text) ? inet(NetUtil.createByteArrayFromIpAddressString(text)) : null;
    }

    /** An IPv4 address that is written as one of IPv6 becomes what it is. */
    static InetAddress inet(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("neither 4 nor 16 bytes", e);
        }
    }

    private static boolean isDigit(byte one) {
        return one >= '0' && one <= '9';
    }

    private static boolean isOfIpv6(byte one) {
        return isDigit(one) || (one >= 'a' && one <= 'f') || (one >= 'A' && one <= 'F') || one == ':' || one == '.';
    }
}
