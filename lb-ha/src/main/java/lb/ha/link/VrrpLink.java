package lb.ha.link;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Set;
import lb.ha.settings.AddressFamily;
import org.jspecify.annotations.Nullable;

/**
 * The wire: all VRRP adverts of the node, of every interface. Used by the HA thread only, {@link #wake} excepted.
 */
public interface VrrpLink extends AutoCloseable {
    /**
     * Waits for an advert.
     *
     * @param timeoutNanos longest wait; zero or less does not wait
     * @return the next one, valid until the next call; null when none waits to be read and the time is over, {@link
     *     #wake} was called or an interface changed
     */
    @Nullable
    Received receive(long timeoutNanos);

    /**
     * Whether, since this was asked last, {@link #wake} was called or an interface changed: a {@link #receive} that gave a
     * packet did not tell.
     */
    boolean noticed();

    /** Whether, since this was asked last, a route or a rule may have been taken away or replaced. */
    boolean noticedRoutes();

    /**
     * Sends one VRRP message with protocol 112, TTL (hop limit) 255 and TOS (traffic class) 0xc0.
     *
     * @param interfaceName the interface it leaves by
     * @param source local address it is sent from, of the destination's family
     * @param destination 224.0.0.18, ff02::12 or a peer
     * @param message the VRRP message, from position to limit; both are left as they were
     * @throws LinkException when the kernel refuses, with its reason in words
     */
    void send(String interfaceName, InetAddress source, InetAddress destination, ByteBuffer message)
            throws LinkException;

    /**
     * Sends one IPv4 packet of protocol 51 as it is, but for its header checksum: an advert behind an authentication
     * header, which covers the IP header.
     *
     * @param interfaceName the interface it leaves by
     * @param source as in the packet
     * @param destination as in the packet
     * @param packet from position to limit; both are left as they were
     * @throws LinkException when the kernel refuses, with its reason in words
     */
    void sendPacket(String interfaceName, InetAddress source, InetAddress destination, ByteBuffer packet)
            throws LinkException;

    /**
     * Bounds what {@link #receive} gives from now on of what comes in somewhere, by what the kernel lets in.
     *
     * @param interfaceName the interface it comes in by
     * @param family of the packets
     * @param only null for everything
     */
    void admit(String interfaceName, AddressFamily family, @Nullable Admission only);

    /**
     * Opens what it takes to listen in other places. Nothing has changed by it: it is closed, or the link goes there by {@link #widen} and
     * {@link #narrow}. Any thread, in the link's network namespace.
     *
     * @param wanted where, all of it
     * @throws LinkException when it cannot be; nothing is left open
     */
    Prepared prepare(Collection<Listening> wanted) throws LinkException;

    /** Listens and sends in other places as well. */
    void widen(Prepared places);

    /** Listens and sends in those places only, after {@link #widen}. */
    void narrow(Prepared places);

    /** Makes a {@link #receive} that waits, or the next one, return at once. Any thread. */
    void wake();

    /** Releases the sockets. */
    @Override
    void close();

    /** Places to listen in, open and not in use yet. */
    interface Prepared extends AutoCloseable {
        /** Closes what was opened for it: it is not wanted after all. */
        @Override
        void close();
    }

    /**
     * Which adverts are let in while there are too many.
     *
     * @param routerIds their virtual routers' VRIDs, 1 or more
     * @param senders where they come from; empty for anywhere
     */
    record Admission(Set<Integer> routerIds, Set<InetAddress> senders) {}

    /**
     * One IP packet as received.
     *
     * @param interfaceName the interface it came in by
     * @param family of the packet
     * @param packet the whole packet, IP header included, from position to limit
     */
    record Received(String interfaceName, AddressFamily family, ByteBuffer packet) {}
}
