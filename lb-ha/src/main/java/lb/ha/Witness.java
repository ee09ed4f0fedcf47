package lb.ha;

import java.net.InetAddress;

/** What other nodes of ours say of themselves, beside their adverts. Asked on the HA thread: must neither block nor throw. */
@FunctionalInterface
public interface Witness {
    /** Nobody says anything. */
    Witness NONE = (sender, virtualRouter, now) -> Said.NOTHING;

    /** What a node says that it is. */
    enum Said {
        /** Nothing that could be relied upon. */
        NOTHING,
        /** It is master of the virtual router. */
        MASTER,
        /** It is not, and has not been for a while. */
        NO_MASTER
    }

    /**
     * What a node says now about a virtual router.
     *
     * @param sender where its adverts come from
     * @param now {@link NanoClock}'s time
     */
    Said of(InetAddress sender, String virtualRouter, long now);
}
