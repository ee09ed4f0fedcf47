package lb.ha.address;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lb.ha.linux.Capability;
import lb.ha.linux.Descriptor;
import lb.ha.linux.Platform;
import lb.ha.linux.PollSet;
import lb.ha.linux.SocketAddresses;
import lb.ha.linux.SystemCallException;

/**
 * Asks a network whether anybody has an address, by ARP probes: requests whose sender is 0.0.0.0, so that they change
 * nobody's cache (RFC 5227 section 2.1.1). Any packet in which somebody else is the sender with that address is an
 * answer. One thread at a time; it waits.
 */
public final class AddressProbe implements AutoCloseable {
    private static final int ETHERTYPE_ARP = 0x0806;
    private static final int IFF_LOOPBACK = 0x8;
    private static final int IFF_NOARP = 0x80;
    private static final int IFF_ABLE = 0x1 | 0x40 | 0x10000;
    private static final int LONGEST_PACKET = 256;
    private static final byte[] EVERYBODY = {-1, -1, -1, -1, -1, -1};

    private final NetlinkSocket netlink;
    private final MemorySegment message = Arena.ofAuto().allocate(ArpMessage.LENGTH);
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
    public record Target(String interfaceName, Inet4Address address) {}

    /**
     * Asks so many times, each time all targets that have not answered yet.
     *
     * @param times 1 or more
     * @param waitNanos for how long answers are waited for each time
     * @return those that were asked each time and did not answer. One that cannot be asked, because its interface is
     *     down or knows no ARP, is not among them: its silence means nothing
     */
    public Set<Target> silent(Collection<Target> targets, int times, long waitNanos) {
        Map<String, Ear> ears = new HashMap<>();
        try {
            Set<Target> silent = new HashSet<>();
            for (Target target : targets) {
                if (ears.computeIfAbsent(target.interfaceName(), this::ear).open()) {
                    silent.add(target);
                }
            }
            for (int time = 0; time < times && !silent.isEmpty(); time++) {
                silent.removeIf(target -> !ask(ears, target));
                hear(ears, silent, waitNanos);
            }
            return silent;
        } finally {
            ears.values().forEach(Ear::close);
        }
    }

    /** A socket on an interface; without one the interface cannot be asked. */
    private record Ear(List<Descriptor> socket, List<Byte> hardwareAddress, MemorySegment broadcast) {
        static final Ear DEAF = new Ear(List.of(), List.of(), MemorySegment.NULL);

        boolean open() {
            return !socket.isEmpty();
        }

        void close() {
            socket.forEach(Descriptor::close);
        }
    }

    private Ear ear(String interfaceName) {
        NetlinkRequest.getLink(netlink.request(), interfaceName);
        if (!(netlink.ask().getLast() instanceof NetlinkReply.Link link)
                || (link.flags() & IFF_ABLE) != IFF_ABLE
                || (link.flags() & (IFF_LOOPBACK | IFF_NOARP)) != 0
                || link.hardwareAddress().size() != Announcer.HARDWARE_ADDRESS) {
            return Ear.DEAF;
        }
        MemorySegment broadcast = SocketAddresses.packet(Arena.ofAuto(), ETHERTYPE_ARP, EVERYBODY);
        SocketAddresses.packetInterface(broadcast, link.index());
        Descriptor socket;
        try {
            // Without a protocol it hears nothing, so nothing of other interfaces, until it is bound.
            socket = Descriptor.socket(Descriptor.AF_PACKET, Descriptor.SOCK_DGRAM, 0);
        } catch (SystemCallException e) {
            return Ear.DEAF;
        }
        try {
            socket.bind(broadcast);
            return new Ear(List.of(socket), link.hardwareAddress(), broadcast);
        } catch (SystemCallException e) {
            socket.close();
            return Ear.DEAF;
        }
    }

    private boolean ask(Map<String, Ear> ears, Target target) {
        Ear ear = ears.getOrDefault(target.interfaceName(), Ear.DEAF);
        ArpMessage.probe(messageBytes, ear.hardwareAddress(), target.address());
        return ear.open() && ear.socket().getFirst().send(message, ArpMessage.LENGTH, ear.broadcast()) >= 0;
    }

    /** Takes those out that answer. */
    private void hear(Map<String, Ear> ears, Set<Target> silent, long waitNanos) {
        List<Map.Entry<String, Ear>> open = new ArrayList<>(ears.entrySet());
        open.removeIf(entry -> !entry.getValue().open());
        PollSet poll = new PollSet(open.size());
        for (int i = 0; i < open.size(); i++) {
            poll.put(i, open.get(i).getValue().socket().getFirst());
        }
        long deadline = System.nanoTime() + waitNanos;
        long left = waitNanos;
        while (left > 0 && !silent.isEmpty()) {
            poll.await(left);
            for (Map.Entry<String, Ear> entry : open) {
                take(entry.getKey(), entry.getValue(), silent);
            }
            left = deadline - System.nanoTime();
        }
    }

    private void take(String interfaceName, Ear ear, Set<Target> silent) {
        int length = ear.socket().getFirst().receive(packet, 0);
        while (length >= 0) {
            Inet4Address sender = ArpMessage.senderBesides(
                    ear.hardwareAddress(), packetBytes.clear().limit(length));
            if (sender != null) {
                silent.remove(new Target(interfaceName, sender));
            }
            length = ear.socket().getFirst().receive(packet, 0);
        }
    }

    @Override
    public void close() {
        netlink.close();
    }
}
