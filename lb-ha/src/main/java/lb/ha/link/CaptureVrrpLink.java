package lb.ha.link;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import lb.ha.linux.PollSet;
import lb.ha.linux.SystemCallException;
import lb.ha.settings.AddressFamily;
import org.jspecify.annotations.Nullable;

/**
 * Adverts by libpcap, for a machine that refuses raw sockets and lets packets be captured: to the group of VRRP only, on
 * Ethernet only, past the machine's own firewall. One capture for each interface.
 *
 * <p>pcap4j gives no descriptor to wait for, so a wait looks for packets every {@link #LOOK_NANOS}.
 */
public final class CaptureVrrpLink implements VrrpLink {
    /** How late an advert is at most, in nanoseconds. */
    static final long LOOK_NANOS = 5_000_000;

    private final List<CapturedInterface> interfaces = new ArrayList<>();
    private final Set<Listening> places;
    private final PollSet poll = new PollSet(Notices.DESCRIPTORS);
    private final Notices notices;
    private int next;

    private CaptureVrrpLink(Map<String, List<Listening>> wanted, boolean routes)
            throws SystemCallException, LinkException {
        wanted.forEach((name, listening) -> interfaces.add(new CapturedInterface(name, listening)));
        places = wanted.values().stream().flatMap(List::stream).collect(Collectors.toUnmodifiableSet());
        // Before the captures, so that no change between the two goes unseen.
        notices = new Notices(poll, routes);
        try {
            for (CapturedInterface each : interfaces) {
                each.open();
            }
        } catch (LinkException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens the captures, in the calling thread's network namespace.
     *
     * @param wanted where; each of them with multicast, or a device with a virtual MAC address
     * @param routes whether a route that was taken away ends a wait, as a change of an interface does
     * @throws LinkException when it cannot be: no libpcap, no permission, no such interface, adverts to single peers
     */
    public static CaptureVrrpLink open(Collection<Listening> wanted, boolean routes) throws LinkException {
        Map<String, List<Listening>> byInterface = new LinkedHashMap<>();
        for (Listening one : wanted) {
            if (!one.multicast() && !one.virtualMac()) {
                throw new LinkException("interface " + one.interfaceName()
                        + ": peers = unicast is not to be had by libpcap (expected: multicast)");
            }
            byInterface
                    .computeIfAbsent(one.interfaceName(), name -> new ArrayList<>())
                    .add(one);
        }
        try {
            return new CaptureVrrpLink(byInterface, routes);
        } catch (SystemCallException e) {
            throw new LinkException("cannot watch network interfaces: " + e.getMessage());
        }
    }

    @Override
    public @Nullable Received receive(long timeoutNanos) {
        long deadline = System.nanoTime() + timeoutNanos;
        long left = timeoutNanos;
        // What has been captured already is not waited for.
        long pause = 0;
        do {
            poll.await(Math.min(left, pause));
            boolean ended = notices.follow(() -> interfaces.forEach(CapturedInterface::reopenIfChanged));
            Received received = takeNext();
            if (received != null || ended) {
                return received;
            }
            pause = LOOK_NANOS;
            left = deadline - System.nanoTime();
        } while (left > 0);
        return null;
    }

    /** In turn, so that a flood on one interface does not silence the others. */
    private @Nullable Received takeNext() {
        for (int i = 0; i < interfaces.size(); i++) {
            int place = (next + i) % interfaces.size();
            ByteBuffer packet = interfaces.get(place).receive();
            if (packet != null) {
                next = place + 1;
                AddressFamily family = packet.get(0) >>> 4 == 6 ? AddressFamily.IPV6 : AddressFamily.IPV4;
                return new Received(interfaces.get(place).name(), family, packet);
            }
        }
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

    @Override
    public void send(String interfaceName, InetAddress source, InetAddress destination, ByteBuffer message)
            throws LinkException {
        of(interfaceName).send(source, destination, message);
    }

    @Override
    public void sendPacket(String interfaceName, InetAddress source, InetAddress destination, ByteBuffer packet)
            throws LinkException {
        of(interfaceName).sendPacket(source, destination, packet);
    }

    private CapturedInterface of(String interfaceName) {
        for (CapturedInterface each : interfaces) {
            if (each.name().equals(interfaceName)) {
                return each;
            }
        }
        throw new IllegalArgumentException("interface " + interfaceName + " is none that the link was opened with");
    }

    @Override
    public void admit(String interfaceName, AddressFamily family, @Nullable Admission only) {
        of(interfaceName).admit(family, only);
    }

    @Override
    public Prepared prepare(Collection<Listening> wanted) throws LinkException {
        if (!Set.copyOf(wanted).equals(places)) {
            throw new LinkException(
                    "adverts are sent and heard by libpcap, and now in other places: that needs a restart");
        }
        return () -> {};
    }

    @Override
    public void widen(Prepared same) {}

    @Override
    public void narrow(Prepared same) {}

    @Override
    public void wake() {
        notices.wake();
    }

    @Override
    public void close() {
        interfaces.forEach(CapturedInterface::close);
        notices.close();
    }
}
