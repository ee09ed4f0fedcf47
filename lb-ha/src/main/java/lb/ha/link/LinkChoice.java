package lb.ha.link;

import java.util.Collection;
import java.util.Set;
import lb.ha.linux.Capability;
import lb.ha.linux.Errno;
import lb.ha.linux.Platform;
import lb.ha.linux.SystemCallException;
import org.jspecify.annotations.Nullable;

/**
 * The link that this machine lets a node have: raw sockets, or libpcap where a policy (seccomp, a security module) refuses those.
 *
 * @param notice what a person is to know of it; null for raw sockets
 */
public record LinkChoice(VrrpLink link, @Nullable String notice) {
    /** A policy's answers. */
    private static final Set<Integer> REFUSALS = Set.of(Errno.EPERM, Errno.EACCES, Errno.EPROTONOSUPPORT);

    /**
     * Opens the link, in the calling thread's network namespace.
     *
     * @param wanted where
     * @param routes whether a route that was taken away ends a wait, as a change of an interface does
     * @throws LinkException when it cannot be; where both are refused, it says so of both
     */
    public static LinkChoice open(Collection<Listening> wanted, boolean routes) throws LinkException {
        String refusal = refusal(wanted);
        if (refusal == null) {
            return new LinkChoice(RawVrrpLink.open(wanted, routes), null);
        }
        try {
            return new LinkChoice(
                    CaptureVrrpLink.open(wanted, routes),
                    "raw sockets are refused here (" + refusal + "): adverts are sent and heard by libpcap");
        } catch (LinkException e) {
            throw new LinkException("cannot send or receive VRRP adverts: raw sockets are refused (" + refusal
                    + "), and by libpcap: " + e.getMessage());
        }
    }

    /** Why raw sockets are not to be had though the node may have them; null where they are, or nothing is. */
    private static @Nullable String refusal(Collection<Listening> wanted) {
        if (Platform.refusal() != null
                || !Capability.missing(Capability.NET_RAW).isEmpty()) {
            return null;
        }
        for (Listening one : wanted) {
            try {
                AdvertSocket.of(one).open().close();
            } catch (SystemCallException e) {
                if (REFUSALS.contains(e.errno())) {
                    return "socket: " + Errno.text(e.errno());
                }
            }
        }
        return null;
    }
}
