package lb.ha.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Becomes readable when an interface appears, disappears, goes up or down: a netlink(7) socket in the group RTMGRP_LINK.
 * What changed is for its user to look up; a notice lost in a full buffer is noticed all the same.
 */
public final class LinkMonitor implements AutoCloseable {
    private static final int NETLINK_ROUTE = 0;
    private static final int RTMGRP_LINK = 1;

    private final Descriptor socket;
    // Messages are cut to it: none is looked at.
    private final MemorySegment notice = Arena.ofAuto().allocate(64, 8);

    public LinkMonitor() throws SystemCallException {
        socket = Descriptor.socket(Descriptor.AF_NETLINK, Descriptor.SOCK_RAW, NETLINK_ROUTE);
        try (Arena arena = Arena.ofConfined()) {
            socket.bind(SocketAddresses.netlink(arena, RTMGRP_LINK));
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    /** What is to be watched. */
    public Descriptor descriptor() {
        return socket;
    }

    /** Forgets the notices so far. */
    public void clear() {
        int result;
        do {
            result = socket.receive(notice, 0);
            // ENOBUFS: some were lost, and more may be there.
        } while (result >= 0 || result == -Errno.ENOBUFS);
    }

    @Override
    public void close() {
        socket.close();
    }
}
