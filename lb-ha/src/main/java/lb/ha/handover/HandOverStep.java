package lb.ha.handover;

import java.util.List;
import java.util.stream.Stream;

/**
 * The outcome of an event.
 *
 * @param state from now on
 * @param actions what to do, in this order
 */
record HandOverStep(HandOverState state, List<HandOverAction> actions) {
    HandOverStep {
        actions = List.copyOf(actions);
    }

    /** The same, and then these. */
    HandOverStep and(HandOverAction... more) {
        return new HandOverStep(
                state, Stream.concat(actions.stream(), Stream.of(more)).toList());
    }

    static HandOverStep of(HandOverState state, HandOverAction... actions) {
        return new HandOverStep(state, List.of(actions));
    }
}
