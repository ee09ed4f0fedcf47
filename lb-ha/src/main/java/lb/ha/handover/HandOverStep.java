package lb.ha.handover;

import java.util.List;

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

    static HandOverStep of(HandOverState state, HandOverAction... actions) {
        return new HandOverStep(state, List.of(actions));
    }
}
