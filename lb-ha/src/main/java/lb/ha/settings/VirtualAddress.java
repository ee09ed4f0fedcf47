package lb.ha.settings;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address of a machine, and how it is put there: one that moves always as /32 or /128, a static one with its network.
 *
 * @param address IPv4 or IPv6
 * @param prefix bits of its network as the file has it, 1 to 32 or 128; those of a host where it names none
 * @param interfaceName the interface that it is tied to; null for wherever the virtual router holds its addresses
 * @param label IPv4 only: the name that ip(8) shows beside it, of 1 to 15 bytes; null for that of the interface. A moving
 *     one with it is on an interface, not on a device of the process
 * @param scope IPv4 only: where it is valid; the kernel finds that of IPv6 out by itself
 */
public record VirtualAddress(
        InetAddress address,
        int prefix,
        @Nullable String interfaceName,
        @Nullable String label,
        Scope scope) {
    /** An address that nothing more is said of. */
    public static VirtualAddress of(InetAddress address) {
        return new VirtualAddress(address, bits(address), null, null, Scope.GLOBAL);
    }

    /** Bits of an address: the length of a host's prefix. */
    public static int bits(InetAddress address) {
        return Byte.SIZE * address.getAddress().length;
    }

    /** Whether the file says that it has a network around it. */
    public boolean hasNetwork() {
        return prefix < bits(address);
    }

    /** With the length of its prefix where it has a network. */
    public String words() {
        return AddressText.of(address) + (hasNetwork() ? "/" + prefix : "");
    }

    /** Its family. */
    public AddressFamily family() {
        return AddressFamily.of(address);
    }

    /** Where an address or the destination of a route is valid (rtnetlink(7)), by the kernel's numbers. */
    public enum Scope {
        /** Everywhere. */
        GLOBAL(0),
        /** In this site. */
        SITE(200),
        /** On this link. */
        LINK(253),
        /** On this machine. */
        HOST(254),
        /** Nowhere. */
        NOWHERE(255);

        private final int number;

        Scope(int number) {
            this.number = number;
        }

        /** The kernel's. */
        public int number() {
            return number;
        }
    }
}
