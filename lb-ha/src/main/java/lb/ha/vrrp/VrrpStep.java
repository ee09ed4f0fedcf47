package lb.ha.vrrp;

import java.util.List;

/**
 * The outcome of an event.
 *
 * @param state the state from now on
 * @param actions what to do, in this order
 */
public record VrrpStep(RouterState state, List<VrrpAction> actions) {
    public VrrpStep {
        actions = List.copyOf(actions);
    }

    static VrrpStep of(RouterState state, VrrpAction... actions) {
        return new VrrpStep(state, List.of(actions));
    }
}
