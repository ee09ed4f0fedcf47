package lb.ha.address;

import java.net.Inet4Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses of this machine's interfaces. Used by the HA thread only (and before it starts). */
public interface AddressPlane extends AutoCloseable {
    /**
     * Puts a virtual address on an interface, as /32 with no prefix route, after the interface's own. One that is there
     * already is a success.
     *
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    void add(String interfaceName, Inet4Address address) throws AddressException;

    /**
     * Removes a virtual address, held as /32. One that is not there is a success.
     *
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    void remove(String interfaceName, Inet4Address address) throws AddressException;

    /**
     * Announces an address once by gratuitous ARP: a broadcast request with sender and target the address itself.
     *
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    void announce(String interfaceName, Inet4Address address) throws AddressException;

    /** The interface's own IPv4 addresses in the kernel's order, virtual ones (/32 without prefix route) included. */
    List<Inet4Address> addresses(String interfaceName) throws AddressException;

    /** What is known of an interface now, or null when there is none of that name. */
    @Nullable
    InterfaceState state(String interfaceName) throws AddressException;

    /** Names of all interfaces, in the kernel's order. */
    List<String> interfaces() throws AddressException;

    /** Releases the sockets; addresses stay as they are. */
    @Override
    void close();

    /**
     * An interface.
     *
     * @param index the kernel's number
     * @param up whether it is administratively up and has a carrier
     */
    record InterfaceState(int index, boolean up) {}
}
