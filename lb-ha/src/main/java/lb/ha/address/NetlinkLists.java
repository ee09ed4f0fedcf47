package lb.ha.address;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import lb.ha.linux.Errno;
import lb.ha.linux.NetworkInterfaces;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.AddressText;
import org.jspecify.annotations.Nullable;

/** The addresses and interfaces that rtnetlink(7) lists, and what it says where it refuses. Nothing is remembered. */
final class NetlinkLists {
    // A list that changes while it is read is read again.
    private static final int ATTEMPTS = 10;

    private final NetlinkSocket netlink;

    NetlinkLists(NetlinkSocket netlink) {
        this.netlink = netlink;
    }

    /** @param tried for the message of an error */
    List<NetlinkReply.Address> addresses(String interfaceName, AddressFamily family, String tried)
            throws AddressException {
        int index = NetworkInterfaces.index(interfaceName);
        if (index == 0) {
            throw AddressException.refused(tried, NetworkInterfaces.missing(interfaceName));
        }
        return addresses(family, interfaceName, tried).stream()
                .filter(one -> one.interfaceIndex() == index)
                .toList();
    }

    /** @param whose for the message of an error */
    List<NetlinkReply.Address> addresses(AddressFamily family, String whose, String tried) throws AddressException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            NetlinkRequest.dumpAddresses(netlink.request(), family);
            List<NetlinkReply> answer = netlink.ask();
            NetlinkReply.Result end = NetlinkReply.result(answer);
            if (end.errno() != 0) {
                throw refused(tried, whose, end);
            }
            boolean interrupted = end.interrupted();
            List<NetlinkReply.Address> found = new ArrayList<>();
            for (NetlinkReply reply : answer) {
                if (reply instanceof NetlinkReply.Address one) {
                    interrupted |= one.interrupted();
                    found.add(one);
                }
            }
            if (!interrupted) {
                return found;
            }
        }
        throw AddressException.refused(tried, "they kept changing while they were read");
    }

    /** One interface; null when there is none of that name. */
    NetlinkReply.@Nullable Link link(String interfaceName) throws AddressException {
        if (!NetworkInterfaces.possible(interfaceName)) {
            return null;
        }
        NetlinkRequest.getLink(netlink.request(), interfaceName);
        List<NetlinkReply> answer = netlink.ask();
        if (answer.getLast() instanceof NetlinkReply.Link link) {
            return link;
        }
        NetlinkReply.Result result = NetlinkReply.result(answer);
        if (result.errno() == Errno.ENODEV) {
            return null;
        }
        throw refused("look at interface " + interfaceName, interfaceName, result);
    }

    /** Whether an answer says that an address was removed, and not that it was not there. */
    static boolean isRemoved(NetlinkReply.Result result, String interfaceName, InetAddress address)
            throws AddressException {
        return switch (result.errno()) {
            case 0 -> true;
            // An interface that is gone took its addresses with it.
            case Errno.EADDRNOTAVAIL, Errno.ENODEV -> false;
            default ->
                throw refused("remove " + AddressText.of(address) + " from " + interfaceName, interfaceName, result);
        };
    }

    static AddressException refused(String tried, String interfaceName, NetlinkReply.Result result) {
        if (result.errno() == Errno.ENODEV) {
            return AddressException.refused(tried, NetworkInterfaces.missing(interfaceName));
        }
        return AddressException.refused(tried, result);
    }
}
