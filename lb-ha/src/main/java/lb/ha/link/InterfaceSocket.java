package lb.ha.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import lb.ha.linux.Descriptor;
import lb.ha.linux.Errno;
import lb.ha.linux.NetworkInterfaces;
import lb.ha.linux.SystemCallException;
import org.jspecify.annotations.Nullable;

/** The raw socket of one interface, reopened when another interface gets the name. */
final class InterfaceSocket {
    private static final int PROTOCOL = 112;
    private static final int TTL = 255;
    // Internetwork control (RFC 791): what RFC 9568 section 8.1 and keepalived mark adverts with.
    private static final int TOS = 0xc0;
    // 224.0.0.18, in the order of a network.
    private static final byte[] GROUP = {(byte) 224, 0, 0, 18};
    // Room for what comes in while a pause of the collector lasts; the kernel cuts it at net.core.rmem_max.
    private static final int RECEIVE_BUFFER = 1 << 20;
    // An advert of 255 addresses behind the longest IP header has 1,096 bytes.
    private static final int LONGEST_PACKET = 2048;

    private static final Inet4Address NOWHERE = (Inet4Address) InetAddress.ofLiteral("0.0.0.0");

    private static final int IPPROTO_IP = 0;
    private static final int IP_TOS = 1;
    private static final int IP_TTL = 2;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IP_PMTUDISC_DONT = 0;
    private static final int IP_MULTICAST_IF = 32;
    private static final int IP_MULTICAST_TTL = 33;
    private static final int IP_MULTICAST_LOOP = 34;
    private static final int IP_ADD_MEMBERSHIP = 35;
    private static final int IP_MULTICAST_ALL = 49;

    private final String interfaceName;
    private final boolean multicast;
    private final MemorySegment receiving = Arena.ofAuto().allocate(LONGEST_PACKET, 8);
    private final ByteBuffer received = receiving.asByteBuffer();
    private final OutgoingAdvert outgoing = new OutgoingAdvert();
    private @Nullable Descriptor descriptor;
    private int index;

    InterfaceSocket(String interfaceName, boolean multicast) {
        this.interfaceName = interfaceName;
        this.multicast = multicast;
    }

    String interfaceName() {
        return interfaceName;
    }

    /** Null while there is no such interface. */
    @Nullable
    Descriptor descriptor() {
        return descriptor;
    }

    void open() throws LinkException {
        int found = NetworkInterfaces.index(interfaceName);
        if (found == 0) {
            throw new LinkException(NetworkInterfaces.missing(interfaceName));
        }
        try {
            Descriptor opened = Descriptor.socket(Descriptor.AF_INET, Descriptor.SOCK_RAW, PROTOCOL);
            try {
                setUp(opened, found);
                // Refused, but the first advert of a takeover is not the first to come this way.
                opened.sendMessage(
                        outgoing.fill(NetworkInterfaces.IMPOSSIBLE, NOWHERE, NOWHERE, ByteBuffer.allocate(0)));
            } catch (SystemCallException e) {
                opened.close();
                throw e;
            }
            descriptor = opened;
            index = found;
        } catch (SystemCallException e) {
            throw new LinkException("cannot use interface " + interfaceName + " for VRRP: " + e.getMessage());
        }
    }

    private void setUp(Descriptor socket, int found) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            socket.option(Descriptor.SOL_SOCKET, Descriptor.SO_BINDTODEVICE, arena.allocateFrom(interfaceName));
            // Packets of other interfaces may have come in before it was bound.
            while (socket.receive(receiving, 0) >= 0) {}
            socket.option(Descriptor.SOL_SOCKET, Descriptor.SO_RCVBUF, RECEIVE_BUFFER);
            socket.option(IPPROTO_IP, IP_TTL, TTL);
            socket.option(IPPROTO_IP, IP_TOS, TOS);
            // Otherwise the kernel sets DF.
            socket.option(IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT);
            // Only the groups joined below, not those of other sockets.
            socket.option(IPPROTO_IP, IP_MULTICAST_ALL, 0);
            socket.option(IPPROTO_IP, IP_MULTICAST_TTL, TTL);
            socket.option(IPPROTO_IP, IP_MULTICAST_LOOP, 0);
            // struct ip_mreqn { group; local address; interface index; }
            MemorySegment membership = arena.allocate(12, 4);
            membership.set(JAVA_INT, 8, found);
            socket.option(IPPROTO_IP, IP_MULTICAST_IF, membership);
            if (multicast) {
                MemorySegment.copy(GROUP, 0, membership, JAVA_BYTE, 0, GROUP.length);
                socket.option(IPPROTO_IP, IP_ADD_MEMBERSHIP, membership);
            }
        }
    }

    /** Whether the socket was closed or replaced, because another interface has the name now, or none. */
    boolean reopenIfChanged() {
        int now = NetworkInterfaces.index(interfaceName);
        if (now == index && descriptor != null) {
            return false;
        }
        close();
        if (now != 0) {
            try {
                open();
            } catch (LinkException e) {
                // Gone again, or not ready: the kernel tells of the next change, and send says what is wrong.
                return true;
            }
        }
        return true;
    }

    /** The next packet, or null when there is none. */
    @Nullable
    ByteBuffer receive() {
        int length = descriptor == null ? -Errno.EAGAIN : descriptor.receive(receiving, 0);
        // An error, such as that of a link that went down, is over once read.
        return length < 0 ? null : received.clear().limit(length);
    }

    /** Returns the bytes sent, or an error number negated. */
    int send(Inet4Address source, Inet4Address destination, ByteBuffer message) {
        return descriptor == null
                ? -Errno.ENODEV
                : descriptor.sendMessage(outgoing.fill(index, source, destination, message));
    }

    /** Why a send failed, in a sentence. */
    LinkException refused(Inet4Address source, Inet4Address destination, int errno) {
        return new LinkException("cannot send an advert from " + source.getHostAddress() + " to "
                + destination.getHostAddress() + " on " + interfaceName + ": " + reason(errno, source));
    }

    private String reason(int errno, Inet4Address source) {
        return switch (errno) {
            case Errno.ENODEV, Errno.ENXIO -> NetworkInterfaces.missing(interfaceName);
            // The socket is open already, so it is no capability that is missing.
            case Errno.EPERM, Errno.EACCES -> "a firewall rule of this machine forbids it (allow IP protocol 112 out)";
            case Errno.ENETDOWN, Errno.ENETUNREACH, Errno.EINVAL, Errno.EADDRNOTAVAIL ->
                local(source)
                        ? "the interface is down, or has no route there"
                        : source.getHostAddress() + " is not an address of this machine";
            default -> Errno.words(errno);
        };
    }

    private static boolean local(Inet4Address address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    void close() {
        if (descriptor != null) {
            descriptor.close();
            descriptor = null;
            index = 0;
        }
    }
}
