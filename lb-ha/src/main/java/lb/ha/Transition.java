package lb.ha;

import java.time.Duration;
import java.time.Instant;
import lb.ha.vrrp.VrrpState;
import org.jspecify.annotations.Nullable;

/**
 * A change of a virtual router's state on this node.
 *
 * @param virtualRouter its name
 * @param from state before
 * @param to state now
 * @param why what led to it, in a few words
 * @param at wall-clock time
 * @param withoutOwner where this node became master: for how long nobody owned the addresses, as far as it can know
 *     ({@link OwnerWatch}); zero where it took them from a living master; null where it cannot know, and in any other change
 */
public record Transition(
        String virtualRouter,
        VrrpState from,
        VrrpState to,
        String why,
        Instant at,
        @Nullable Duration withoutOwner) {
    /** Whether this node owns the addresses now, and did not before. */
    public boolean isGain() {
        return to == VrrpState.MASTER && from != VrrpState.MASTER;
    }

    /** Whether this node owned the addresses, and does not any more. */
    public boolean isLoss() {
        return from == VrrpState.MASTER && to != VrrpState.MASTER;
    }
}
