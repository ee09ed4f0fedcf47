package lb.ha.address;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import lb.ha.linux.SocketFilter;

/** Lets through only what says who has one of some addresses. A packet begins with its Ethernet header. */
final class ClaimFilter {
    /** Of IPv6, nine instructions each, no more fit into the 4,096 that the kernel takes; the rest is not heard. */
    private static final int MOST_IPV6 = 400;

    /** Two each. */
    private static final int MOST_IPV4 = 2000;

    private static final int ARP_SENDER = 28;
    private static final int NEXT_HEADER = 20;
    private static final int ICMPV6 = 58;
    private static final int TYPE = 54;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int TARGET = 62;

    private ClaimFilter() {}

    /** For ARP, of those that are of IPv4. */
    static SocketFilter arp(Collection<InetAddress> addresses) {
        SocketFilter filter = new SocketFilter().loadWord(ARP_SENDER);
        for (InetAddress address : first(addresses, Inet4Address.class, MOST_IPV4)) {
            filter.letInIf(ByteBuffer.wrap(address.getAddress()).getInt());
        }
        return filter.drop();
    }

    /** For IPv6, of those that are of it. */
    static SocketFilter advertisements(Collection<InetAddress> addresses) {
        SocketFilter filter =
                new SocketFilter().load(NEXT_HEADER).require(ICMPV6).load(TYPE).require(NEIGHBOUR_ADVERTISEMENT);
        for (InetAddress address : first(addresses, Inet6Address.class, MOST_IPV6)) {
            filter.letInIf(TARGET, address.getAddress());
        }
        return filter.drop();
    }

    private static List<InetAddress> first(
            Collection<InetAddress> addresses, Class<? extends InetAddress> family, int most) {
        return addresses.stream().filter(family::isInstance).limit(most).toList();
    }
}
