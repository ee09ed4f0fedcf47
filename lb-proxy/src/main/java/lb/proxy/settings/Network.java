package lb.proxy.settings;

import java.net.InetAddress;

/**
 * A range of addresses, such as 10.0.0.0/8.
 *
 * @param address the first of them: what is beyond the prefix is zero
 * @param prefixLength bits that all have in common, 0 to 32 or 128
 */
public record Network(InetAddress address, int prefixLength) {
    public Network {
        byte[] bytes = address.getAddress();
        if (prefixLength < 0 || prefixLength > 8 * bytes.length) {
            throw new IllegalArgumentException(address.getHostAddress() + "/" + prefixLength);
        }
        for (int bit = prefixLength; bit < 8 * bytes.length; bit++) {
            if ((bytes[bit / 8] & 0x80 >> bit % 8) != 0) {
                throw new IllegalArgumentException(address.getHostAddress() + "/" + prefixLength);
            }
        }
    }

    /** Whether it is one of them; one of the other IP version never is. */
    public boolean contains(InetAddress other) {
        byte[] first = address.getAddress();
        byte[] asked = other.getAddress();
        if (first.length != asked.length) {
            return false;
        }
        int whole = prefixLength / 8;
        for (int i = 0; i < whole; i++) {
            if (first[i] != asked[i]) {
                return false;
            }
        }
        int rest = prefixLength % 8;
        return rest == 0 || (first[whole] ^ asked[whole]) >> (8 - rest) == 0;
    }
}
