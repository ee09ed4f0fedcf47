package lb.ha.vrrp;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * One's complement sums of 16-bit words (RFC 1071), folded when complete; pure. All lengths are even, all buffers
 * big-endian.
 */
public final class InternetChecksum {
    /** What a sum over words with a right checksum among them folds to. */
    static final int RIGHT = 0xffff;

    private InternetChecksum() {}

    /**
     * What goes into the checksum's place, which was zero when summed.
     *
     * @param sum of everything that is covered
     */
    public static short of(long sum) {
        return (short) ~fold(sum);
    }

    /** The sum of the words from an index to another. */
    public static long sum(ByteBuffer bytes, int from, int to) {
        long sum = 0;
        for (int at = from; at < to; at += 2) {
            sum += bytes.getShort(at) & 0xffff;
        }
        return sum;
    }

    /**
     * The sum of a pseudo-header, of IPv4 (as for UDP, RFC 768) or IPv6 (RFC 8200 section 8.1), as the addresses are.
     *
     * @param length of the message in bytes
     */
    public static long pseudoHeader(InetAddress source, InetAddress destination, int protocol, int length) {
        return sum(source.getAddress()) + sum(destination.getAddress()) + protocol + length;
    }

    private static long sum(byte[] address) {
        long sum = 0;
        for (int at = 0; at < address.length; at += 2) {
            sum += (address[at] & 0xff) << 8 | (address[at + 1] & 0xff);
        }
        return sum;
    }

    static int fold(long sum) {
        long folded = sum;
        while (folded > 0xffff) {
            folded = (folded >>> 16) + (folded & 0xffff);
        }
        return (int) folded;
    }
}
