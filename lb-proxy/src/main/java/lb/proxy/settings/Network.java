package lb.proxy.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;

/**
 * A range of addresses, such as 10.0.0.0/8. Its first address is kept as bits from the left, so that the way of a request
 * can be decided without an object for the address of its client:
 *
 * <pre>
 *            high                low
 *            63 … 32   31 … 0    63 … 0
 *   IPv4     address   0         0
 *   IPv6     address   address   address
 * </pre>
 *
 * @param bits of an address: 32 or 128
 * @param prefixLength bits that all have in common, 0 to {@code bits}; behind them the first address has zeros
 */
public record Network(int bits, long high, long low, int prefixLength) {
    /** IPv4 before IPv6, then from the lowest first address to the highest, of the same one the largest network first. */
    public static final Comparator<Network> BY_FIRST_ADDRESS = Comparator.comparingInt(
                    (Network network) -> network.bits)
            .thenComparing(Network::high, Long::compareUnsigned)
            .thenComparing(Network::low, Long::compareUnsigned)
            .thenComparingInt(Network::prefixLength);

    public Network {
        if (bits != 32 && bits != 128) {
            throw new IllegalArgumentException("an address of " + bits + " bits");
        }
        if (prefixLength < 0
                || prefixLength > bits
                || (high & ~mask(prefixLength)) != 0
                || (low & ~mask(prefixLength - Long.SIZE)) != 0) {
            throw new IllegalArgumentException(text(bits, high, low, prefixLength));
        }
    }

    /**
     * That which begins with this address.
     *
     * @throws IllegalArgumentException when another one does: behind the prefix stand bits that are not zero
     */
    public Network(InetAddress first, int prefixLength) {
        this(first.getAddress(), prefixLength);
    }

    private Network(byte[] first, int prefixLength) {
        this(Byte.SIZE * first.length, high(first), low(first), prefixLength);
    }

    /** That which an address is in. */
    public static Network around(InetAddress address, int prefixLength) {
        byte[] bytes = address.getAddress();
        return new Network(
                Byte.SIZE * bytes.length,
                high(bytes) & mask(prefixLength),
                low(bytes) & mask(prefixLength - Long.SIZE),
                prefixLength);
    }

    /** Whether this is its first address. */
    public boolean startsWith(InetAddress address) {
        byte[] bytes = address.getAddress();
        return Byte.SIZE * bytes.length == bits && high(bytes) == high && low(bytes) == low;
    }

    /** Whether an address of 4 or 16 bytes is one of them; one of the other IP version never is. */
    public boolean contains(byte[] address) {
        return Byte.SIZE * address.length == bits
                && ((high(address) ^ high) & mask(prefixLength)) == 0
                && ((low(address) ^ low) & mask(prefixLength - Long.SIZE)) == 0;
    }

    /** Whether all addresses of another are also its own. */
    public boolean contains(Network other) {
        return bits == other.bits
                && prefixLength <= other.prefixLength
                && ((other.high ^ high) & mask(prefixLength)) == 0
                && ((other.low ^ low) & mask(prefixLength - Long.SIZE)) == 0;
    }

    /** Whether its first address comes behind this one of 4 or 16 bytes, by {@link #BY_FIRST_ADDRESS}. */
    public boolean beginsBehind(byte[] address) {
        if (Byte.SIZE * address.length != bits) {
            return bits > Byte.SIZE * address.length;
        }
        int order = Long.compareUnsigned(high, high(address));
        return order > 0 || (order == 0 && Long.compareUnsigned(low, low(address)) > 0);
    }

    /** As the one for bytes. */
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    /** As people write it, such as {@code 10.0.0.0/8}. */
    @Override
    public String toString() {
        return text(bits, high, low, prefixLength);
    }

    private static String text(int bits, long high, long low, int prefixLength) {
        byte[] address = new byte[bits / Byte.SIZE];
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) ((i < Long.BYTES ? high : low) >>> (Long.SIZE - Byte.SIZE * (i % Long.BYTES + 1)));
        }
        try {
            return InetAddress.getByAddress(address).getHostAddress() + "/" + prefixLength;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    private static long high(byte[] address) {
        return bits(address, 0);
    }

    private static long low(byte[] address) {
        return bits(address, Long.BYTES);
    }

    /** Eight bytes from there on; those beyond the end are zero. */
    private static long bits(byte[] address, int from) {
        long bits = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            bits = bits << Byte.SIZE | (i < address.length ? address[i] & 0xff : 0);
        }
        return bits;
    }

    /** That many ones from the left: none below 1, all from 64 on. */
    private static long mask(int ones) {
        return ones <= 0 ? 0 : -1L << Math.max(0, Long.SIZE - ones);
    }
}
