package lb.ha;

import lb.ha.vrrp.VrrpState;

/**
 * A change of a virtual router's state on this node.
 *
 * @param virtualRouter its name
 * @param from state before
 * @param to state now
 * @param why what led to it, in a few words
 */
public record Transition(String virtualRouter, VrrpState from, VrrpState to, String why) {
    /** Whether this node owns the addresses now, and did not before. */
    public boolean isGain() {
        return to == VrrpState.MASTER && from != VrrpState.MASTER;
    }

    /** Whether this node owned the addresses, and does not any more. */
    public boolean isLoss() {
        return from == VrrpState.MASTER && to != VrrpState.MASTER;
    }
}
