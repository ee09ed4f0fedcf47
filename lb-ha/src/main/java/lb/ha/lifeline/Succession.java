package lb.ha.lifeline;

import java.util.Optional;
import lb.ha.VirtualRouterStatus;
import lb.ha.handover.Peers;
import lb.ha.handover.Peers.Standing;
import lb.ha.lifeline.Frame.Hello;
import lb.ha.lifeline.Frame.Router;
import lb.ha.vrrp.VrrpMachine;
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

    /** What a peer is to a hand-over. */
    static Peers.Node peer(String node, PeerState state, Hello lastWords, String virtualRouter) {
        boolean connected = state instanceof PeerState.Alive;
        Optional<Router> router = router(lastWords, virtualRouter);
        Standing standing = switch (state) {
            case PeerState.Alive alive -> router.map(Succession::standing).orElse(Standing.NOT_READY);
            case PeerState.Dead dead -> Standing.NOT_READY;
            // What it said before the connection was lost is not so any longer, unless it said goodbye.
            default ->
                router.filter(said -> said.state() == VrrpState.INITIALIZE)
                        .map(said -> Standing.NOT_READY)
                        .orElse(Standing.UNKNOWN);
        };
        return new Peers.Node(
                node, connected, standing, router.map(Router::priority).orElse(0));
    }

    private static Standing standing(Router said) {
        return switch (said.state()) {
            case MASTER -> Standing.OWNER;
            case BACKUP ->
                said.usable() && said.priority() > VrrpMachine.LEAST_PRIORITY ? Standing.READY : Standing.NOT_READY;
            case INITIALIZE -> Standing.NOT_READY;
        };
    }

    private static Optional<Router> router(Hello hello, String name) {
        return hello.routers().stream()
                .filter(router -> router.name().equals(name))
                .findFirst();
    }
}
