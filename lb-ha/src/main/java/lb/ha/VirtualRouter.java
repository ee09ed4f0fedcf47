package lb.ha;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import lb.ha.NodeHealth.Verdict;
import lb.ha.address.AddressPlane;
import lb.ha.link.VrrpLink;
import lb.ha.link.VrrpLink.Received;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Holding;
import lb.ha.vrrp.Candidate;
import lb.ha.vrrp.Decoded.Accepted;
import lb.ha.vrrp.Decoded.Rejected;
import lb.ha.vrrp.RouterState;
import lb.ha.vrrp.RouterState.Backup;
import lb.ha.vrrp.RouterState.Initialize;
import lb.ha.vrrp.RouterState.Master;
import lb.ha.vrrp.VrrpAction;
import lb.ha.vrrp.VrrpAction.AddAddresses;
import lb.ha.vrrp.VrrpAction.Announce;
import lb.ha.vrrp.VrrpAction.RemoveAddresses;
import lb.ha.vrrp.VrrpAction.SendAdvert;
import lb.ha.vrrp.VrrpEvent;
import lb.ha.vrrp.VrrpEvent.AdvertReceived;
import lb.ha.vrrp.VrrpMachine;
import lb.ha.vrrp.VrrpState;
import lb.ha.vrrp.VrrpStep;
import org.jspecify.annotations.Nullable;

/**
 * One virtual router at work: it feeds the {@link VrrpMachine} and does what that asks for. HA thread only.
 */
final class VirtualRouter {
    private final VirtualRouterSettings settings;
    private final AddressFamily family;
    private final HaEvents events;
    private final InstantSource wallClock;
    private final VrrpMachine machine;
    private final Warnings warnings;
    private final Eligibility eligibility;
    private final AdvertIntake intake;
    private final AdvertSender sender;
    private final VirtualAddresses addresses;
    private final MovedRoutes routes;
    private final Duplicates duplicates;
    private final Announcements announcements;
    private final SyncGroup group;
    private final HandOver handOver;
    private final AdvertCounters counters = new AdvertCounters();
    private final OwnerWatch owner;

    private RouterState state = new Initialize("not started yet");
    private Instant since;
    private @Nullable InetAddress source;
    private long heardAt;
    private long becameMaster;
    private Transitions transitions = Transitions.NONE;
    private Lease lease;
    private boolean asking;

    VirtualRouter(
            VirtualRouterSettings settings,
            SyncGroup group,
            Set<InetAddress> virtual,
            VrrpLink link,
            AddressPlane plane,
            NodeHealth health,
            HaEvents events,
            HandOver handOver,
            NanoClock clock,
            InstantSource wallClock) {
        this.settings = settings;
        this.group = group;
        this.family = settings.family();
        this.events = events;
        this.handOver = handOver;
        this.wallClock = wallClock;
        this.machine = new VrrpMachine(settings);
        this.warnings = new Warnings(settings.name(), events, clock);
        long now = clock.nanoTime();
        InterfaceWatch watch = new InterfaceWatch(settings, virtual, plane, warnings, now);
        TrackedInterfaces tracked = new TrackedInterfaces(settings.tracking().interfaces(), plane, warnings);
        this.eligibility = new Eligibility(settings, group, this, health, warnings, watch, tracked, now);
        AdvertSequence sequence = new AdvertSequence();
        this.intake = new AdvertIntake(settings, counters, warnings, sequence);
        this.sender = new AdvertSender(settings, link, warnings, sequence);
        this.addresses = new VirtualAddresses(settings, plane, warnings);
        this.routes = new MovedRoutes(settings, virtual, plane, warnings);
        this.duplicates = new Duplicates(settings, plane, warnings);
        this.announcements = new Announcements(settings.gratuitousArp(), addresses);
        this.owner = new OwnerWatch(settings.advertInterval().toNanos());
        this.since = wallClock.instant();
        this.lease = Lease.of(settings.lease(), now);
        group.join(this);
    }

    String name() {
        return settings.name();
    }

    /** How well what it serves can be served, as last asked. */
    Verdict verdict() {
        return eligibility.verdict();
    }

    /** Why it cannot take part, whatever others of its group do; null when it can. */
    @Nullable
    String problem(long now) {
        return eligibility.problem(now);
    }

    /** When it is to become master if it hears none; null unless it is backup. */
    @Nullable
    Long masterDownAt() {
        return state instanceof Backup ? Long.valueOf(machine.deadline(state, 0)) : null;
    }

    /**
     * Another one of its group is master no more.
     *
     * @param backup whether that one is backup now
     */
    void follow(String why, boolean backup, long now) {
        if (state instanceof Master) {
            take(backup ? new VrrpEvent.GroupGaveWay(why) : new VrrpEvent.Shutdown(why), now);
        }
    }

    /** Leaves the addresses to other nodes, with all of its group, until {@link #resume}. */
    void stepAside(long now) {
        group.yielded(true);
        if (!group.isMaster() || !handOver.leave(group.unit())) {
            group.leave("yielded", false, now);
        }
    }

    /** Stands for election as ever, with all of its group. */
    void resume() {
        group.yielded(false);
        handOver.stay(group.unit());
    }

    /** Gives the addresses up, with all of its group: their clients have been led away. */
    void letGo(String why, boolean promised, long now) {
        group.leave(why, promised, now);
        handOver.gone(group.unit());
    }

    /** Becomes master, with all of its group: the owner has given the addresses up for this node. */
    void takeOver(String why, long now) {
        group.takeOver(why, now);
        handOver.taken(group.unit(), group.isMaster());
    }

    boolean isMaster() {
        return state instanceof Master;
    }

    /** A person wants other nodes to own the addresses, or does so no longer. */
    void yielded(boolean now) {
        eligibility.yielded(now);
    }

    /** Gives the addresses up, where it has them. */
    void leave(String why, boolean promised, long now) {
        if (state instanceof Master(Candidate known, long advertAt, String because)) {
            Candidate self =
                    eligibility.isYielded() ? new Candidate(VrrpMachine.LEAST_PRIORITY, known.address()) : known;
            take(new VrrpEvent.Yielded(self, why, promised), now);
        }
    }

    /** Becomes master at once, where it could by its timer. */
    void succeed(String why, long now) {
        if (eligibility.look(true, now)) {
            tidy(false, now);
        }
        eligibility.askHealth();
        stand(now);
        take(new VrrpEvent.MasterDied(why, true), now);
    }

    /** Whether a packet came in by its interface and is of its family: router IDs of the two are apart. */
    boolean hearsFrom(Received received) {
        return received.family() == family && received.interfaceName().equals(settings.interfaceName());
    }

    int routerId() {
        return settings.routerId();
    }

    /** A well-formed advert with our VRID on our interface. Returns whether it was to be heard. */
    boolean hear(Accepted received, long now) {
        AdvertReceived heard = intake.hear(received, eligibility.view().source(), now);
        if (heard == null) {
            return false;
        }
        heardAt = now;
        waitWhereHandedOver(heard, now);
        take(heard, now);
        return true;
    }

    /** More adverts came than can be heard. */
    void flooded() {
        warnings.tell(
                "flood",
                "more than " + FloodWatch.MOST_A_SECOND
                        + " adverts in a second that nobody here listens to: for a second"
                        + " at a time, the kernel drops those of unknown router IDs or senders, uncounted");
    }

    /** An owner that this node would preempt is asked to hand over; with each of its adverts, for as long as it is to. */
    private void waitWhereHandedOver(AdvertReceived heard, long now) {
        if (!(state instanceof Backup backup)) {
            asking = false;
            return;
        }
        boolean lower = heard.from().priority() < backup.self().priority();
        asking = lower && (asking || machine.preempts(backup, heard.from(), now)) && handOver.awaited(group.unit());
        if (asking) {
            take(new VrrpEvent.PreemptionWaits(now + 2 * heard.interval()), now);
        }
    }

    /** A packet that is none, and that was or may have been meant for us. */
    void hear(Rejected rejected) {
        intake.hear(rejected);
    }

    /** A packet for a virtual router that nobody here knows: common on a shared network, so it is only counted. */
    void passBy(Rejected rejected) {
        counters.passedBy(rejected.reason(), rejected.sentence());
    }

    /** Whether the kernel may have taken the addresses back; judged before what arrived meanwhile. */
    void judgeLease(long now) {
        if (state instanceof Master && lease.lapsed(now)) {
            take(new VrrpEvent.LeaseLapsed("this node did not renew its addresses in time"), now);
        }
    }

    /** This node did not run for so long; told before what arrived meanwhile. */
    void stoodStill(long nanos, long now) {
        take(new VrrpEvent.StoodStill(nanos), now);
    }

    /**
     * Looks at what stands.
     *
     * @param now a time before which every advert has been heard
     * @param woken whether somebody has ended the wait early, as the link does when an interface has changed
     */
    void look(long now, boolean woken) {
        // Who is about to become master looks at its interface once more: on a dead one, silence means nothing.
        boolean due = state instanceof Backup && now - group.masterDownAt(now) >= 0;
        if (eligibility.look(woken || due, now)) {
            tidy(woken, now);
        }
        Candidate heard = intake.lastHeard();
        duplicates.look(state instanceof Master, heard == null ? null : heard.address(), heardAt, now);
        eligibility.askHealth();
        eligibility.judge(now);
    }

    /** Judges what stands and which timers are over, after all of its group have looked. */
    void judge(long now) {
        stand(now);
        if (!(state instanceof Backup) || now - group.masterDownAt(now) >= 0) {
            take(new VrrpEvent.TimeReached(), now);
        }
        if (state instanceof Master && now - lease.renewAt() >= 0) {
            lease = addresses.renew() ? lease.renewed(now) : lease.refused(now);
        }
        announcements.judge(now);
    }

    /**
     * Its master is said to be dead.
     *
     * @param now a time before which every advert has been heard
     */
    void masterDied(MasterDeath death, long now) {
        // Who was heard since then lives; and who was never heard is no master that could have died.
        if (!(state instanceof Backup) || intake.lastHeard() == null || heardAt - death.lostAt() > 0) {
            return;
        }
        if (eligibility.look(true, now)) {
            tidy(false, now);
        }
        eligibility.askHealth();
        stand(now);
        owner.diedAt(death.lostAt());
        take(new VrrpEvent.MasterDied(death.why(), death.first() && group.isAlone()), now);
    }

    private void tidy(boolean woken, long now) {
        List<InetAddress> present = eligibility.view().addresses();
        if (!(state instanceof Master)) {
            routes.sweep();
            addresses.sweep(present);
            return;
        }
        if (eligibility.isConnected()) {
            String refused = addresses.restore(present);
            if (refused != null) {
                refuse(refused, state.name(), now);
            } else {
                routes.restore(woken);
            }
        }
    }

    private void stand(long now) {
        switch (eligibility.standing(state.name(), now)) {
            case Standing.Ready(Candidate self, String why) -> {
                source = self.address();
                switch (state) {
                    case Initialize initialize -> take(new VrrpEvent.Startup(self), now);
                    case Backup backup -> changeSelf(backup.self(), self, why, now);
                    case Master master -> {
                        // While its clients are led away, or nobody is ready, it is not to be preempted.
                        if (!group.isLeaving()) {
                            changeSelf(master.self(), self, why, now);
                        }
                    }
                }
            }
            case Standing.Unready(String why) -> {
                if (!isOut(why)) {
                    take(new VrrpEvent.Shutdown(why), now);
                }
            }
            case Standing.Disconnected(String why) -> {
                if (!isOut(why)) {
                    take(new VrrpEvent.InterfaceDown(why), now);
                }
            }
        }
    }

    private void changeSelf(Candidate known, Candidate self, String why, long now) {
        if (!known.equals(self)) {
            take(new VrrpEvent.SelfChanged(self, why), now);
            if (known.priority() != self.priority()) {
                events.priorityChanged(settings.name(), known.priority(), self.priority(), why);
            }
        }
    }

    private boolean isOut(String why) {
        return state instanceof Initialize(String known) && known.equals(why);
    }

    /** Something here, or somebody told by it, has thrown. */
    void failed(RuntimeException fault) {
        warnings.tell("fault", "a fault in lb itself: " + fault);
    }

    /** Stops taking part for good. */
    void stop(String why, long now) {
        group.dissolve();
        duplicates.close();
        take(new VrrpEvent.Shutdown(why), now);
    }

    private void take(VrrpEvent event, long now) {
        VrrpState from = state.name();
        VrrpStep step = machine.on(state, event, now);
        state = step.state();
        owner.on(event, from, state.name(), now);
        String refused = act(step.actions(), now);
        if (refused != null) {
            // Who cannot hold the addresses must not be believed to own them.
            refuse(refused, from, now);
            return;
        }
        tellChange(from, now);
    }

    private void refuse(String refused, VrrpState from, long now) {
        eligibility.refused(refused, now);
        VrrpEvent event = new VrrpEvent.Shutdown(refused);
        VrrpStep step = machine.on(state, event, now);
        state = step.state();
        owner.on(event, from, state.name(), now);
        act(step.actions(), now);
        tellChange(from, now);
        group.left(this, refused, false, now);
    }

    private void tellChange(VrrpState from, long now) {
        VrrpState to = state.name();
        if (from == to) {
            return;
        }
        since = wallClock.instant();
        if (to == VrrpState.MASTER) {
            becameMaster++;
            eligibility.granted();
        } else {
            announcements.stop();
        }
        Duration absence = to == VrrpState.MASTER ? owner.absence(now) : null;
        Transition transition = new Transition(settings.name(), from, to, state.why(), since, absence);
        transitions = transitions.with(transition);
        try {
            events.changed(transition);
        } finally {
            if (from == VrrpState.MASTER) {
                group.left(this, state.why(), to == VrrpState.BACKUP, now);
            }
        }
    }

    /** Does what was asked, in order. Returns why the addresses could not be taken, else null. */
    private @Nullable String act(List<VrrpAction> actions, long now) {
        for (VrrpAction action : actions) {
            switch (action) {
                case SendAdvert(int priority) -> send(priority);
                case AddAddresses add -> {
                    String refused = addresses.add();
                    if (refused != null) {
                        return refused;
                    }
                    lease = Lease.of(settings.lease(), now);
                    routes.add();
                }
                case RemoveAddresses remove -> {
                    // First: a route may name one of them as a source.
                    routes.remove();
                    addresses.remove();
                }
                case Announce(boolean taken) -> {
                    if (taken) {
                        announcements.taken(now);
                    } else {
                        announcements.contested(now);
                        events.contested(settings.name());
                    }
                }
            }
        }
        return null;
    }

    private void send(int priority) {
        if (source != null && sender.send(priority, source)) {
            counters.sent();
        }
    }

    /** When {@link #look} and {@link #judge} want to be called again at the latest. */
    long deadline(long now) {
        long earliest =
                eligibility.deadline(now, now + settings.advertInterval().toNanos());
        // In a group the last timer counts: what waits for others must not make the loop spin.
        long timer = state instanceof Backup ? group.masterDownAt(earliest) : machine.deadline(state, earliest);
        earliest = announcements.deadline(earlier(earliest, timer));
        if (state instanceof Master) {
            earliest = earlier(earliest, lease.renewAt());
        }
        return earliest;
    }

    static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    VirtualRouterStatus status() {
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
                since,
                state.why(),
                eligibility.isYielded(),
                settings.priority(),
                effectivePriority(),
                eligibility.verdict().usable(),
                eligibility.verdict().reason(),
                eligibility.lowered(),
                lastHeard == null ? null : lastHeard.address(),
                lastHeard == null ? -1 : lastHeard.priority(),
                becameMaster,
                duplicates.total(),
                counters.sentTotal(),
                counters.receivedTotal(),
                counters.rejectedTotals(),
                counters.lastRejection(),
                settings.preemption().allowed(),
                timers(),
                intake.peers(),
                transitions);
    }

    private VrrpTimers timers() {
        Duration interval =
                state instanceof Backup backup ? Duration.ofNanos(backup.masterInterval()) : settings.advertInterval();
        Long nextAt = state instanceof Initialize ? null : Long.valueOf(machine.deadline(state, 0));
        int priority = state instanceof Initialize ? settings.priority() : effectivePriority();
        return new VrrpTimers(interval, machine.masterDownInterval(priority, interval), nextAt);
    }

    private int effectivePriority() {
        return switch (state) {
            case Initialize initialize -> 0;
            case Backup backup -> backup.self().priority();
            case Master master -> master.self().priority();
        };
    }
}
