package lb.ha.address;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.VirtualAddress;
import org.jspecify.annotations.Nullable;

/** The addresses of this machine's interfaces. Used by the HA thread only (and before it starts). */
public interface AddressPlane extends AutoCloseable {
    /**
     * Puts a virtual address on an interface, as /32 or /128 with no prefix route, after the interface's own; an IPv6 one
     * deprecated, so that it is never chosen as a source. One that is there already is a success, and its lease begins anew.
     *
     * @param interfaceName the interface, whatever that of the address is
     * @param lease for how long it is held unless it is added again, whole seconds; zero for as long as the interface lives
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    void add(String interfaceName, VirtualAddress address, Duration lease) throws AddressException;

    /** As the other, of an address that nothing more is said of. */
    default void add(String interfaceName, InetAddress address, Duration lease) throws AddressException {
        add(interfaceName, VirtualAddress.of(address), lease);
    }

    /**
     * The name of a device that belongs to this process: the kernel removes it with the addresses on it when the process
     * ends. Made when there is none.
     *
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    String processDevice() throws AddressException;

    /**
     * Makes the device with the virtual MAC address of a virtual router (RFC 9568 section 7.3) on its interface, unless it
     * is there. It goes when this is closed.
     *
     * @param name of the device
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    void makeVirtualMacDevice(String name, String interfaceName, int routerId, AddressFamily family)
            throws AddressException;

    /**
     * Removes a virtual address, held as /32 or /128. One that is not there is a success.
     *
     * @return whether it was there
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    boolean remove(String interfaceName, InetAddress address) throws AddressException;

    /**
     * Puts an address of this machine's own on an interface: with its network and that one's route, for as long as the
     * interface lives.
     *
     * @return false when the same one is there, whoever's
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    boolean addStatic(String interfaceName, VirtualAddress address) throws AddressException;

    /**
     * Removes one that {@link #addStatic} has put, and no other with it.
     *
     * @return whether it was there
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    boolean removeStatic(String interfaceName, VirtualAddress address) throws AddressException;

    /**
     * Announces an address once: by gratuitous ARP, a broadcast request with sender and target the address itself; in IPv6
     * by an unsolicited neighbour advertisement to all nodes.
     *
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    void announce(String interfaceName, InetAddress address) throws AddressException;

    /**
     * The interface's addresses of a family in the kernel's order, virtual ones included. An IPv6 one is there once it can
     * be used, which the kernel takes a second or two to find out.
     */
    List<InetAddress> addresses(String interfaceName, AddressFamily family) throws AddressException;

    /** Those of all interfaces. */
    List<InetAddress> addresses(AddressFamily family) throws AddressException;

    /**
     * Hears who else says to have some addresses. On an interface without ARP nobody does.
     *
     * @param interfaceName where; its number is that of now
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    ClaimListener listen(String interfaceName, Collection<InetAddress> addresses) throws AddressException;

    /** The routes and rules of the same machine. */
    RoutePlane routes();

    /** What is known of an interface now, or null when there is none of that name. */
    @Nullable
    InterfaceState state(String interfaceName) throws AddressException;

    /** Names of all interfaces, in the kernel's order. */
    List<String> interfaces() throws AddressException;

    /** Releases the sockets; addresses stay as they are. */
    @Override
    void close();

    /** Releases the sockets as {@link #close}, and leaves to another process of this node whatever else was made here. */
    default void leave() {
        close();
    }

    /**
     * An interface.
     *
     * @param index the kernel's number
     * @param up whether it is administratively up and has a carrier
     */
    record InterfaceState(int index, boolean up) {}
}
