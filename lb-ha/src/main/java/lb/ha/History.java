package lb.ha;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import lb.ha.vrrp.VrrpEvent;
import lb.ha.vrrp.VrrpState;
import org.jspecify.annotations.Nullable;

/** What has become of one virtual router since the start. HA thread only. */
final class History {
    private final String virtualRouter;
    private final OwnerWatch owner;
    private final InstantSource wallClock;
    private Instant since;
    private long becameMaster;
    private Transitions transitions = Transitions.NONE;

    History(String virtualRouter, Duration advertInterval, InstantSource wallClock) {
        this.virtualRouter = virtualRouter;
        this.owner = new OwnerWatch(advertInterval.toNanos());
        this.wallClock = wallClock;
        this.since = wallClock.instant();
    }

    /** What has happened, whether or not it has changed the state. */
    void on(VrrpEvent event, VrrpState from, VrrpState to, long now) {
        owner.on(event, from, to, now);
    }

    /** Another node is known to have died as master at that time. */
    void ownerDied(long at) {
        owner.diedAt(at);
    }

    /** The state has changed, after {@link #on}. */
    Transition changed(VrrpState from, VrrpState to, String why, long now) {
        since = wallClock.instant();
        becameMaster += to == VrrpState.MASTER ? 1 : 0;
        @Nullable Duration absence = to == VrrpState.MASTER ? owner.absence(now) : null;
        Transition transition = new Transition(virtualRouter, from, to, why, since, absence);
        transitions = transitions.with(transition);
        return transition;
    }

    /** Begins with what another process of this node has seen. */
    void goOn(Instant changed, long timesMaster) {
        since = changed;
        becameMaster = timesMaster;
    }

    /** Wall-clock time of the last change of state. */
    Instant since() {
        return since;
    }

    /** Times that it became master. */
    long becameMaster() {
        return becameMaster;
    }

    Transitions transitions() {
        return transitions;
    }
}
