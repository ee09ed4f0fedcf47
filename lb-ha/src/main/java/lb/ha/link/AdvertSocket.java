package lb.ha.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import lb.ha.link.VrrpLink.Admission;
import lb.ha.linux.Descriptor;
import lb.ha.linux.SocketFilter;
import lb.ha.linux.SystemCallException;
import lb.ha.settings.AddressFamily;
import lb.ha.vrrp.VrrpCodec;
import org.jspecify.annotations.Nullable;

/** A raw socket of protocol 112, or 51 where packets are sent whole, as the families differ in it. */
sealed interface AdvertSocket {
    int PROTOCOL = 112;
    int PROTOCOL_AUTHENTICATED = 51;
    int HOPS = 255;
    // Internetwork control (RFC 791): what RFC 9568 section 8.1 and keepalived mark adverts with.
    int TRAFFIC_CLASS = 0xc0;
    // An advert of 255 addresses of IPv6 has 4,088 bytes, behind the longest IPv4 header one of IPv4 1,096.
    int LONGEST_PACKET = 4608;

    static AdvertSocket of(Listening listening) {
        return listening.family() == AddressFamily.IPV6
                ? new Ipv6(listening.virtualMac())
                : new Ipv4(listening.authenticated());
    }

    /** The last four bytes of the senders' addresses: enough to keep a flood out. */
    private static int[] lastWords(Admission only, AddressFamily family) {
        return only.senders().stream()
                .filter(sender -> AddressFamily.of(sender) == family)
                .mapToInt(sender -> {
                    byte[] octets = sender.getAddress();
                    return ByteBuffer.wrap(octets).getInt(octets.length - Integer.BYTES);
                })
                .toArray();
    }

    /** A new one, nothing of it set up. */
    Descriptor open() throws SystemCallException;

    /**
     * Sets the options that adverts need.
     *
     * @param index of the interface that it is bound to
     */
    void setUp(Descriptor socket, int index, boolean multicast, Arena arena) throws SystemCallException;

    /** What lets in as much as that, null for everything that is an advert. */
    SocketFilter filter(@Nullable Admission only);

    /** The next packet. Returns its length, header included, or an error number negated. */
    int receive(Descriptor socket);

    /** The packet of the last {@link #receive}, so many bytes of it; valid until the next. */
    ByteBuffer packet(int length);

    /** Returns the {@code struct msghdr} of an advert, valid until the next call. */
    MemorySegment fill(int index, InetAddress source, InetAddress destination, ByteBuffer message);

    /** An address that nothing comes from or goes to. */
    InetAddress nowhere();

    /** The kernel hands up the header of a packet with it. */
    final class Ipv4 implements AdvertSocket {
        private static final int IPPROTO_IP = 0;
        private static final int IP_TOS = 1;
        private static final int SOURCE = 12;
        private static final int NEXT_HEADER = 20;
        private static final int AUTHENTICATED_ROUTER_ID = 45;
        private static final int IP_TTL = 2;
        private static final int IP_HDRINCL = 3;
        private static final int IP_MTU_DISCOVER = 10;
        private static final int IP_PMTUDISC_DONT = 0;
        private static final int IP_MULTICAST_IF = 32;
        private static final int IP_MULTICAST_TTL = 33;
        private static final int IP_MULTICAST_LOOP = 34;
        private static final int IP_ADD_MEMBERSHIP = 35;
        private static final int IP_MULTICAST_ALL = 49;

        private final MemorySegment receiving = Arena.ofAuto().allocate(LONGEST_PACKET, 8);
        private final ByteBuffer received = receiving.asByteBuffer();
        private final OutgoingAdvert outgoing = new OutgoingAdvert(AddressFamily.IPV4);
        private final boolean authenticated;

        private Ipv4(boolean authenticated) {
            this.authenticated = authenticated;
        }

        @Override
        public Descriptor open() throws SystemCallException {
            return Descriptor.socket(
                    Descriptor.AF_INET, Descriptor.SOCK_RAW, authenticated ? PROTOCOL_AUTHENTICATED : PROTOCOL);
        }

        @Override
        public void setUp(Descriptor socket, int index, boolean multicast, Arena arena) throws SystemCallException {
            socket.option(IPPROTO_IP, IP_HDRINCL, authenticated ? 1 : 0);
            socket.option(IPPROTO_IP, IP_TTL, HOPS);
            socket.option(IPPROTO_IP, IP_TOS, TRAFFIC_CLASS);
            // Otherwise the kernel sets DF.
            socket.option(IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT);
            // Only the groups joined below, not those of other sockets.
            socket.option(IPPROTO_IP, IP_MULTICAST_ALL, 0);
            socket.option(IPPROTO_IP, IP_MULTICAST_TTL, HOPS);
            socket.option(IPPROTO_IP, IP_MULTICAST_LOOP, 0);
            // struct ip_mreqn { group; local address; interface index; }
            MemorySegment membership = arena.allocate(12, 4);
            membership.set(JAVA_INT, 8, index);
            socket.option(IPPROTO_IP, IP_MULTICAST_IF, membership);
            if (multicast) {
                MemorySegment.copy(VrrpCodec.MULTICAST_GROUP.getAddress(), 0, membership, JAVA_BYTE, 0, 4);
                socket.option(IPPROTO_IP, IP_ADD_MEMBERSHIP, membership);
            }
        }

        @Override
        public SocketFilter filter(@Nullable Admission only) {
            SocketFilter filter = new SocketFilter();
            if (authenticated) {
                // Protocol 51 may be IPsec's, too: VRRP's header stands behind 20 bytes of IP and 24 of its own.
                filter.load(NEXT_HEADER).require(PROTOCOL);
            }
            if (only == null) {
                return filter;
            }
            int[] routerIds =
                    only.routerIds().stream().mapToInt(Integer::intValue).toArray();
            if (authenticated) {
                filter.load(AUTHENTICATED_ROUTER_ID).require(routerIds);
            } else {
                filter.measureIpv4Header().loadBehindHeader(1).require(routerIds);
            }
            int[] senders = lastWords(only, AddressFamily.IPV4);
            return senders.length == 0 ? filter : filter.loadWord(SOURCE).require(senders);
        }

        @Override
        public int receive(Descriptor socket) {
            return socket.receive(receiving, 0);
        }

        @Override
        public ByteBuffer packet(int length) {
            return received.clear().limit(length);
        }

        @Override
        public MemorySegment fill(int index, InetAddress source, InetAddress destination, ByteBuffer message) {
            return outgoing.fill(index, source, destination, message);
        }

        @Override
        public InetAddress nowhere() {
            return InetAddress.ofLiteral("0.0.0.0");
        }
    }

    /** The kernel keeps the header of a packet and tells what was in it. */
    final class Ipv6 implements AdvertSocket {
        private static final int IPPROTO_IPV6 = 41;
        private static final int IPV6_UNICAST_HOPS = 16;
        private static final int IPV6_MULTICAST_IF = 17;
        private static final int IPV6_MULTICAST_HOPS = 18;
        private static final int IPV6_MULTICAST_LOOP = 19;
        private static final int IPV6_ADD_MEMBERSHIP = 20;
        private static final int IPV6_MULTICAST_ALL = 29;
        private static final int IPV6_RECVPKTINFO = 49;
        private static final int IPV6_RECVHOPLIMIT = 51;
        private static final int IPV6_TCLASS = 67;
        private static final int IPV6_FREEBIND = 78;
        private static final int SOURCE_LAST_WORD = 20;

        private final IncomingIpv6 incoming = new IncomingIpv6(LONGEST_PACKET);
        private final OutgoingAdvert outgoing = new OutgoingAdvert(AddressFamily.IPV6);
        private final boolean virtualMac;

        private Ipv6(boolean virtualMac) {
            this.virtualMac = virtualMac;
        }

        @Override
        public Descriptor open() throws SystemCallException {
            return Descriptor.socket(Descriptor.AF_INET6, Descriptor.SOCK_RAW, PROTOCOL);
        }

        @Override
        public void setUp(Descriptor socket, int index, boolean multicast, Arena arena) throws SystemCallException {
            socket.option(IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
            socket.option(IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
            socket.option(IPPROTO_IPV6, IPV6_UNICAST_HOPS, HOPS);
            socket.option(IPPROTO_IPV6, IPV6_TCLASS, TRAFFIC_CLASS);
            // The link-local source is not of the device that it leaves by.
            socket.option(IPPROTO_IPV6, IPV6_FREEBIND, virtualMac ? 1 : 0);
            // Only the groups joined below, not those of other sockets.
            socket.option(IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
            socket.option(IPPROTO_IPV6, IPV6_MULTICAST_HOPS, HOPS);
            socket.option(IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0);
            socket.option(IPPROTO_IPV6, IPV6_MULTICAST_IF, index);
            if (multicast) {
                // struct ipv6_mreq { group; interface index; }
                MemorySegment membership = arena.allocate(20, 4);
                MemorySegment.copy(VrrpCodec.MULTICAST_GROUP_IPV6.getAddress(), 0, membership, JAVA_BYTE, 0, 16);
                membership.set(JAVA_INT, 16, index);
                socket.option(IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, membership);
            }
        }

        @Override
        public SocketFilter filter(@Nullable Admission only) {
            SocketFilter filter = new SocketFilter();
            if (only == null) {
                return filter;
            }
            // The message is at the start; the IP header is before it.
            filter.load(1)
                    .require(only.routerIds().stream()
                            .mapToInt(Integer::intValue)
                            .toArray());
            int[] senders = lastWords(only, AddressFamily.IPV6);
            return senders.length == 0
                    ? filter
                    : filter.loadWord(SocketFilter.IP_HEADER + SOURCE_LAST_WORD).require(senders);
        }

        @Override
        public int receive(Descriptor socket) {
            return incoming.receive(socket);
        }

        @Override
        public ByteBuffer packet(int length) {
            return incoming.packet(length);
        }

        @Override
        public MemorySegment fill(int index, InetAddress source, InetAddress destination, ByteBuffer message) {
            return outgoing.fill(index, source, destination, message);
        }

        @Override
        public InetAddress nowhere() {
            return InetAddress.ofLiteral("::");
        }
    }
}
