package lb.ha;

import lb.ha.InterfaceWatch.View;
import lb.ha.NodeHealth.Verdict;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.vrrp.VrrpState;
import org.jspecify.annotations.Nullable;

/**
 * Whether one virtual router may take part in the election, and as whom: what its interface, its service, its group, the
 * kernel and a person have to say. HA thread only.
 */
final class Eligibility {
    private final SyncGroup group;
    private final VirtualRouter router;
    private final NodeHealth health;
    private final Warnings warnings;
    private final InterfaceWatch watch;
    private final PriorityDrop drop;
    private final Refusals refusals = new Refusals();
    private long startAt;
    private VirtualRouterSettings settings;
    private TrackedInterfaces tracked;
    private int priority;
    private Verdict verdict = Verdict.USABLE;
    private boolean yielded;

    Eligibility(
            VirtualRouterSettings settings,
            SyncGroup group,
            VirtualRouter router,
            NodeHealth health,
            Warnings warnings,
            InterfaceWatch watch,
            TrackedInterfaces tracked,
            long now) {
        this.settings = settings;
        this.group = group;
        this.router = router;
        this.health = health;
        this.warnings = warnings;
        this.watch = watch;
        this.tracked = tracked;
        this.drop = new PriorityDrop(settings);
        this.priority = settings.priority();
        this.startAt = now + settings.startupDelay().toNanos();
    }

    /** Takes part without a start-up delay: it has taken part before. */
    void goOn(boolean toldToYield, long now) {
        startAt = now;
        yielded = toldToYield;
    }

    /** The interface as last seen. */
    View view() {
        return watch.view();
    }

    /** Whether nothing is wrong with the interface. */
    boolean isConnected() {
        return view().problem().isEmpty();
    }

    /** How well what it serves can be served, as last asked. */
    Verdict verdict() {
        return verdict;
    }

    /** Why it cannot take part, whatever others of its group do; null when it can. */
    @Nullable
    String problem(long now) {
        if (now - startAt < 0) {
            return "waits for its start-up delay";
        }
        return isConnected() ? refusals.why() : view().problem();
    }

    /** This node's own priority. */
    int priority() {
        return priority;
    }

    /**
     * Goes by those settings from now on; the start-up delay has begun, and stays.
     *
     * @param other looks at the interfaces that the priority follows
     */
    void become(VirtualRouterSettings next, TrackedInterfaces other, long now) {
        settings = next;
        priority = next.priority();
        drop.become(next);
        watch.become(next, now);
        if (!tracked.equals(other)) {
            tracked = other;
            // Before anybody asks: else they would all be up for a moment.
            tracked.look();
        }
    }

    TrackedInterfaces tracked() {
        return tracked;
    }

    /** Points that this takes from its priority now. */
    int lowered() {
        return drop.points();
    }

    /**
     * Looks at the interface, and at those that the priority follows.
     *
     * @param atOnce whether to, though it is not time to; but not twice in one turn
     * @return whether it did, and could see its own
     */
    boolean look(boolean atOnce, long now) {
        if (now - watch.lookAt() < 0 && (!atOnce || watch.lookedAt(now))) {
            return false;
        }
        boolean seen = watch.look(now);
        tracked.look();
        return seen;
    }

    /** Asks whether this node can serve. */
    void askHealth() {
        try {
            verdict = health.verdict(settings.name()).and(tracked.verdict());
        } catch (RuntimeException e) {
            warnings.tell("health", "cannot ask whether this node can serve: " + e);
        }
    }

    /** Forgets a refusal whose time is over. */
    void judge(long now) {
        refusals.judge(now);
    }

    /** The kernel has refused the addresses. */
    void refused(String why, long now) {
        refusals.refused(why, now);
    }

    /** The kernel has taken the addresses. */
    void granted() {
        refusals.granted();
    }

    /** A person wants other nodes to own the addresses, or does so no longer. */
    void yielded(boolean now) {
        yielded = now;
    }

    boolean isYielded() {
        return yielded;
    }

    /** What follows from all that, for a virtual router in that state. */
    Standing standing(VrrpState state, long now) {
        String own = isConnected() ? problem(now) : null;
        String out = own == null ? group.keepsOut(router, now) : own;
        Verdict ofAll = group.verdict(router);
        boolean least = yielded && !(state == VrrpState.MASTER && group.keepsPriority());
        return Standing.of(settings, priority, view(), ofAll, drop.on(ofAll, state, now), least, out);
    }

    /** When {@link #look} is due, or something else here may change, at the latest. */
    long deadline(long now, long latest) {
        long earliest = VirtualRouter.earlier(latest, watch.lookAt());
        if (now - startAt < 0) {
            earliest = VirtualRouter.earlier(earliest, startAt);
        }
        return refusals.deadline(drop.deadline(earliest));
    }
}
