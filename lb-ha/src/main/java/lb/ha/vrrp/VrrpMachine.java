package lb.ha.vrrp;

import static lb.ha.settings.VirtualRouterSettings.OWNER_PRIORITY;

import java.time.Duration;
import lb.ha.settings.AddressText;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.vrrp.RouterState.Backup;
import lb.ha.vrrp.RouterState.Initialize;
import lb.ha.vrrp.RouterState.Master;
import lb.ha.vrrp.VrrpAction.AddAddresses;
import lb.ha.vrrp.VrrpAction.Announce;
import lb.ha.vrrp.VrrpAction.RemoveAddresses;
import lb.ha.vrrp.VrrpAction.SendAdvert;
import lb.ha.vrrp.VrrpEvent.AdvertReceived;
import lb.ha.vrrp.VrrpEvent.GroupGaveWay;
import lb.ha.vrrp.VrrpEvent.InterfaceDown;
import lb.ha.vrrp.VrrpEvent.LeaseLapsed;
import lb.ha.vrrp.VrrpEvent.MasterDied;
import lb.ha.vrrp.VrrpEvent.PreemptionWaits;
import lb.ha.vrrp.VrrpEvent.SelfChanged;
import lb.ha.vrrp.VrrpEvent.Shutdown;
import lb.ha.vrrp.VrrpEvent.Startup;
import lb.ha.vrrp.VrrpEvent.StoodStill;
import lb.ha.vrrp.VrrpEvent.TimeReached;
import lb.ha.vrrp.VrrpEvent.Yielded;

/**
 * The state machine of one virtual router (RFC 9568 section 6.4; version 2: RFC 3768 section 6.4). Pure: it has no
 * socket, no clock and no thread; what it knows of the past is in the state that it is given.
 *
 * <p>Beyond the RFCs:
 *
 * <ul>
 *   <li>A master which hears a lower priority advertises at once, as RFC 9568 asks, in version 2 as well, and announces
 *       the addresses again: neighbours may have believed the other node.
 *   <li>A master which was stopped for so long that others must have missed it ({@link #missed}), and then hears that
 *       another node is master, becomes a backup whatever the priorities: that node owns the addresses by now. It
 *       takes them back in good order, if it is to have them. When it hears nobody, it becomes a backup too, before it
 *       sends anything: that nobody was heard does not mean that there is nobody.
 *       The first master that it hears then is sent an advert of the least priority, as below.
 *   <li>A backup that did not run for a while waits for so much longer: what it could not hear was no silence.
 *   <li>A master which gives way to another one sends a last advert, of the least priority: so that one announces the
 *       addresses again. After two parts of a network were joined it may not have heard that there was another master,
 *       and neighbours in the other part would go on sending to a node which has the addresses no more.
 *   <li>A delay of preemption (keepalived: {@code preempt_delay}) is counted from the first advert of a lower priority;
 *       until it is over that one is heard like a higher one. Silence is no preemption: nothing delays that.
 *   <li>A master whose sync group gives way says that it stops, so that the node with the rest takes its part as well.
 *   <li>A master that yields does the same, and is a backup of the least priority until it is told to resume; nobody who
 *       is there comes after it, and when nobody is there it takes over again.
 *   <li>A backup whose master is known to be dead takes over as if its timer had ended; where another node may be to come
 *       first, after the skew time.
 *   <li>A master of lower priority that is about to hand over is not preempted meanwhile; its silence is.
 *   <li>A master that hands over to another node says that it stops, and becomes a backup before that node is told: should
 *       it not be heard of, the skew time decides who is next.
 *   <li>A priority that changes while waiting for the master changes the skew time that is left to wait.
 * </ul>
 */
public final class VrrpMachine {
    /** The least that takes part: what a node that gives way says last, and one that has yielded says always. */
    public static final int LEAST_PRIORITY = 1;

    private static final long SECOND = 1_000_000_000;

    /**
     * For how long a node that has left its addresses to others waits for an advert, beside its skew time: whoever has heard that
     * it leaves waits for a skew time only. That of the next owner is shorter, since it outranks this node: whoever has yielded
     * has priority 1, and else it was asked by a node of higher priority. So it is master by then.
     */
    private static final long ON_THEIR_WAY = 200_000_000;

    private final int version;
    private final long advertInterval;
    private final boolean preempt;
    private final long preemptDelay;

    public VrrpMachine(VirtualRouterSettings settings) {
        this.version = settings.version();
        this.advertInterval = settings.advertInterval().toNanos();
        this.preempt = settings.preemption().allowed();
        this.preemptDelay = settings.preemption().delay().toNanos();
    }

    /**
     * One step.
     *
     * @param now {@link lb.ha.NanoClock}'s time; never before that of the step before
     */
    public VrrpStep on(RouterState state, VrrpEvent event, long now) {
        return switch (state) {
            case Initialize initialize -> inInitialize(initialize, event, now);
            case Backup backup -> inBackup(backup, event, now);
            case Master master -> inMaster(master, event, now);
        };
    }

    /**
     * A state that a machine of other settings was in, as it is for this one. A master advertises no later than both have it; a
     * backup waits as the last advert said, and the next one says how it goes on.
     */
    public RouterState resumed(RouterState state, long now) {
        return switch (state) {
            case Initialize initialize -> initialize;
            case Backup backup -> {
                Long preemptAt = backup.preemptAt();
                long latest = now + preemptDelay;
                yield preemptAt == null || latest - preemptAt >= 0 ? backup : backup.preemptingAt(latest);
            }
            case Master master -> {
                long latest = now + advertInterval;
                yield latest - master.advertAt() >= 0 ? master : new Master(master.self(), latest, master.why());
            }
        };
    }

    /** When the state's timer is over; {@code fallback} for a state without one. */
    public long deadline(RouterState state, long fallback) {
        return switch (state) {
            case Initialize initialize -> fallback;
            case Backup backup -> masterDownAt(backup);
            case Master master -> master.advertAt();
        };
    }

    private VrrpStep inInitialize(Initialize initialize, VrrpEvent event, long now) {
        return switch (event) {
            case Startup(Candidate self) ->
                self.priority() == OWNER_PRIORITY
                        ? becomeMaster(self, now, "owner of the addresses (priority 255)")
                        : VrrpStep.of(backup(self, advertInterval, now, "started"));
            case Shutdown(String why) -> VrrpStep.of(new Initialize(why));
            case InterfaceDown(String why) -> VrrpStep.of(new Initialize(why));
            case SelfChanged changed -> VrrpStep.of(initialize);
            case AdvertReceived received -> VrrpStep.of(initialize);
            case StoodStill stood -> VrrpStep.of(initialize);
            case LeaseLapsed lapsed -> VrrpStep.of(initialize);
            case GroupGaveWay gaveWay -> VrrpStep.of(initialize);
            case Yielded yielded -> VrrpStep.of(initialize);
            case PreemptionWaits waits -> VrrpStep.of(initialize);
            case TimeReached reached -> VrrpStep.of(initialize);
            case MasterDied died -> VrrpStep.of(initialize);
        };
    }

    private VrrpStep inBackup(Backup backup, VrrpEvent event, long now) {
        return switch (event) {
            case Startup startup -> VrrpStep.of(backup);
            case Shutdown(String why) ->
                backup.believed()
                        ? VrrpStep.of(new Initialize(why), new SendAdvert(LEAST_PRIORITY))
                        : VrrpStep.of(new Initialize(why));
            case InterfaceDown(String why) -> VrrpStep.of(new Initialize(why));
            case SelfChanged(Candidate self, String why) ->
                self.priority() == OWNER_PRIORITY
                        ? becomeMaster(self, now, "owner of the addresses (priority 255): " + why)
                        : VrrpStep.of(backup.as(self));
            case AdvertReceived(Candidate from, long interval) -> heardInBackup(backup, from, interval, now);
            case StoodStill(long nanos) -> VrrpStep.of(backup.until(backup.patienceEnds() + nanos));
            case LeaseLapsed lapsed -> VrrpStep.of(backup);
            case GroupGaveWay gaveWay -> VrrpStep.of(backup);
            case Yielded yielded -> VrrpStep.of(backup.as(yielded.self()));
            case PreemptionWaits(long until) -> VrrpStep.of(backup.preemptingAt(until));
            case TimeReached reached ->
                now - masterDownAt(backup) < 0
                        ? VrrpStep.of(backup)
                        : becomeMaster(backup.self(), now, "no advert of a master in time");
            case MasterDied(String why, boolean first) ->
                first ? becomeMaster(backup.self(), now, why) : VrrpStep.of(backup.until(now));
        };
    }

    private VrrpStep heardInBackup(Backup backup, Candidate from, long interval, long now) {
        if (from.priority() == Advert.STOPPING_PRIORITY) {
            return VrrpStep.of(backup.until(now));
        }
        Backup next = heardMaster(backup, from, masterInterval(interval), now);
        return backup.believed() ? VrrpStep.of(next, new SendAdvert(LEAST_PRIORITY)) : VrrpStep.of(next);
    }

    /** Whether a backup is to hear a master no more, because it outranks that one and may preempt it now. */
    public boolean preempts(Backup backup, Candidate from, long now) {
        Long preemptAt = backup.preemptAt();
        return preempt
                && from.priority() != Advert.STOPPING_PRIORITY
                && from.priority() < backup.self().priority()
                && (preemptAt == null ? preemptDelay == 0 : now - preemptAt >= 0);
    }

    private Backup heardMaster(Backup backup, Candidate from, long interval, long now) {
        Candidate self = backup.self();
        if (!preempt || from.priority() >= self.priority()) {
            return backup(self, interval, now, backup.why());
        }
        long preemptAt = backup.preemptAt() == null ? now + preemptDelay : backup.preemptAt();
        if (now - preemptAt < 0) {
            return new Backup(self, interval, now + 3 * interval, false, preemptAt, backup.why());
        }
        return new Backup(
                self, backup.masterInterval(), backup.patienceEnds(), false, backup.preemptAt(), backup.why());
    }

    private VrrpStep inMaster(Master master, VrrpEvent event, long now) {
        return switch (event) {
            case Startup startup -> VrrpStep.of(master);
            case Shutdown(String why) ->
                VrrpStep.of(new Initialize(why), new SendAdvert(Advert.STOPPING_PRIORITY), new RemoveAddresses());
            case InterfaceDown(String why) -> VrrpStep.of(new Initialize(why), new RemoveAddresses());
            case SelfChanged(Candidate self, String why) ->
                VrrpStep.of(new Master(self, master.advertAt(), master.why()));
            case AdvertReceived(Candidate from, long interval) -> heardInMaster(master, from, interval, now);
            case StoodStill stood -> VrrpStep.of(master);
            case LeaseLapsed(String why) -> stepBack(master, now, why);
            case GroupGaveWay(String why) -> leave(master.self(), now, 3 * advertInterval, why);
            case Yielded(Candidate self, String why, boolean stopping) ->
                leave(self, now, stopping ? 3 * advertInterval : Math.min(ON_THEIR_WAY, 3 * advertInterval), why);
            case PreemptionWaits waits -> VrrpStep.of(master);
            case TimeReached reached -> advertTimer(master, now);
            case MasterDied died -> VrrpStep.of(master);
        };
    }

    private VrrpStep heardInMaster(Master master, Candidate from, long interval, long now) {
        Candidate self = master.self();
        if (from.priority() == Advert.STOPPING_PRIORITY) {
            return assertMastership(master, now);
        }
        String sender = AddressText.of(from.address()) + " (priority " + from.priority() + ")";
        if (from.outranks(self)) {
            return giveWay(self, masterInterval(interval), now, sender + " is master");
        }
        if (missed(master, now)) {
            return giveWay(self, masterInterval(interval), now, sender + " took over while this node stood still");
        }
        return assertMastership(master, now);
    }

    private VrrpStep advertTimer(Master master, long now) {
        if (now - master.advertAt() < 0) {
            return VrrpStep.of(master);
        }
        if (missed(master, now)) {
            return stepBack(master, now, "this node stood still for longer than others wait");
        }
        // From the time that was due, not from now: lateness does not add up.
        long next =
                now - master.advertAt() < advertInterval ? master.advertAt() + advertInterval : now + advertInterval;
        return VrrpStep.of(
                new Master(master.self(), next, master.why()),
                new SendAdvert(master.self().priority()));
    }

    /** As if this node stopped, so that the next one does not wait; silence is an invitation to this one, too. */
    private VrrpStep leave(Candidate self, long now, long patience, String why) {
        return VrrpStep.of(
                backup(self, advertInterval, now, why).until(now + patience),
                new SendAdvert(Advert.STOPPING_PRIORITY),
                new RemoveAddresses());
    }

    /** Somebody else may be master by now: whoever that is must not be answered before it was listened for. */
    private VrrpStep stepBack(Master master, long now, String why) {
        long patienceEnds = now + 3 * advertInterval;
        return VrrpStep.of(
                new Backup(master.self(), advertInterval, patienceEnds, true, null, why), new RemoveAddresses());
    }

    private VrrpStep assertMastership(Master master, long now) {
        return VrrpStep.of(
                new Master(master.self(), now + advertInterval, master.why()),
                new SendAdvert(master.self().priority()),
                new Announce(false));
    }

    private VrrpStep becomeMaster(Candidate self, long now, String why) {
        return VrrpStep.of(
                new Master(self, now + advertInterval, why),
                new SendAdvert(self.priority()),
                new AddAddresses(),
                new Announce(true));
    }

    private VrrpStep giveWay(Candidate self, long masterInterval, long now, String why) {
        return VrrpStep.of(
                backup(self, masterInterval, now, why), new RemoveAddresses(), new SendAdvert(LEAST_PRIORITY));
    }

    /**
     * Whether a master's next advert is so late that a backup's master down interval may be over: three intervals since
     * the last one, the skew time being next to nothing for the highest priorities.
     */
    private boolean missed(Master master, long now) {
        return now - master.advertAt() > 2 * advertInterval;
    }

    private Backup backup(Candidate self, long masterInterval, long now, String why) {
        return new Backup(self, masterInterval, now + 3 * masterInterval, false, null, why);
    }

    /** For how long a master of that interval is silent at least before a backup of that priority takes its place. */
    public Duration masterDownInterval(int priority, Duration masterInterval) {
        long interval = masterInterval.toNanos();
        return Duration.ofNanos(3 * interval + skewTime(priority, interval));
    }

    private long masterDownAt(Backup backup) {
        return backup.patienceEnds() + skewTime(backup.self().priority(), backup.masterInterval());
    }

    /** Version 3 takes it from the master's interval (RFC 9568 section 6.1), version 2 from one second (RFC 3768). */
    private long skewTime(int priority, long masterInterval) {
        return (256 - priority) * (version == 3 ? masterInterval : SECOND) / 256;
    }

    /** Version 3 keeps the master's interval, version 2 its own, which is the same in every advert that is heard. */
    private long masterInterval(long received) {
        return version == 3 ? received : advertInterval;
    }
}
