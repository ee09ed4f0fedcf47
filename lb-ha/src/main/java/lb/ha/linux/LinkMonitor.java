package lb.ha.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Becomes readable when an interface appears, disappears, goes up or down, or an address comes or goes: a netlink(7) socket
 * in the groups RTMGRP_LINK, RTMGRP_IPV4_IFADDR and RTMGRP_IPV6_IFADDR, and, where they are asked for, in those of routes
 * and rules. What changed is for its user to look up; a notice lost in a full buffer is noticed all the same.
 */
public final class LinkMonitor implements AutoCloseable {
    private static final int NETLINK_ROUTE = 0;
    private static final int GROUPS = 0x1 | 0x10 | 0x100;
    /** RTMGRP_IPV4_ROUTE, RTMGRP_IPV6_ROUTE, RTMGRP_IPV4_RULE and the bit of RTNLGRP_IPV6_RULE. */
    private static final int ROUTE_GROUPS = 0x40 | 0x400 | 0x80 | 0x40000;

    private static final int RTM_NEWADDR = 20;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_DELROUTE = 25;
    private static final int RTM_NEWRULE = 32;
    private static final int RTM_DELRULE = 33;
    /** Where the type of a message stands. */
    private static final int TYPE = 4;

    private static final int FLAGS = 6;
    private static final int NLM_F_REPLACE = 0x100;
    /** Where a route says who added it: behind the header, in a struct rtmsg. */
    private static final int ROUTE_PROTOCOL = 16 + 5;
    /** The mark of ours. */
    private static final byte PROTOCOL = 112;

    private final Descriptor socket;
    // Messages are cut to it: only of routes their headers are looked at.
    private final MemorySegment notice = Arena.ofAuto().allocate(64, 8);

    private boolean ofRoutes;

    /** @param routes whether routes and rules are watched, too */
    public LinkMonitor(boolean routes) throws SystemCallException {
        socket = Descriptor.socket(Descriptor.AF_NETLINK, Descriptor.SOCK_RAW, NETLINK_ROUTE);
        try (Arena arena = Arena.ofConfined()) {
            socket.bind(SocketAddresses.netlink(arena, routes ? GROUPS | ROUTE_GROUPS : GROUPS));
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    /** What is to be watched. */
    public Descriptor descriptor() {
        return socket;
    }

    /**
     * Forgets the notices so far. Returns whether one of them is worth a look: of an address that was added none is, since
     * this node adds its own over and over again; of routes those that may have taken one of ours away, since a machine that
     * learns its routes has very many.
     */
    public boolean clear() {
        boolean worth = false;
        int result;
        do {
            result = socket.receive(notice, 0);
            // ENOBUFS: some were lost, and more may be there.
            boolean lost = result == -Errno.ENOBUFS;
            boolean told = result > ROUTE_PROTOCOL && isWorthALook();
            worth |= lost || told;
            ofRoutes |= lost || (told && isOfRoutes());
        } while (result >= 0 || result == -Errno.ENOBUFS);
        return worth;
    }

    /** Whether, since this was asked last, a notice that was worth a look was, or may have been, of a route or a rule. */
    public boolean tellsOfRoutes() {
        boolean told = ofRoutes;
        ofRoutes = false;
        return told;
    }

    private boolean isOfRoutes() {
        short type = notice.get(JAVA_SHORT, TYPE);
        return type == RTM_NEWROUTE || type == RTM_DELROUTE || type == RTM_DELRULE;
    }

    private boolean isWorthALook() {
        boolean ours = notice.get(JAVA_BYTE, ROUTE_PROTOCOL) == PROTOCOL;
        return switch (notice.get(JAVA_SHORT, TYPE)) {
            case RTM_NEWADDR, RTM_NEWRULE -> false;
            case RTM_NEWROUTE -> !ours && (notice.get(JAVA_SHORT, FLAGS) & NLM_F_REPLACE) != 0;
            case RTM_DELROUTE -> ours;
            default -> true;
        };
    }

    @Override
    public void close() {
        socket.close();
    }
}
