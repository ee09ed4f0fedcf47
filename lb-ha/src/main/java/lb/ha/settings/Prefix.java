package lb.ha.settings;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The addresses that begin with the same bits: a network, or one host.
 *
 * @param first the first of them
 * @param length of what they have in common, in bits: 0 to 32, or to 128 of IPv6
 */
public record Prefix(InetAddress first, int length) {
    /** The network of an address. */
    public static Prefix around(InetAddress address, int length) {
        byte[] bytes = address.getAddress();
        for (int bit = length; bit < Byte.SIZE * bytes.length; bit++) {
            bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
        }
        return new Prefix(of(bytes), length);
    }

    private static InetAddress of(byte[] bytes) {
        try {
            // One of IPv6 stays it, whatever it maps.
            return bytes.length == 4 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new AssertionError("so many bytes are an address", e);
        }
    }

    /** Its family. */
    public AddressFamily family() {
        return AddressFamily.of(first);
    }

    /** Whether an address is one of them; one of the other family never is. */
    public boolean contains(InetAddress address) {
        return AddressFamily.of(address) == family()
                && around(address, length).first.equals(first);
    }

    /** As people write it, such as {@code 10.9.0.0/16}, {@code default}, or an address alone. */
    @Override
    public String toString() {
        if (length == 0) {
            return "default";
        }
        String text = AddressText.of(first);
        return length == VirtualAddress.bits(first) ? text : text + "/" + length;
    }
}
