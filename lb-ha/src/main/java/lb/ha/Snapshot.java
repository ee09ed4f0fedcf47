package lb.ha;

import java.time.Duration;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Holding;
import lb.ha.vrrp.Candidate;
import lb.ha.vrrp.RouterState;
import lb.ha.vrrp.RouterState.Backup;
import lb.ha.vrrp.RouterState.Initialize;
import lb.ha.vrrp.RouterState.Master;
import lb.ha.vrrp.VrrpMachine;

/** What is told of a virtual router, put together from what its parts know. */
final class Snapshot {
    private Snapshot() {}

    static VirtualRouterStatus of(
            VirtualRouterSettings settings,
            VrrpMachine machine,
            RouterState state,
            Eligibility eligibility,
            AdvertIntake intake,
            AdvertCounters counters,
            Ownership ownership,
            History history) {
        Candidate lastHeard = intake.lastHeard();
        return new VirtualRouterStatus(
                settings.name(),
                settings.interfaceName(),
                settings.routerId(),
                settings.version(),
                settings.addresses(),
                settings.excluded(),
                new Holding(settings.holding().hold(), settings.lease()),
                state.name(),
                history.since(),
                state.why(),
                eligibility.isYielded(),
                eligibility.priority(),
                effectivePriority(state),
                eligibility.verdict().usable(),
                eligibility.verdict().reason(),
                eligibility.lowered(),
                lastHeard == null ? null : lastHeard.address(),
                lastHeard == null ? -1 : lastHeard.priority(),
                history.becameMaster(),
                ownership.duplicates(),
                counters.sentTotal(),
                counters.receivedTotal(),
                counters.rejectedTotals(),
                counters.lastRejection(),
                settings.preemption().allowed(),
                timers(settings, eligibility.priority(), machine, state),
                intake.peers(),
                history.transitions());
    }

    private static VrrpTimers timers(VirtualRouterSettings settings, int own, VrrpMachine machine, RouterState state) {
        Duration interval =
                state instanceof Backup backup ? Duration.ofNanos(backup.masterInterval()) : settings.advertInterval();
        Long nextAt = state instanceof Initialize ? null : Long.valueOf(machine.deadline(state, 0));
        int priority = state instanceof Initialize ? own : effectivePriority(state);
        return new VrrpTimers(interval, machine.masterDownInterval(priority, interval), nextAt);
    }

    private static int effectivePriority(RouterState state) {
        return switch (state) {
            case Initialize initialize -> 0;
            case Backup backup -> backup.self().priority();
            case Master master -> master.self().priority();
        };
    }
}
