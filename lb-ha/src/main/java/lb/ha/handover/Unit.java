package lb.ha.handover;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import lb.ha.handover.HandOverEvent.Gone;
import lb.ha.handover.HandOverEvent.Stay;
import lb.ha.handover.HandOverState.Committed;
import lb.ha.handover.HandOverState.Draining;
import lb.ha.handover.HandOverState.Idle;
import lb.ha.handover.HandOverState.LettingGo;
import lb.ha.handover.HandOverState.Offered;
import lb.ha.handover.HandOverState.Ready;
import lb.ha.handover.HandOverState.Requested;
import lb.ha.handover.HandOverState.Taking;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;

/**
 * Virtual routers that move together, how far their hand-over is, and whether a person wants them to leave. Of the hand-over
 * thread, but for {@link #state} and {@link #sight}, which are any thread's.
 */
final class Unit {
    /** For how long a yield waits for word of a node that was known to be unable to take over. */
    private static final long UNKNOWN = Duration.ofSeconds(5).toNanos();

    private final String name;
    private final UnitSight sight;
    private final HandOverMachine machine;
    private volatile Set<InetAddress> addresses;
    private volatile HandOverState state;

    /** Those whose clients are led away; empty for none. */
    private volatile Set<InetAddress> led = Set.of();

    /** Whether a person wants other nodes to own the addresses, once one is ready. */
    private boolean wanted;

    /** Whether the addresses were given up, and the virtual routers have not been seen without them since. */
    private boolean gone;

    /** When it was last known that no other node could take over. */
    private long nobodyAt;

    private Unit(List<VirtualRouterSettings> members, Peers peers, VirtualRouters routers, long now) {
        this.name = members.getFirst().name();
        Set<String> names = members.stream().map(VirtualRouterSettings::name).collect(Collectors.toSet());
        this.sight = new UnitSight(name, names, peers, routers);
        this.addresses = members.stream()
                .flatMap(member -> member.held().stream())
                .map(VirtualAddress::address)
                .collect(Collectors.toSet());
        this.machine = new HandOverMachine(name);
        this.state = new Idle(now);
        this.nobodyAt = now;
    }

    /** Those that all virtual routers of a node make up, by name. */
    static Map<String, Unit> of(List<VirtualRouterSettings> settings, Peers peers, VirtualRouters routers, long now) {
        Map<String, List<VirtualRouterSettings>> together = new LinkedHashMap<>();
        for (VirtualRouterSettings router : settings) {
            String group = router.syncGroup();
            // One that moves alone may have the name of a group.
            String key = group == null ? "alone " + router.name() : "group " + group;
            together.computeIfAbsent(key, _ -> new ArrayList<>()).add(router);
        }
        Map<String, Unit> units = new LinkedHashMap<>();
        for (List<VirtualRouterSettings> members : together.values()) {
            Unit unit = new Unit(members, peers, routers, now);
            units.put(unit.name, unit);
        }
        return units;
    }

    /**
     * Those after a reload: one with the same members is the same, however far its hand-over is.
     *
     * @param known those before
     * @param made those that the settings make up
     */
    static Map<String, Unit> following(Map<String, Unit> known, Map<String, Unit> made) {
        Map<String, Unit> units = new LinkedHashMap<>();
        made.forEach((name, next) -> {
            Unit before = known.get(name);
            if (before != null && before.sight.members().equals(next.sight.members())) {
                before.addresses = next.addresses;
                units.put(name, before);
            } else {
                units.put(name, next);
            }
        });
        return units;
    }

    /** That of its first member. */
    String name() {
        return name;
    }

    UnitSight sight() {
        return sight;
    }

    /** Those whose clients are led away from now on. */
    Set<InetAddress> leadAway() {
        Set<InetAddress> now = addresses;
        led = now;
        return now;
    }

    /** Those whose clients were led away, and are let in again: a reload may have given it others meanwhile. */
    Set<InetAddress> letIn() {
        Set<InetAddress> away = led;
        led = Set.of();
        return away;
    }

    HandOverState state() {
        return state;
    }

    boolean isIdle() {
        return state instanceof Idle;
    }

    /** Something has happened to it. Returns what follows. */
    List<HandOverAction> take(HandOverEvent event, long now) {
        HandOverStep step = machine.on(state, event, now);
        state = step.state();
        return step.actions();
    }

    /** A person wants other nodes to own the addresses, until they have left or may stay. */
    void want() {
        wanted = true;
    }

    boolean isWanted() {
        return wanted;
    }

    /** Keeps in mind what an event that is about to be taken says of that. */
    void note(HandOverEvent event) {
        wanted &= !(event instanceof Stay || event instanceof Gone);
        gone |= event instanceof Gone(boolean owned) && owned;
    }

    /**
     * Looks at what nobody tells.
     *
     * @param owns whether this node owns the addresses
     */
    void look(boolean owns, long now) {
        gone &= owns;
        if (!wanted || sight.others().isNobodyThere()) {
            nobodyAt = now;
        }
    }

    /**
     * Whether an owner is to leave, for which nothing is under way: it stops, or has become owner since it was to; or it stayed
     * for want of somebody who is ready, and now somebody is, or nobody knows any more.
     */
    boolean isToLeave(boolean stopping, long now) {
        return isIdle()
                && !gone
                && ((stopping && sight.isYielded())
                        || (wanted
                                && (now - nobodyAt >= UNKNOWN
                                        || !sight.others().candidates().isEmpty())));
    }

    /** The node that a hand-over is under way with. */
    Optional<String> peer() {
        String peer = switch (state) {
            case Idle idle -> "";
            case Offered it -> it.peer();
            case Draining it -> it.peer();
            case LettingGo it -> it.peer();
            case Committed it -> it.peer();
            case Requested it -> it.peer();
            case Ready it -> it.peer();
            case Taking it -> it.peer();
        };
        return peer.isEmpty() ? Optional.empty() : Optional.of(peer);
    }
}
