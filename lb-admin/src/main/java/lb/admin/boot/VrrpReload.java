package lb.admin.boot;

import java.util.List;
import java.util.function.Consumer;
import lb.admin.config.Configuration;
import lb.ha.HighAvailability;
import lb.ha.handover.HandOvers;
import lb.ha.lifeline.Lifeline;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.track.TrackedHealth;
import org.jspecify.annotations.Nullable;

/** A reload of a {@link VrrpPeer} that is prepared, begins, and ends either way. One thread. */
final class VrrpReload implements AutoCloseable {
    private final Configuration before;
    private final Configuration next;
    private final Parts parts;

    /** Null where the virtual routers stay the same. */
    private final HaEdges.@Nullable Following machine;

    /** Null there, too. */
    private final TrackedHealth.@Nullable Next looks;

    private boolean ended;

    /**
     * What follows, as far as it runs.
     *
     * @param edges is given what stands between it and the machine by then
     * @param ended is called when all have followed
     */
    record Parts(
            @Nullable ServiceHealth service,
            @Nullable TrackedHealth tracked,
            @Nullable HandOvers handOvers,
            @Nullable HighAvailability highAvailability,
            @Nullable Lifeline lifeline,
            Consumer<HaEdges> edges,
            Runnable ended) {}

    VrrpReload(Configuration before, Configuration next, Parts parts, HaEdges.@Nullable Following machine) {
        this.before = before;
        this.next = next;
        this.parts = parts;
        this.machine = machine;
        TrackedHealth health = parts.tracked();
        this.looks = machine == null || health == null ? null : health.prepare(next.virtualRouters());
    }

    /** The proxy is about to become another: what goes or comes by that is asked for no more, or not yet. */
    void begin() {
        ServiceHealth serving = parts.service();
        if (serving != null && !before.serves().equals(next.serves())) {
            serving.narrow(next.serves());
        }
    }

    /** All stays as it was, unless it has become what was prepared. */
    @Override
    public void close() {
        if (ended) {
            return;
        }
        ServiceHealth serving = parts.service();
        if (serving != null) {
            serving.follow(before.serves());
        }
        if (machine != null) {
            machine.places().close();
        }
        if (looks != null) {
            looks.close();
        }
    }

    /**
     * It becomes what was prepared, which cannot fail. Waits for the HA thread.
     *
     * @return what a person is to know of it; mostly nothing
     */
    List<String> end() {
        ended = true;
        boolean followed = true;
        ServiceHealth serving = parts.service();
        if (serving != null) {
            serving.follow(next.serves());
        }
        if (looks != null) {
            looks.follow();
        }
        HandOvers handing = parts.handOvers();
        HighAvailability running = parts.highAvailability();
        if (machine != null && handing != null && running != null) {
            List<VirtualRouterSettings> routers = machine.edges().routers();
            parts.edges().accept(machine.edges());
            handing.follow(routers, false);
            followed = running.become(routers, machine.places());
            if (followed) {
                handing.follow(routers, true);
            }
            Lifeline known = parts.lifeline();
            if (known != null) {
                known.follow(next.virtualRouters());
            }
        }
        parts.ended().run();
        return followed ? List.of() : List.of("the HA thread is held up, and follows as soon as it can");
    }
}
