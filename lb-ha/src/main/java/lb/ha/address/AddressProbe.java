package lb.ha.address;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lb.ha.linux.Capability;
import lb.ha.linux.Descriptor;
import lb.ha.linux.Platform;
import lb.ha.linux.PollSet;
import lb.ha.linux.SocketAddresses;
import lb.ha.linux.SystemCallException;
import lb.ha.settings.AddressFamily;
import org.jspecify.annotations.Nullable;

/**
 * Asks a network whether anybody has an address, by ARP probes: requests whose sender is 0.0.0.0, so that they change
 * nobody's cache (RFC 5227 section 2.1.1). Any packet in which somebody else is the sender with that address is an
 * answer. For IPv6 by neighbour solicitations from the interface's link-local address, answered by advertisements. One
 * thread at a time; it waits.
 */
public final class AddressProbe implements AutoCloseable {
    private static final int LONGEST_PACKET = 256;

    private final NetlinkSocket netlink;
    private final MemorySegment message = Arena.ofAuto().allocate(NeighbourSolicitation.LENGTH);
    private final ByteBuffer messageBytes = message.asByteBuffer();
    private final MemorySegment packet = Arena.ofAuto().allocate(LONGEST_PACKET);
    private final ByteBuffer packetBytes = packet.asByteBuffer();

    private AddressProbe(NetlinkSocket netlink) {
        this.netlink = netlink;
    }

    /**
     * Opens it, in the network namespace of the calling thread; the one that asks must be in the same.
     *
     * @throws AddressException when it cannot be: no Linux, no permission
     */
    public static AddressProbe open() throws AddressException {
        String refusal = Platform.refusal();
        if (refusal != null) {
            throw new AddressException(refusal);
        }
        if (!Capability.missing(Capability.NET_RAW).isEmpty()) {
            throw new AddressException("cannot send ARP probes: " + Capability.remedy());
        }
        try {
            return new AddressProbe(new NetlinkSocket());
        } catch (SystemCallException e) {
            throw new AddressException("cannot send ARP probes: " + e.getMessage());
        }
    }

    /** An address, and the interface of the network that is asked for it. */
    public record Target(String interfaceName, InetAddress address) {}

    /**
     * Asks so many times, each time all targets that have not answered yet.
     *
     * @param times 1 or more
     * @param waitNanos for how long answers are waited for each time
     * @return those that were asked each time and did not answer. One that cannot be asked, because its interface is
     *     down or has no neighbours, or no link-local address to ask from, is not among them: its silence means nothing
     */
    public Set<Target> silent(Collection<Target> targets, int times, long waitNanos) {
        Map<Place, Optional<Ear>> ears = new HashMap<>();
        try {
            Set<Target> silent = new HashSet<>();
            for (Target target : targets) {
                if (ears.computeIfAbsent(Place.of(target), this::ear).isPresent()) {
                    silent.add(target);
                }
            }
            for (int time = 0; time < times && !silent.isEmpty(); time++) {
                silent.removeIf(target -> !ask(ears, target));
                hear(ears, silent, waitNanos);
            }
            return silent;
        } finally {
            close(ears.values());
        }
    }

    /**
     * Asks once whether anybody has an address. One that cannot be asked does not answer.
     *
     * @param waitNanos for how long an answer is waited for
     */
    public boolean answers(Target target, long waitNanos) {
        Optional<Ear> ear = ear(Place.of(target));
        Map<Place, Optional<Ear>> ears = Map.of(Place.of(target), ear);
        try {
            Set<Target> silent = new HashSet<>(Set.of(target));
            boolean asked = ask(ears, target);
            if (asked) {
                hear(ears, silent, waitNanos);
            }
            return asked && silent.isEmpty();
        } finally {
            close(List.of(ear));
        }
    }

    /** The answer does not wait for it. */
    private static void close(Collection<Optional<Ear>> ears) {
        Descriptor.closeInBackground(
                ears.stream().flatMap(Optional::stream).map(Ear::socket).toList());
    }

    /** Where one socket asks and hears. */
    private record Place(String interfaceName, AddressFamily family) {
        static Place of(Target target) {
            return new Place(target.interfaceName(), AddressFamily.of(target.address()));
        }
    }

    /**
     * A socket on an interface.
     *
     * @param source where neighbours are solicited from; null for ARP
     */
    private record Ear(
            Descriptor socket,
            NetlinkReply.Link link,
            @Nullable Inet6Address source) {}

    /** Nothing where the interface cannot be asked. */
    private Optional<Ear> ear(Place place) {
        NetlinkRequest.getLink(netlink.request(), place.interfaceName());
        if (!(netlink.ask().getLast() instanceof NetlinkReply.Link link) || !link.up() || !link.hasNeighbours()) {
            return Optional.empty();
        }
        boolean ipv6 = place.family() == AddressFamily.IPV6;
        Inet6Address source = ipv6 ? linkLocal(link.index()) : null;
        if (ipv6 && source == null) {
            return Optional.empty();
        }
        Descriptor socket;
        try {
            // Without a protocol it hears nothing, so nothing of other interfaces, until it is bound.
            socket = Descriptor.socket(Descriptor.AF_PACKET, Descriptor.SOCK_DGRAM, 0);
        } catch (SystemCallException e) {
            return Optional.empty();
        }
        try {
            if (ipv6) {
                socket.filter(NeighbourAdvertisement.filter());
            }
            socket.bind(on(link, ipv6 ? Announcer.toAllNodes() : Announcer.everybody()));
            return Optional.of(new Ear(socket, link, source));
        } catch (SystemCallException e) {
            socket.close();
            return Optional.empty();
        }
    }

    private @Nullable Inet6Address linkLocal(int interfaceIndex) {
        NetlinkRequest.dumpAddresses(netlink.request(), AddressFamily.IPV6);
        for (NetlinkReply reply : netlink.ask()) {
            if (reply instanceof NetlinkReply.Address one
                    && one.interfaceIndex() == interfaceIndex
                    && !one.tentative()
                    && one.local() instanceof Inet6Address address
                    && address.isLinkLocalAddress()) {
                return address;
            }
        }
        return null;
    }

    private static MemorySegment on(NetlinkReply.Link link, MemorySegment address) {
        SocketAddresses.packetInterface(address, link.index());
        return address;
    }

    private boolean ask(Map<Place, Optional<Ear>> ears, Target target) {
        Ear ear = ears.getOrDefault(Place.of(target), Optional.empty()).orElse(null);
        if (ear == null) {
            return false;
        }
        MemorySegment to;
        if (ear.source() != null && target.address() instanceof Inet6Address six) {
            NeighbourSolicitation.of(messageBytes, ear.link().hardwareAddress(), ear.source(), six);
            to = Announcer.toGroup(NeighbourSolicitation.hardwareGroup(six));
        } else {
            ArpMessage.probe(messageBytes, ear.link().hardwareAddress(), (Inet4Address) target.address());
            to = Announcer.everybody();
        }
        return ear.socket().send(message, messageBytes.limit(), on(ear.link(), to)) >= 0;
    }

    /** Takes those out that answer. */
    private void hear(Map<Place, Optional<Ear>> ears, Set<Target> silent, long waitNanos) {
        List<Map.Entry<Place, Optional<Ear>>> open = new ArrayList<>(ears.entrySet());
        open.removeIf(entry -> entry.getValue().isEmpty());
        PollSet poll = new PollSet(open.size());
        for (int i = 0; i < open.size(); i++) {
            poll.put(i, open.get(i).getValue().orElseThrow().socket());
        }
        long deadline = System.nanoTime() + waitNanos;
        long left = waitNanos;
        while (left > 0 && !silent.isEmpty()) {
            poll.await(left);
            for (Map.Entry<Place, Optional<Ear>> entry : open) {
                take(entry.getKey(), entry.getValue().orElseThrow(), silent);
            }
            left = deadline - System.nanoTime();
        }
    }

    private void take(Place place, Ear ear, Set<Target> silent) {
        int length = ear.socket().receive(packet, 0);
        while (length >= 0) {
            ByteBuffer received = packetBytes.clear().limit(length);
            InetAddress who = place.family() == AddressFamily.IPV6
                    ? NeighbourAdvertisement.targetBesides(ear.link().hardwareAddress(), received)
                    : ArpMessage.senderBesides(ear.link().hardwareAddress(), received);
            if (who != null) {
                silent.remove(new Target(place.interfaceName(), who));
            }
            length = ear.socket().receive(packet, 0);
        }
    }

    @Override
    public void close() {
        netlink.close();
    }
}
