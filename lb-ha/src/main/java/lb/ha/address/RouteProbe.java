package lb.ha.address;

import java.util.List;
import lb.ha.linux.Errno;
import lb.ha.linux.Platform;
import lb.ha.linux.SystemCallException;
import lb.ha.settings.Prefix;
import lb.ha.settings.VirtualRoute;

/** Asks for routes of any table, whoever added them, in the network namespace of the thread that opened it. One thread. */
public final class RouteProbe implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final int ANYBODY = 0;

    private final NetlinkSocket netlink;

    private RouteProbe(NetlinkSocket netlink) {
        this.netlink = netlink;
    }

    /**
     * Opens it.
     *
     * @throws AddressException when it cannot be: no Linux, no netlink
     */
    public static RouteProbe open() throws AddressException {
        String refusal = Platform.refusal();
        if (refusal != null) {
            throw new AddressException(refusal);
        }
        try {
            NetlinkSocket netlink = new NetlinkSocket();
            netlink.filterLists();
            return new RouteProbe(netlink);
        } catch (SystemCallException e) {
            throw new AddressException("cannot read the routes: " + e.getMessage());
        }
    }

    /**
     * Whether there is a route to just that network that leads somewhere. Reads that table, which may be long; a kernel before
     * 4.20 gives all tables.
     *
     * @param table its number
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    public boolean exists(Prefix destination, long table) throws AddressException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            RouteMessage.dump(netlink.request(), destination.family(), table, ANYBODY);
            List<NetlinkReply> answer = netlink.ask();
            NetlinkReply.Result end = NetlinkReply.result(answer);
            if (end.errno() == Errno.ENOENT) {
                // A table that nobody has put anything into yet.
                return false;
            }
            if (end.errno() != 0) {
                throw AddressException.refused("read the routes of table " + table, end);
            }
            boolean interrupted = end.interrupted();
            for (NetlinkReply reply : answer) {
                if (reply instanceof NetlinkReply.Route one) {
                    interrupted |= one.interrupted();
                    RouteMessage route = one.route();
                    if (route != null
                            && route.table() == table
                            && route.type() == VirtualRoute.Type.UNICAST.number()
                            && route.destination().equals(destination)) {
                        return true;
                    }
                }
            }
            if (!interrupted) {
                return false;
            }
        }
        throw new AddressException("cannot read the routes of table " + table + ": they kept changing meanwhile");
    }

    @Override
    public void close() {
        netlink.close();
    }
}
