package lb.admin.log;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Writes addresses as people know them, IPv6 as RFC 5952 section 4 has it; makes no String of them. The JDK gives out
 * copies only, for IPv6 32 bytes of garbage; an IPv4 address is its own hash code, which needs no copy.
 */
final class AddressText {
    private static final int GROUPS = 8;

    /** So it is in every JDK so far, but nobody promises it. */
    private static final boolean HASH_IS_ADDRESS = hashIsAddress();

    private AddressText() {}

    /** That of a socket; over a UNIX socket, which has none, {@code unix}. */
    static void write(InetSocketAddress socket, LineBuffer line) {
        InetAddress address = socket.getAddress();
        if (address == null) {
            line.addText(socket.getHostString());
        } else {
            write(address, line);
        }
    }

    static void write(InetAddress address, LineBuffer line) {
        switch (address) {
            case Inet4Address four -> write4(HASH_IS_ADDRESS ? four.hashCode() : number(four), line);
            case Inet6Address six -> {
                byte[] octets = six.getAddress();
                write6(half(octets, 0), half(octets, 8), line);
            }
            default -> line.addText(address.getHostAddress());
        }
    }

    private static void write4(int address, LineBuffer line) {
        line.add(address >>> 24).add('.').add(address >> 16 & 0xFF).add('.');
        line.add(address >> 8 & 0xFF).add('.').add(address & 0xFF);
    }

    private static int number(Inet4Address address) {
        return ByteBuffer.wrap(address.getAddress()).getInt();
    }

    private static boolean hashIsAddress() {
        for (int number : new int[] {0, 1, 0x7F00_0001, 0xC0A8_38FE, -1}) {
            byte[] octets = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
            try {
                if (InetAddress.getByAddress(octets).hashCode() != number) {
                    return false;
                }
            } catch (UnknownHostException e) {
                return false;
            }
        }
        return true;
    }

    private static long half(byte[] octets, int at) {
        long half = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            half = half << 8 | (octets[at + i] & 0xFFL);
        }
        return half;
    }

    private static void write6(long high, long low, LineBuffer line) {
        int longest = 1;
        int from = GROUPS;
        for (int at = 0; at < GROUPS; at++) {
            int zeros = zeros(high, low, at);
            if (zeros > longest) {
                longest = zeros;
                from = at;
            }
        }
        int at = 0;
        while (at < GROUPS) {
            if (at == from) {
                line.add(':').add(':');
                at += longest;
            } else {
                if (at > 0 && at != from + longest) {
                    line.add(':');
                }
                line.addHexadecimal(group(high, low, at));
                at++;
            }
        }
    }

    /** How many groups in a row are zero. */
    private static int zeros(long high, long low, int at) {
        int end = at;
        while (end < GROUPS && group(high, low, end) == 0) {
            end++;
        }
        return end - at;
    }

    private static int group(long high, long low, int at) {
        long half = at < GROUPS / 2 ? high : low;
        return (int) (half >>> (48 - at % (GROUPS / 2) * 16)) & 0xFFFF;
    }
}
