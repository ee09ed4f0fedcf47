package lb.ha.lifeline;

import java.util.Set;

/**
 * What follows from an event.
 *
 * @param state from now on
 * @param inquire whether an inquiry is to be begun
 * @param dead virtual routers whose master, if the peer was it, is dead
 * @param giveUp whether the connection is to be closed
 */
record PeerStep(PeerState state, boolean inquire, Set<String> dead, boolean giveUp) {
    static PeerStep of(PeerState state) {
        return new PeerStep(state, false, Set.of(), false);
    }

    static PeerStep inquire(PeerState state) {
        return new PeerStep(state, true, Set.of(), false);
    }

    static PeerStep dead(PeerState state, Set<String> routers) {
        return new PeerStep(state, false, routers, false);
    }

    static PeerStep giveUp(PeerState state) {
        return new PeerStep(state, false, Set.of(), true);
    }
}
