package lb.ha.lifeline;

import java.util.Optional;
import lb.ha.VirtualRouterStatus;
import lb.ha.lifeline.Frame.Hello;
import lb.ha.lifeline.Frame.Router;
import lb.ha.vrrp.VrrpState;

/** Who comes after a dead master. Pure. */
final class Succession {
    private Succession() {}

    /** Whether, by its last words, a peer is master of a virtual router. */
    static boolean isMaster(Hello lastWords, String virtualRouter) {
        return router(lastWords, virtualRouter)
                .filter(router -> router.state() == VrrpState.MASTER)
                .isPresent();
    }

    /**
     * Whether a node may become master at once beside another one that lives: not where that one has the higher
     * priority or the same, nor where nothing is known of it. Then the skew time decides, as VRRP has it.
     */
    static boolean goesBefore(VirtualRouterStatus own, PeerState otherState, Hello otherWords) {
        if (otherState instanceof PeerState.Dead) {
            return true;
        }
        return router(otherWords, own.name())
                .filter(other -> other.state() == VrrpState.INITIALIZE || other.priority() < own.effectivePriority())
                .isPresent();
    }

    private static Optional<Router> router(Hello hello, String name) {
        return hello.routers().stream()
                .filter(router -> router.name().equals(name))
                .findFirst();
    }
}
