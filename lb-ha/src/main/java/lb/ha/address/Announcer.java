package lb.ha.address;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import lb.ha.linux.Descriptor;
import lb.ha.linux.NetworkInterfaces;
import lb.ha.linux.SocketAddresses;
import lb.ha.linux.SystemCallException;

/** Tells the neighbours where an address is, by packet(7): gratuitous ARP, or an unsolicited neighbour advertisement. */
final class Announcer implements AutoCloseable {
    static final int HARDWARE_ADDRESS = 6;

    private static final int ETHERTYPE_ARP = 0x0806;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};
    // That of ff02::1 (RFC 2464 section 7).
    private static final byte[] ALL_NODES = {0x33, 0x33, 0, 0, 0, 1};

    private final Descriptor packet;
    private final MemorySegment everybody = everybody();
    private final MemorySegment allNodes = toAllNodes();
    private final MemorySegment message = Arena.ofAuto().allocate(NeighbourAdvertisement.LENGTH);
    private final ByteBuffer bytes = message.asByteBuffer();

    Announcer() throws SystemCallException {
        // With the kernel building the Ethernet header; protocol 0 receives nothing.
        packet = Descriptor.socket(Descriptor.AF_PACKET, Descriptor.SOCK_DGRAM, 0);
    }

    /** Where ARP packets for everybody go; on which interface is not said yet. */
    static MemorySegment everybody() {
        return SocketAddresses.packet(Arena.ofAuto(), ETHERTYPE_ARP, BROADCAST);
    }

    /** Where packets for all nodes of IPv6 go. */
    static MemorySegment toAllNodes() {
        return toGroup(ALL_NODES);
    }

    /** Where packets for a group of IPv6 go, by its hardware address. */
    static MemorySegment toGroup(byte[] hardwareGroup) {
        return SocketAddresses.packet(Arena.ofAuto(), ETHERTYPE_IPV6, hardwareGroup);
    }

    /** Says it on an interface that cannot be, so that the kernel refuses: see {@link NetlinkAddressPlane#open}. */
    void warmUp() {
        List<Byte> nobody = Collections.nCopies(HARDWARE_ADDRESS, (byte) 0);
        announce(NetworkInterfaces.IMPOSSIBLE, nobody, false, InetAddress.ofLiteral("0.0.0.0"));
        announce(NetworkInterfaces.IMPOSSIBLE, nobody, false, InetAddress.ofLiteral("::"));
    }

    /**
     * Says once that an address is here. Returns the bytes sent, or an error number negated.
     *
     * @param hardwareAddress the interface's, 6 bytes
     * @param router whether this machine forwards IPv6 on the interface
     */
    int announce(int interfaceIndex, List<Byte> hardwareAddress, boolean router, InetAddress address) {
        MemorySegment to;
        if (address instanceof Inet4Address four) {
            ArpMessage.gratuitous(bytes, hardwareAddress, four);
            to = everybody;
        } else {
            NeighbourAdvertisement.unsolicited(bytes, hardwareAddress, address, router);
            to = allNodes;
        }
        SocketAddresses.packetInterface(to, interfaceIndex);
        return packet.send(message, bytes.limit(), to);
    }

    @Override
    public void close() {
        packet.close();
    }
}
