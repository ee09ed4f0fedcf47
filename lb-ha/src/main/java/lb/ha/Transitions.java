package lb.ha;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lb.ha.vrrp.VrrpState;
import org.jspecify.annotations.Nullable;

/**
 * What a virtual router has done since the start.
 *
 * @param last its last {@value #KEPT} changes of state, the oldest first
 * @param counts how often each change has happened
 * @param lastFailover for how long nobody owned the addresses before this node took them, the last time that this was known;
 *     null when it never was
 */
public record Transitions(
        List<Transition> last,
        Map<Change, Long> counts,
        @Nullable Duration lastFailover) {
    /** How many changes are kept. */
    public static final int KEPT = 100;

    /** Before anything has happened. */
    public static final Transitions NONE = new Transitions(List.of(), Map.of(), null);

    /** From which state to which. */
    public record Change(VrrpState from, VrrpState to) {}

    public Transitions {
        last = List.copyOf(last);
        counts = Map.copyOf(counts);
    }

    /** With one more. */
    Transitions with(Transition transition) {
        List<Transition> kept = new ArrayList<>(last.size() == KEPT ? last.subList(1, KEPT) : last);
        kept.add(transition);
        Map<Change, Long> counted = new HashMap<>(counts);
        counted.merge(new Change(transition.from(), transition.to()), 1L, Long::sum);
        Duration absence = transition.withoutOwner();
        return new Transitions(kept, counted, absence == null ? lastFailover : absence);
    }
}
