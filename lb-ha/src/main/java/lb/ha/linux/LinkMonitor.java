package lb.ha.linux;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Becomes readable when an interface appears, disappears, goes up or down, or an address comes or goes: a netlink(7) socket
 * in the groups RTMGRP_LINK, RTMGRP_IPV4_IFADDR and RTMGRP_IPV6_IFADDR. What changed is for its user to look up; a notice
 * lost in a full buffer is noticed all the same.
 */
public final class LinkMonitor implements AutoCloseable {
    private static final int NETLINK_ROUTE = 0;
    private static final int GROUPS = 0x1 | 0x10 | 0x100;
    private static final int RTM_NEWADDR = 20;
    /** Where the type of a message stands. */
    private static final int TYPE = 4;

    private final Descriptor socket;
    // Messages are cut to it: none is looked at.
    private final MemorySegment notice = Arena.ofAuto().allocate(64, 8);

    public LinkMonitor() throws SystemCallException {
        socket = Descriptor.socket(Descriptor.AF_NETLINK, Descriptor.SOCK_RAW, NETLINK_ROUTE);
        try (Arena arena = Arena.ofConfined()) {
            socket.bind(SocketAddresses.netlink(arena, GROUPS));
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
     * this node adds its own over and over again.
     */
    public boolean clear() {
        boolean worth = false;
        int result;
        do {
            result = socket.receive(notice, 0);
            // ENOBUFS: some were lost, and more may be there.
            worth |= result == -Errno.ENOBUFS || (result > TYPE && notice.get(JAVA_SHORT, TYPE) != RTM_NEWADDR);
        } while (result >= 0 || result == -Errno.ENOBUFS);
        return worth;
    }

    @Override
    public void close() {
        socket.close();
    }
}
