package lb.ha;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import lb.ha.NodeHealth.Verdict;
import lb.ha.address.AddressPlane;
import lb.ha.link.VrrpLink;
import lb.ha.link.VrrpLink.Received;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.Tracking;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import lb.ha.vrrp.Candidate;
import lb.ha.vrrp.Decoded.Accepted;
import lb.ha.vrrp.Decoded.Rejected;
import lb.ha.vrrp.RouterState;
import lb.ha.vrrp.RouterState.Backup;
import lb.ha.vrrp.RouterState.Initialize;
import lb.ha.vrrp.RouterState.Master;
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
    private final AddressFamily family;
    private final HaEvents events;
    private final AddressPlane plane;
    private final Warnings warnings;
    private final Eligibility eligibility;
    private final AdvertIntake intake;
    private final Deeds deeds;
    private final Ownership ownership;
    private final History history;
    private final SyncGroup group;
    private final AdvertSequence sequence;
    private final AdvertCounters counters = new AdvertCounters();

    private VirtualRouterSettings settings;
    private VrrpMachine machine;
    private RouterState state = new Initialize("not started yet");
    private boolean asking;

    /** Judged again while an advert waits that may contradict it. */
    private @Nullable MasterDeath doubtedDeath;

    VirtualRouter(
            VirtualRouterSettings settings,
            SyncGroup group,
            NodeWide wide,
            VrrpLink link,
            AddressPlane plane,
            NodeHealth health,
            HaEvents events,
            Witness witness,
            NanoClock clock,
            InstantSource wallClock) {
        this.settings = settings;
        this.group = group;
        this.family = settings.family();
        this.events = events;
        this.plane = plane;
        this.machine = new VrrpMachine(settings);
        this.warnings = new Warnings(settings.name(), events, clock);
        long now = clock.nanoTime();
        InterfaceWatch watch = new InterfaceWatch(settings, wide, plane, warnings, now);
        TrackedInterfaces tracked = new TrackedInterfaces(settings.tracking().interfaces(), plane, warnings);
        this.eligibility = new Eligibility(settings, group, this, health, warnings, watch, tracked, now);
        this.sequence = new AdvertSequence(wallClock.instant().getEpochSecond());
        this.intake = new AdvertIntake(settings, counters, warnings, sequence, witness);
        this.ownership = new Ownership(settings, wide, plane, warnings, now);
        this.deeds = new Deeds(settings, link, warnings, sequence, ownership, counters, events);
        this.history = new History(settings.name(), settings.advertInterval(), wallClock);
        group.join(this);
    }

    /** Is what another file says from now on, in the state that it is in: its name, place, router ID and kind stay. */
    void become(VirtualRouterSettings next, long now) {
        if (next.equals(settings)) {
            return;
        }
        List<Tracking.Interface> followed = next.tracking().interfaces();
        TrackedInterfaces tracked = followed.equals(settings.tracking().interfaces())
                ? eligibility.tracked()
                : new TrackedInterfaces(followed, plane, warnings);
        settings = next;
        machine = new VrrpMachine(next);
        state = machine.resumed(state, now);
        eligibility.become(next, tracked, now);
        intake.become(next);
        deeds.become(next);
        String refused = ownership.become(next, isMaster(), now);
        if (refused != null) {
            refuse(refused, state.name(), now);
        }
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
    Long masterDownAt(long now) {
        return state instanceof Backup ? Long.valueOf(intake.deferred(machine.deadline(state, 0), now)) : null;
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

    /** What moves together with it. */
    SyncGroup group() {
        return group;
    }

    boolean isMaster() {
        return state instanceof Master;
    }

    /** A person wants other nodes to own the addresses, or does so no longer. */
    void yielded(boolean now) {
        eligibility.yielded(now);
    }

    boolean isYielded() {
        return eligibility.isYielded();
    }

    /** Whether an advert of another node that does not give the addresses up was heard after that time. */
    boolean isClaimedSince(long time, long now) {
        return intake.isClaimedSince(time, now);
    }

    /** Gives the addresses up, where it has them. */
    void leave(String why, boolean stopping, long now) {
        if (state instanceof Master(Candidate known, long advertAt, String because)) {
            Candidate self =
                    eligibility.isYielded() ? new Candidate(VrrpMachine.LEAST_PRIORITY, known.address()) : known;
            take(new VrrpEvent.Yielded(self, why, stopping), now);
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

    String interfaceName() {
        return settings.interfaceName();
    }

    AddressFamily family() {
        return family;
    }

    /** Who the file says to take part; empty where anybody may. */
    List<InetAddress> peers() {
        return settings.peers() instanceof Unicast unicast ? unicast.peers() : List.of();
    }

    /** Whether it is a backup that has missed no advert of its master but the last. */
    boolean hearsItsMaster(long now) {
        return state instanceof Backup backup
                && intake.lastHeard() != null
                && now - intake.heardAt() < 2 * backup.masterInterval();
    }

    /** A well-formed advert with our VRID on our interface. Returns whether it was to be heard. */
    boolean hear(Accepted received, long now) {
        if (!intake.accepts(received, eligibility.view().source(), state, now)) {
            return false;
        }
        hear(received, now, now);
        return true;
    }

    /** @param at when it came, which may be before {@code now} */
    private void hear(Accepted accepted, long at, long now) {
        AdvertReceived heard = intake.hear(accepted, at);
        waitWhereHandedOver(heard, now);
        take(heard, now);
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
        asking = lower && (asking || machine.preempts(backup, heard.from(), now)) && group.isAwaited();
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
        if (isMaster() && ownership.lapsed(now)) {
            take(new VrrpEvent.LeaseLapsed("this node did not renew its addresses in time"), now);
        }
    }

    /** This node did not run for so long; told before what arrived meanwhile. */
    void stoodStill(long nanos, long now) {
        doubtedDeath = null;
        take(new VrrpEvent.StoodStill(nanos), now);
    }

    /**
     * Looks at what stands.
     *
     * @param now a time before which every advert has been heard
     * @param woken whether somebody has ended the wait early, as the link does when an interface has changed
     * @param routes whether it did so because of a route or a rule
     */
    void look(long now, boolean woken, boolean routes) {
        for (Doubts.Heard confirmed : intake.confirmed(now)) {
            hear(confirmed.advert(), confirmed.at(), now);
        }
        // Who is about to become master looks at its interface once more: on a dead one, silence means nothing.
        boolean due = state instanceof Backup && now - group.masterDownAt(now, now) >= 0;
        if (eligibility.look(woken || due, now)) {
            tidy(routes, now);
        }
        ownership.lookForDuplicates(isMaster(), intake.lastHeard(), intake.heardAt(), now);
        eligibility.askHealth();
        eligibility.judge(now);
    }

    /** Judges what stands and which timers are over, after all of its group have looked. */
    void judge(long now) {
        MasterDeath again = doubtedDeath;
        if (again != null) {
            masterDied(again, now);
        }
        stand(now);
        if (!(state instanceof Backup) || now - group.masterDownAt(now, now) >= 0) {
            take(new VrrpEvent.TimeReached(), now);
        }
        ownership.judge(isMaster(), now);
    }

    /**
     * Its master is said to be dead.
     *
     * @param now a time before which every advert has been heard
     */
    void masterDied(MasterDeath death, long now) {
        doubtedDeath = null;
        // Who was heard since then lives; and who was never heard is no master that could have died.
        if (!(state instanceof Backup) || intake.lastHeard() == null || intake.isAnyHeardSince(death.lostAt())) {
            return;
        }
        if (intake.isAnyDoubtedSince(death.lostAt(), now)) {
            // Forged, or of the next master: that one is confirmed, or its time is over, within a second.
            doubtedDeath = death;
            return;
        }
        if (eligibility.look(true, now)) {
            tidy(false, now);
        }
        eligibility.askHealth();
        stand(now);
        history.ownerDied(death.lostAt());
        take(new VrrpEvent.MasterDied(death.why(), death.first() && group.isAlone()), now);
    }

    private void tidy(boolean routes, long now) {
        List<InetAddress> present = eligibility.view().addresses();
        if (!isMaster()) {
            ownership.sweep(present);
        } else if (eligibility.isConnected()) {
            String refused = ownership.restore(present, routes, now);
            if (refused != null) {
                refuse(refused, state.name(), now);
            }
        }
    }

    private void stand(long now) {
        switch (eligibility.standing(state.name(), now)) {
            case Standing.Ready(Candidate self, String why) -> {
                deeds.speakFrom(self.address());
                switch (state) {
                    case Initialize initialize -> take(new VrrpEvent.Startup(self), now);
                    case Backup backup -> changeSelf(backup.self(), self, why, now);
                    case Master master -> changeSelf(master.self(), self, why, now);
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

    /**
     * What it has come to.
     *
     * @param dueAt until when it would have rested
     */
    Tenure tenure(long dueAt) {
        return new Tenure(
                name(),
                state,
                eligibility.isYielded(),
                sequence.last(),
                intake.peers(),
                dueAt,
                history.since(),
                history.becameMaster());
    }

    /** Goes on where another process of this node stands still: before the first turn. */
    void goOn(Tenure before, long now) {
        eligibility.goOn(before.yielded(), now);
        sequence.goOn(before.sequence());
        intake.goOn(before.peers());
        history.goOn(before.since(), before.becameMaster());
        state = before.state();
        if (state instanceof Master(Candidate self, long advertAt, String why)) {
            deeds.speakFrom(self.address());
            String refused = ownership.goOn(now);
            if (refused != null) {
                refuse(refused, state.name(), now);
                return;
            }
        }
        if (!(state instanceof Initialize)) {
            // Nothing has changed for the network; but who is told of changes knows nothing of what was before.
            events.changed(new Transition(
                    name(),
                    VrrpState.INITIALIZE,
                    state.name(),
                    "another process of this node was " + state.name() + ", and this one goes on",
                    before.since(),
                    isMaster() ? Duration.ZERO : null));
        }
    }

    /** Another process goes on: everything stays as it is. */
    void depart() {
        group.dissolve();
        ownership.close();
    }

    /** Stops taking part for good. */
    void stop(String why, long now) {
        group.dissolve();
        ownership.close();
        take(new VrrpEvent.Shutdown(why), now);
    }

    private void take(VrrpEvent event, long now) {
        VrrpState from = state.name();
        VrrpStep step = machine.on(state, event, now);
        state = step.state();
        history.on(event, from, state.name(), now);
        String refused = deeds.act(step.actions(), now);
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
        history.on(event, from, state.name(), now);
        deeds.act(step.actions(), now);
        tellChange(from, now);
        group.left(this, refused, false, now);
    }

    private void tellChange(VrrpState from, long now) {
        VrrpState to = state.name();
        if (from == to) {
            return;
        }
        if (to == VrrpState.MASTER) {
            eligibility.granted();
        } else {
            ownership.stopAnnouncing();
        }
        Transition transition = history.changed(from, to, state.why(), now);
        try {
            events.changed(transition);
        } finally {
            if (from == VrrpState.MASTER) {
                group.left(this, state.why(), to == VrrpState.BACKUP, now);
            }
        }
    }

    /** When {@link #look} and {@link #judge} want to be called again at the latest. */
    long deadline(long now) {
        long earliest =
                eligibility.deadline(now, now + settings.advertInterval().toNanos());
        // In a group the last timer counts: what waits for others must not make the loop spin.
        long timer = state instanceof Backup ? group.masterDownAt(earliest, now) : machine.deadline(state, earliest);
        return intake.deadline(now, ownership.deadline(isMaster(), earlier(earliest, timer)));
    }

    static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    VirtualRouterStatus status() {
        return Snapshot.of(settings, machine, state, eligibility, intake, counters, ownership, history);
    }
}
