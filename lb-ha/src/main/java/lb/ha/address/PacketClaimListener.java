package lb.ha.address;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import lb.ha.linux.Descriptor;
import lb.ha.linux.SocketAddresses;
import lb.ha.linux.SocketFilter;
import lb.ha.linux.SystemCallException;

/** Hears claims by packet(7) sockets that a {@link ClaimFilter} keeps everything else from. */
final class PacketClaimListener implements ClaimListener {
    private static final int ETHERTYPE_ARP = 0x0806;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final byte[] EVERYBODY = {-1, -1, -1, -1, -1, -1};
    private static final int LONGEST_PACKET = 256;

    /** Packets looked at in one call: a flood must not hold the thread. */
    private static final int MOST_PACKETS = 256;

    private final NetlinkReply.Link link;
    private final Supplier<Set<List<Byte>>> ours;
    /** By EtherType. */
    private final Map<Integer, Descriptor> sockets = new LinkedHashMap<>();

    private final MemorySegment packet = Arena.ofAuto().allocate(LONGEST_PACKET, 8);
    private final ByteBuffer bytes = packet.asByteBuffer();
    private final MemorySegment message = Arena.ofAuto().allocate(ArpMessage.LENGTH);
    private final MemorySegment everybody = SocketAddresses.packet(Arena.ofAuto(), ETHERTYPE_ARP, EVERYBODY);
    private final Descriptor asking;
    private Set<InetAddress> wanted = Set.of();

    /**
     * Opens the sockets.
     *
     * @param ours the hardware addresses of this machine; asked for when something was heard
     */
    PacketClaimListener(NetlinkReply.Link link, Collection<InetAddress> addresses, Supplier<Set<List<Byte>>> ours)
            throws SystemCallException {
        this.link = link;
        this.ours = ours;
        SocketAddresses.packetInterface(everybody, link.index());
        // With the kernel building the Ethernet header; protocol 0 receives nothing.
        asking = Descriptor.socket(Descriptor.AF_PACKET, Descriptor.SOCK_DGRAM, 0);
        try {
            hear(addresses);
        } catch (SystemCallException e) {
            close();
            throw e;
        }
    }

    private void hear(Collection<InetAddress> addresses) throws SystemCallException {
        if (!link.hasNeighbours()) {
            return;
        }
        wanted = Set.copyOf(addresses);
        boolean ipv4 = addresses.stream().anyMatch(Inet4Address.class::isInstance);
        if (ipv4 || sockets.containsKey(ETHERTYPE_ARP)) {
            hear(ETHERTYPE_ARP, ClaimFilter.arp(addresses));
        }
        boolean ipv6 = addresses.stream().anyMatch(Inet6Address.class::isInstance);
        if (ipv6 || sockets.containsKey(ETHERTYPE_IPV6)) {
            hear(ETHERTYPE_IPV6, ClaimFilter.advertisements(addresses));
        }
    }

    private void hear(int etherType, SocketFilter filter) throws SystemCallException {
        Descriptor open = sockets.get(etherType);
        if (open != null) {
            open.filter(filter);
            return;
        }
        // Without a protocol it hears nothing until it is bound, by when the filter is there.
        Descriptor socket = Descriptor.socket(Descriptor.AF_PACKET, Descriptor.SOCK_RAW, 0);
        try (Arena arena = Arena.ofConfined()) {
            socket.filter(filter);
            MemorySegment here = SocketAddresses.packet(arena, etherType, EVERYBODY);
            SocketAddresses.packetInterface(here, link.index());
            socket.bind(here);
            sockets.put(etherType, socket);
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void listenFor(Collection<InetAddress> addresses) throws AddressException {
        try {
            hear(addresses);
        } catch (SystemCallException e) {
            throw new AddressException("cannot hear of other addresses: " + e.getMessage());
        }
    }

    @Override
    public List<Claim> heard() {
        Set<ClaimFrame> heard = new LinkedHashSet<>();
        for (Descriptor socket : sockets.values()) {
            for (int packets = 0; packets < MOST_PACKETS; packets++) {
                int length = socket.receive(packet, 0);
                if (length < 0) {
                    break;
                }
                ClaimFrame frame = ClaimFrame.parse(bytes.clear().limit(length));
                // One may have come in by the filter of before.
                if (frame != null && wanted.contains(frame.claim().address())) {
                    heard.add(frame);
                }
            }
        }
        if (heard.isEmpty()) {
            return List.of();
        }
        Set<List<Byte>> own = ours.get();
        return heard.stream()
                .filter(frame -> !own.contains(frame.hardwareAddress()))
                .map(ClaimFrame::claim)
                .toList();
    }

    @Override
    public void ask(Inet4Address address) {
        ArpMessage.probe(message.asByteBuffer(), link.hardwareAddress(), address);
        asking.send(message, ArpMessage.LENGTH, everybody);
    }

    @Override
    public void close() {
        List<Descriptor> all = new ArrayList<>(sockets.values());
        all.add(asking);
        Descriptor.closeInBackground(all);
    }
}
