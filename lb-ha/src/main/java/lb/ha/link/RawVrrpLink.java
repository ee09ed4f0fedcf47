package lb.ha.link;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import lb.ha.linux.Capability;
import lb.ha.linux.Platform;
import lb.ha.linux.PollSet;
import lb.ha.linux.SystemCallException;
import lb.ha.settings.AddressFamily;
import org.jspecify.annotations.Nullable;

/**
 * Adverts over raw sockets of protocol 112, one for each interface and family (RFC 9568 section 5.1), and of protocol 51
 * for those behind an authentication header.
 *
 * <p>A socket bound to its interface shows where a packet came in, and keeps a flood on one interface from filling the
 * buffer of another. An interface that goes away and comes back, under another number, gets a new socket as soon as the
 * kernel tells of it.
 */
public final class RawVrrpLink implements VrrpLink {
    private static final int FIRST_SOCKET = Notices.DESCRIPTORS;

    private final Notices notices;

    /** Replaced as a whole, by the HA thread. */
    private volatile List<InterfaceSocket> sockets;

    private PollSet poll;
    private int next;

    private RawVrrpLink(List<Listening> wanted, boolean routes) throws SystemCallException, LinkException {
        sockets = wanted.stream().map(InterfaceSocket::new).toList();
        poll = new PollSet(FIRST_SOCKET + sockets.size());
        // Before the sockets, so that no change between the two goes unseen.
        notices = new Notices(poll, routes);
        try {
            for (int i = 0; i < sockets.size(); i++) {
                sockets.get(i).open();
                poll.put(FIRST_SOCKET + i, sockets.get(i).descriptor());
            }
        } catch (LinkException e) {
            close();
            throw e;
        }
    }

    /** As the other; routes are not watched. */
    public static RawVrrpLink open(Collection<Listening> wanted) throws LinkException {
        return open(wanted, false);
    }

    /**
     * Opens the sockets, in the calling thread's network namespace.
     *
     * @param wanted where; one interface and family may be named twice, with multicast and without
     * @param routes whether a route that was taken away ends a wait, as a change of an interface does
     * @throws LinkException when it cannot be: no Linux, no permission, no such interface
     */
    public static RawVrrpLink open(Collection<Listening> wanted, boolean routes) throws LinkException {
        String refusal = Platform.refusal();
        if (refusal != null) {
            throw new LinkException(refusal);
        }
        if (!Capability.missing(Capability.NET_RAW).isEmpty()) {
            throw new LinkException("cannot send or receive VRRP adverts: " + Capability.remedy());
        }
        try {
            return new RawVrrpLink(needed(wanted), routes);
        } catch (SystemCallException e) {
            throw new LinkException("cannot watch network interfaces: " + e.getMessage());
        }
    }

    /** Where a socket is needed to listen there. */
    private static List<Listening> needed(Collection<Listening> wanted) {
        return wanted.stream()
                .distinct()
                .filter(one -> one.multicast()
                        || !wanted.contains(new Listening(
                                one.interfaceName(), one.family(), true, one.authenticated(), one.virtualMac())))
                .sorted(Comparator.comparing(Listening::interfaceName)
                        .thenComparing(Listening::family)
                        .thenComparing(Listening::authenticated))
                .toList();
    }

    /**
     * Sockets for other places.
     *
     * @param all those for all of them
     * @param opened those of them that were opened for it
     */
    private record Sockets(List<InterfaceSocket> all, List<InterfaceSocket> opened) implements Prepared {
        @Override
        public void close() {
            opened.forEach(InterfaceSocket::close);
        }
    }

    @Override
    public Prepared prepare(Collection<Listening> wanted) throws LinkException {
        List<InterfaceSocket> known = sockets;
        List<InterfaceSocket> all = new ArrayList<>();
        List<InterfaceSocket> opened = new ArrayList<>();
        for (Listening one : needed(wanted)) {
            InterfaceSocket socket = known.stream()
                    .filter(there -> there.listening().equals(one))
                    .findFirst()
                    .orElse(null);
            if (socket == null) {
                socket = new InterfaceSocket(one);
                try {
                    socket.open();
                } catch (LinkException e) {
                    opened.forEach(InterfaceSocket::close);
                    throw e;
                }
                opened.add(socket);
            }
            all.add(socket);
        }
        return new Sockets(List.copyOf(all), List.copyOf(opened));
    }

    @Override
    public void widen(Prepared places) {
        List<InterfaceSocket> both = new ArrayList<>(sockets);
        both.addAll(of(places).opened());
        use(both);
    }

    @Override
    public void narrow(Prepared places) {
        List<InterfaceSocket> gone = new ArrayList<>(sockets);
        gone.removeAll(of(places).all());
        use(of(places).all());
        gone.forEach(InterfaceSocket::close);
    }

    private static Sockets of(Prepared places) {
        if (places instanceof Sockets sockets) {
            return sockets;
        }
        throw new IllegalArgumentException("places of another link: " + places);
    }

    private void use(List<InterfaceSocket> all) {
        PollSet other = new PollSet(FIRST_SOCKET + all.size());
        notices.move(other);
        for (int i = 0; i < all.size(); i++) {
            other.put(FIRST_SOCKET + i, all.get(i).descriptor());
        }
        sockets = List.copyOf(all);
        poll = other;
        next = 0;
    }

    @Override
    public @Nullable Received receive(long timeoutNanos) {
        long deadline = System.nanoTime() + timeoutNanos;
        long left = timeoutNanos;
        do {
            poll.await(left);
            boolean ended = notices.follow(this::reopenChanged);
            // A packet that waits comes before a wake: whoever judges timers after a null has heard everything.
            Received received = takeNext();
            if (received != null || ended) {
                return received;
            }
            left = deadline - System.nanoTime();
        } while (left > 0);
        return null;
    }

    @Override
    public boolean noticed() {
        return notices.any();
    }

    @Override
    public boolean noticedRoutes() {
        return notices.ofRoutes();
    }

    private void reopenChanged() {
        for (int place = 0; place < sockets.size(); place++) {
            reopenIfChanged(place);
        }
    }

    /** In turn, so that a flood on one interface does not silence the others. */
    private @Nullable Received takeNext() {
        for (int i = 0; i < sockets.size(); i++) {
            int place = (next + i) % sockets.size();
            if (poll.ready(FIRST_SOCKET + place)) {
                ByteBuffer packet = sockets.get(place).receive();
                if (packet != null) {
                    next = place + 1;
                    Listening listening = sockets.get(place).listening();
                    return new Received(listening.interfaceName(), listening.family(), packet);
                }
            }
        }
        return null;
    }

    @Override
    public void send(String interfaceName, InetAddress source, InetAddress destination, ByteBuffer message)
            throws LinkException {
        send(interfaceName, false, source, destination, message);
    }

    @Override
    public void sendPacket(String interfaceName, InetAddress source, InetAddress destination, ByteBuffer packet)
            throws LinkException {
        send(interfaceName, true, source, destination, packet);
    }

    private void send(
            String interfaceName, boolean whole, InetAddress source, InetAddress destination, ByteBuffer bytes)
            throws LinkException {
        AddressFamily family = AddressFamily.of(destination);
        for (int i = 0; i < sockets.size(); i++) {
            InterfaceSocket socket = sockets.get(i);
            Listening listening = socket.listening();
            if (listening.family() == family
                    && listening.authenticated() == whole
                    && listening.interfaceName().equals(interfaceName)) {
                int result = socket.send(source, destination, bytes);
                // What the kernel will tell the next receive may be why.
                if (result < 0 && reopenIfChanged(i)) {
                    result = socket.send(source, destination, bytes);
                }
                if (result < 0) {
                    throw socket.refused(source, destination, -result);
                }
                return;
            }
        }
        throw new IllegalArgumentException(
                "interface " + interfaceName + " is none that the link was opened with for " + family.label());
    }

    private boolean reopenIfChanged(int place) {
        InterfaceSocket socket = sockets.get(place);
        boolean changed = socket.reopenIfChanged();
        if (changed) {
            poll.put(FIRST_SOCKET + place, socket.descriptor());
        }
        return changed;
    }

    @Override
    public void admit(String interfaceName, AddressFamily family, @Nullable Admission only) {
        for (InterfaceSocket socket : sockets) {
            Listening listening = socket.listening();
            if (listening.family() == family && listening.interfaceName().equals(interfaceName)) {
                socket.admit(only);
            }
        }
    }

    @Override
    public void wake() {
        notices.wake();
    }

    @Override
    public void close() {
        for (InterfaceSocket socket : sockets) {
            socket.close();
        }
        notices.close();
    }
}
