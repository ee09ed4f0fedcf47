package lb.ha.handover;

import java.util.List;

/** How far the hand-over of one unit has come on this node; times are those of {@link lb.ha.NanoClock}. */
sealed interface HandOverState {
    /**
     * Nothing is under way.
     *
     * @param askAgainAt before that, this node asks no owner: what did not work a moment ago is left to VRRP
     */
    record Idle(long askAgainAt) implements HandOverState {}

    /**
     * Owner: waits for the other's READY.
     *
     * @param until when the next candidate is asked
     * @param lastUntil the same of the last one
     */
    record Offered(String peer, long epoch, long until, long lastUntil, Plan plan) implements HandOverState {}

    /**
     * Owner: clients are being led away.
     *
     * @param peer who has been made the offer; empty for nobody: nobody is told but by VRRP
     * @param ready whether that one has said READY; it may still do so
     */
    record Draining(String peer, boolean ready, long epoch, long until, Plan plan) implements HandOverState {}

    /** Owner: the addresses are being removed. With an empty peer nobody waits for them but by VRRP. */
    record LettingGo(String peer, long epoch, long until) implements HandOverState {}

    /** No owner any more: waits for the other's DONE. */
    record Committed(String peer, long epoch, long until) implements HandOverState {}

    /** Next owner: has asked the owner for an offer. */
    record Requested(String peer, long until) implements HandOverState {}

    /** Next owner: waits for the commit. */
    record Ready(String peer, long epoch, long until) implements HandOverState {}

    /** Next owner: becomes master. */
    record Taking(String peer, long epoch, long until) implements HandOverState {}

    /**
     * Why an owner leaves.
     *
     * @param must whether it does so without a ready peer, too: in the way of VRRP then
     * @param drainNanos for how long clients may be led away
     * @param candidates who is ready by its last words and was not asked yet, in the order in which they are
     */
    record Plan(String why, boolean must, long drainNanos, List<String> candidates) {
        public Plan {
            candidates = List.copyOf(candidates);
        }

        /** The same, without one of the candidates. */
        Plan without(String candidate) {
            List<String> others =
                    candidates.stream().filter(one -> !one.equals(candidate)).toList();
            return new Plan(why, must, drainNanos, others);
        }
    }
}
