package lb.ha.handover;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import lb.ha.HandOver;
import lb.ha.NanoClock;
import lb.ha.handover.HandOverAction.LeadAway;
import lb.ha.handover.HandOverAction.LetGo;
import lb.ha.handover.HandOverAction.LetIn;
import lb.ha.handover.HandOverAction.Send;
import lb.ha.handover.HandOverAction.TakeOver;
import lb.ha.handover.HandOverAction.Tell;
import lb.ha.handover.HandOverEvent.ClientsAway;
import lb.ha.handover.HandOverEvent.Deposed;
import lb.ha.handover.HandOverEvent.Gone;
import lb.ha.handover.HandOverEvent.Heard;
import lb.ha.handover.HandOverEvent.Leave;
import lb.ha.handover.HandOverEvent.Lost;
import lb.ha.handover.HandOverEvent.Outranks;
import lb.ha.handover.HandOverEvent.Stay;
import lb.ha.handover.HandOverEvent.Taken;
import lb.ha.handover.HandOverEvent.TimeReached;
import lb.ha.handover.HandOverEvent.Unable;
import lb.ha.handover.HandOverState.Draining;
import lb.ha.handover.HandOverState.Idle;
import lb.ha.handover.HandOverState.Offered;
import lb.ha.handover.HandOverState.Plan;
import lb.ha.handover.HandOverState.Ready;
import lb.ha.handover.HandOverState.Requested;
import lb.ha.handover.HandOverState.Taking;
import lb.ha.settings.VirtualRouterSettings;
import org.jspecify.annotations.Nullable;

/**
 * The hand-overs of all units of a node, without the thread. What others say is queued by any thread; {@link #turn} is the
 * hand-over thread's.
 */
final class HandOverLoop implements HandOver {
    /** What nobody tells is looked at so often while a hand-over is under way. */
    private static final long LOOK = Duration.ofMillis(20).toNanos();

    private final Peers peers;
    private final Clients clients;
    private final VirtualRouters routers;
    private final Consumer<String> notices;
    private final NanoClock clock;
    private final LongSupplier epochs;
    private final Supplier<Duration> drain;
    private final Runnable wake;
    private final Queue<Pending> queue = new ConcurrentLinkedQueue<>();
    private volatile Map<String, Unit> units;
    private volatile boolean stopping;

    /**
     * @param epochs a random number each
     * @param wake called by whoever has queued something: a {@link #turn} is due
     */
    HandOverLoop(
            List<VirtualRouterSettings> settings,
            Peers peers,
            Clients clients,
            VirtualRouters routers,
            Consumer<String> notices,
            NanoClock clock,
            LongSupplier epochs,
            Supplier<Duration> drain,
            Runnable wake) {
        this.units = Unit.of(settings, peers, routers, clock.nanoTime());
        this.peers = peers;
        this.clients = clients;
        this.routers = routers;
        this.notices = notices;
        this.clock = clock;
        this.epochs = epochs;
        this.drain = drain;
        this.wake = wake;
    }

    /**
     * Goes by what a reload makes of the virtual routers. Any thread but one at a time.
     *
     * @param over whether those that are gone have stopped; else they are known still, beside those that are new
     */
    void follow(List<VirtualRouterSettings> settings, boolean over) {
        Map<String, Unit> next = Unit.following(units, Unit.of(settings, peers, routers, clock.nanoTime()));
        Map<String, Unit> before = units;
        if (!over) {
            before.forEach(next::putIfAbsent);
        }
        units = next;
        // A hand-over of one that is gone ends here; its addresses may come again, or be of another one.
        before.values().stream().filter(unit -> !next.containsValue(unit)).forEach(this::letIn);
        wake.run();
    }

    private void letIn(Unit unit) {
        Set<InetAddress> away = unit.letIn();
        if (!away.isEmpty()) {
            clients.letIn(away);
        }
    }

    /** What waits for its turn. */
    private record Pending(String unit, Said said) {}

    /** What was said, from which an event follows when its turn has come. */
    private sealed interface Said {
        record ToLeave() implements Said {}

        record ToAsk() implements Said {}

        record ByPeer(String node, Message message) implements Said {}

        record Event(HandOverEvent event) implements Said {}
    }

    @Override
    public void leave(String unit) {
        say(unit, new Said.ToLeave());
    }

    @Override
    public void stay(String unit) {
        say(unit, new Said.Event(new Stay()));
    }

    @Override
    public boolean keepsPriority(String unit) {
        Unit asked = unit(unit);
        return !asked.isIdle() || !asked.sight().others().areAllGone();
    }

    @Override
    public boolean awaited(String unit) {
        Unit asked = unit(unit);
        long now = clock.nanoTime();
        return switch (asked.state()) {
            // Its own clock counts, whatever holds the hand-over thread up.
            case Requested requested -> now - requested.until() < 0;
            case Ready ready -> now - ready.until() < 0;
            case Taking taking -> now - taking.until() < 0;
            case Idle(long askAgainAt)
            when now - askAgainAt >= 0 && asked.sight().others().owner() != null && isAble(asked) -> {
                if (clients.arePrepared()) {
                    say(unit, new Said.ToAsk());
                }
                yield true;
            }
            default -> false;
        };
    }

    @Override
    public void gone(String unit, boolean owned) {
        say(unit, new Said.Event(new Gone(owned)));
    }

    @Override
    public void taken(String unit, boolean master) {
        say(unit, new Said.Event(new Taken(master)));
    }

    /** A peer speaks. Any thread. */
    void heard(String node, Message message) {
        if (units.containsKey(message.unit())) {
            say(message.unit(), new Said.ByPeer(node, message));
        } else if (message.kind() == Message.Kind.OFFER || message.kind() == Message.Kind.REQUEST) {
            peers.send(node, new Message(Message.Kind.REFUSED, message.unit(), message.epoch(), 0));
        }
    }

    /** Each unit leaves, whoever is ready. Any thread. */
    void stop() {
        stopping = true;
        routers.yieldAll();
    }

    /** Whether nothing is under way. Any thread. */
    boolean isIdle() {
        return queue.isEmpty() && units.values().stream().allMatch(Unit::isIdle);
    }

    private void say(String unit, Said said) {
        queue.add(new Pending(unit, said));
        wake.run();
    }

    private Unit unit(String name) {
        Unit unit = units.get(name);
        if (unit == null) {
            throw new IllegalArgumentException("no virtual router that moves first is called " + name);
        }
        return unit;
    }

    /** One turn; never waits. Returns nanoseconds until the next one at the latest. */
    long turn() {
        for (Pending next = queue.poll(); next != null; next = queue.poll()) {
            Unit unit = units.get(next.unit);
            // One that a reload has taken away has nothing to hand over any more.
            HandOverEvent event = unit == null ? null : event(unit, next.said);
            if (unit != null && event != null) {
                take(unit, event);
            }
        }
        long wait = Duration.ofSeconds(1).toNanos();
        for (Unit unit : units.values()) {
            look(unit);
            take(unit, new TimeReached());
            if (unit.isWanted() || !unit.isIdle()) {
                long now = clock.nanoTime();
                long deadline = HandOverMachine.deadline(unit.state(), now + LOOK);
                wait = Math.min(wait, Math.clamp(deadline - now, 0, LOOK));
            }
        }
        return wait;
    }

    private @Nullable HandOverEvent event(Unit unit, Said said) {
        return switch (said) {
            case Said.ToLeave toLeave -> {
                unit.want();
                yield new Leave(epochs.getAsLong(), plan(unit));
            }
            case Said.ToAsk toAsk -> {
                String owner = unit.sight().others().owner();
                yield owner == null || !isAble(unit) ? null : new Outranks(owner);
            }
            case Said.ByPeer(String node, Message message) ->
                new Heard(
                        node,
                        message,
                        isAble(unit),
                        unit.sight().isOwner()
                                && (message.kind() != Message.Kind.REQUEST
                                        || unit.sight().isOutrankedBy(node)),
                        epochs.getAsLong(),
                        asked(unit, node));
            // Who stops does not stay; and what a peer has asked for is not ended by somebody who never wanted this
            // node to leave.
            case Said.Event(Stay stay) when stopping || !unit.isWanted() -> null;
            case Said.Event(HandOverEvent event) -> {
                unit.note(event);
                yield event;
            }
        };
    }

    private Plan plan(Unit unit) {
        UnitSight.Others others = unit.sight().others();
        return stopping
                ? new Plan("stopping", true, drain.get().toNanos(), others.candidates())
                : new Plan("yielded", !others.isNobodyThere(), drain.get().toNanos(), others.candidates());
    }

    /** What a peer of higher priority has asked for. Nobody is served while the backends are down, so nobody is waited for. */
    private Plan asked(Unit unit, String node) {
        return new Plan(
                "asked by node " + node,
                false,
                unit.sight().isUsable() ? drain.get().toNanos() : 0,
                List.of());
    }

    private boolean isAble(Unit unit) {
        return !stopping && unit.sight().isAble();
    }

    /** What nobody tells. */
    private void look(Unit unit) {
        HandOverState state = unit.state();
        long now = clock.nanoTime();
        boolean owns = unit.sight().isOwner();
        unit.look(owns, now);
        if (owns && unit.isToLeave(stopping, now)) {
            take(unit, new Leave(epochs.getAsLong(), plan(unit)));
            return;
        }
        boolean owner = state instanceof Offered || state instanceof Draining;
        if (owner && !owns) {
            take(unit, new Deposed());
        }
        if ((state instanceof Ready || state instanceof Requested) && !isAble(unit)) {
            take(unit, new Unable());
        }
        Optional<String> peer = unit.peer();
        if (peer.isPresent() && !unit.sight().isConnected(peer.get())) {
            take(unit, new Lost(peer.get()));
        }
    }

    private void take(Unit unit, HandOverEvent event) {
        for (HandOverAction action : unit.take(event, clock.nanoTime())) {
            try {
                act(unit, action);
            } catch (RuntimeException | Error e) {
                // What follows from it is missed at the deadline of the state; the other actions count all the same.
                notices.accept("hand-over: a fault in lb itself: " + e);
            }
        }
    }

    private void act(Unit unit, HandOverAction action) {
        switch (action) {
            case Send(String peer, Message message) -> peers.send(peer, message);
            case LeadAway(long epoch, long nanos) ->
                clients.leadAway(
                        unit.leadAway(),
                        Duration.ofNanos(nanos),
                        () -> say(unit.name(), new Said.Event(new ClientsAway(epoch))));
            case LetIn letIn -> letIn(unit);
            case LetGo(String why, boolean yielded) ->
                // Who stops neither takes them back nor changes its mind.
                routers.letGo(unit.name(), why, stopping, yielded && !stopping);
            case TakeOver(String why) -> routers.takeOver(unit.name(), why);
            case Tell(String sentence) -> notices.accept("virtual router " + unit.name() + ": " + sentence);
        }
    }
}
