package lb.ha.handover;

import java.time.Duration;
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
import lb.ha.handover.HandOverState.Committed;
import lb.ha.handover.HandOverState.Draining;
import lb.ha.handover.HandOverState.Idle;
import lb.ha.handover.HandOverState.LettingGo;
import lb.ha.handover.HandOverState.Offered;
import lb.ha.handover.HandOverState.Plan;
import lb.ha.handover.HandOverState.Ready;
import lb.ha.handover.HandOverState.Requested;
import lb.ha.handover.HandOverState.Taking;
import lb.ha.handover.Message.Kind;

/**
 * The hand-over of what moves together, on one node. Pure: no socket, clock or thread.
 *
 * <pre>
 *   owner                                        next owner
 *   Idle                       REQUEST           Idle
 *     |  yield, stop        &lt;------------------    |  would preempt
 *   Offered                    OFFER             Requested
 *     |                     ------------------&gt;    |
 *     |                        READY             Ready            its preemption waits
 *   Draining                &lt;------------------    |
 *     |  clients led away, SYNs dropped            |
 *   LettingGo                  (advert 0)          |
 *     |  addresses removed, SYNs let in            |
 *   Committed                  COMMIT            Taking
 *     |                     ------------------&gt;    |  advert, addresses, announced
 *     |                        DONE              Idle
 *   Idle                    &lt;------------------
 * </pre>
 *
 * <p>The addresses are removed before COMMIT is sent, so that two owners are out of the question. The peer outranks this
 * node by then, or has heard that it stops, so VRRP brings about the same when COMMIT does not arrive, only later. Before
 * that, everything that is missing, late or of another epoch leaves the addresses where they are.
 */
final class HandOverMachine {
    /** For an answer before anything has happened: the owner goes on serving meanwhile. */
    static final long ANSWER = Duration.ofSeconds(1).toNanos();

    /** What leading clients away may take beyond the drain: the last requests, event loops that answer late. */
    static final long LATE = Duration.ofSeconds(3).toNanos();

    /** For this node's own virtual routers to give the addresses up. */
    static final long LET_GO = Duration.ofSeconds(1).toNanos();

    /** From the commit on. */
    static final long LIMIT = Duration.ofMillis(200).toNanos();

    /** What an owner may take beyond the drain, from its offer to its commit: all of the above but the last. */
    static final long MARGIN = ANSWER + LATE + LET_GO;

    /** After a hand-over that came to nothing VRRP has its way for so long. */
    static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final String unit;

    HandOverMachine(String unit) {
        this.unit = unit;
    }

    /** One step. */
    HandOverStep on(HandOverState state, HandOverEvent event, long now) {
        return switch (event) {
            case Leave leave -> leave(state, leave, now);
            case Stay stay -> stay(state, now);
            case Outranks(String owner) -> outranks(state, owner, now);
            case Heard heard -> heard(state, heard, now);
            case Lost(String peer) -> lost(state, peer, now);
            case Unable unable ->
                switch (state) {
                    case Ready ready -> HandOverStep.of(failed(now), cancel(ready.peer(), ready.epoch()));
                    case Requested requested -> HandOverStep.of(failed(now));
                    default -> HandOverStep.of(state);
                };
            case Deposed deposed ->
                switch (state) {
                    case Offered offered -> HandOverStep.of(failed(now), cancel(offered.peer(), offered.epoch()));
                    case Draining draining -> letIn(draining, failed(now));
                    default -> HandOverStep.of(state);
                };
            case ClientsAway away ->
                state instanceof Draining draining && draining.epoch() == away.epoch()
                        ? letGo(draining, now)
                        : HandOverStep.of(state);
            case Gone(boolean owned) -> gone(state, owned, now);
            case Taken(boolean master) -> taken(state, master, now);
            case TimeReached reached -> timeReached(state, now);
        };
    }

    private HandOverStep leave(HandOverState state, Leave leave, long now) {
        return switch (state) {
            case Idle idle -> offer(leave, now);
            // What a peer has asked for becomes what has to be.
            case Offered(String peer, long epoch, long until, Plan known) ->
                HandOverStep.of(new Offered(peer, epoch, until, stronger(known, leave.plan(), peer)));
            case Draining(String peer, boolean ready, long epoch, long until, Plan known) ->
                HandOverStep.of(new Draining(peer, ready, epoch, until, stronger(known, leave.plan(), peer)));
            // By now another node has become master, or the adverts decide: this one does not own them.
            case LettingGo lettingGo -> HandOverStep.of(state);
            case Committed committed -> HandOverStep.of(state);
            // It was to become owner, and is it: by the hand-over or by the adverts.
            case Requested requested -> offer(leave, now);
            case Ready ready -> offer(leave, now);
            case Taking taking -> offer(leave, now);
        };
    }

    private static Plan stronger(Plan known, Plan other, String asked) {
        return known.must() ? known : other.without(asked);
    }

    private HandOverStep offer(Leave leave, long now) {
        Plan plan = leave.plan();
        if (!plan.candidates().isEmpty()) {
            return offer(plan.candidates().getFirst(), leave.epoch(), plan, now);
        }
        return plan.must()
                ? drain("", false, leave.epoch(), plan, now)
                : HandOverStep.of(failed(now), new Tell("it stays here: no other node is ready"));
    }

    private HandOverStep offer(String peer, long epoch, Plan plan, long now) {
        return HandOverStep.of(new Offered(peer, epoch, now + ANSWER, plan.without(peer)), offering(peer, epoch, plan));
    }

    private Send offering(String peer, long epoch, Plan plan) {
        int millis = (int) Duration.ofNanos(plan.drainNanos()).toMillis();
        return new Send(peer, new Message(Kind.OFFER, unit, epoch, millis));
    }

    private static HandOverStep drain(
            String peer, boolean ready, long epoch, Plan plan, long now, HandOverAction... more) {
        long until = now + plan.drainNanos() + LATE;
        return HandOverStep.of(new Draining(peer, ready, epoch, until, plan), new LeadAway(epoch, plan.drainNanos()))
                .and(more);
    }

    /** The clients are away. Who has not said by now that it is ready is not waited for. */
    private HandOverStep letGo(Draining draining, long now) {
        String peer = draining.ready() ? draining.peer() : "";
        Plan plan = draining.plan();
        HandOverStep step = HandOverStep.of(
                new LettingGo(peer, draining.epoch(), now + LET_GO),
                new LetGo(plan.why() + (peer.isEmpty() ? "" : ": handed over to node " + peer), plan.must()));
        return draining.ready() || draining.peer().isEmpty()
                ? step
                : step.and(cancel(draining.peer(), draining.epoch()), leftToAdverts(draining.peer()));
    }

    /** The addresses stay, or are another node's. */
    private HandOverStep letIn(Draining draining, Idle idle) {
        HandOverStep step = HandOverStep.of(idle, new LetIn());
        return draining.peer().isEmpty() ? step : step.and(cancel(draining.peer(), draining.epoch()));
    }

    private HandOverStep stay(HandOverState state, long now) {
        return switch (state) {
            case Offered offered -> HandOverStep.of(new Idle(now), cancel(offered.peer(), offered.epoch()));
            case Draining draining -> letIn(draining, new Idle(now));
            default -> HandOverStep.of(state);
        };
    }

    private HandOverStep outranks(HandOverState state, String owner, long now) {
        return state instanceof Idle(long askAgainAt) && now - askAgainAt >= 0
                ? HandOverStep.of(
                        new Requested(owner, now + ANSWER), new Send(owner, new Message(Kind.REQUEST, unit, 0, 0)))
                : HandOverStep.of(state);
    }

    private HandOverStep heard(HandOverState state, Heard heard, long now) {
        String peer = heard.peer();
        Message message = heard.message();
        return switch (message.kind()) {
            case REQUEST -> {
                if (!heard.owns()) {
                    yield HandOverStep.of(state, refused(peer, message.epoch()));
                }
                // Twice the same request, or a hand-over that is under way: the offer has been sent.
                yield state instanceof Idle ? offer(peer, heard.epoch(), heard.own(), now) : HandOverStep.of(state);
            }
            case OFFER -> offered(state, heard, now);
            case READY ->
                switch (state) {
                    case Offered(String to, long epoch, long until, Plan plan)
                    when to.equals(peer) && epoch == message.epoch() -> drain(peer, true, epoch, plan, now);
                    // Late, but the clients are not away yet.
                    case Draining(String to, boolean ready, long epoch, long until, Plan plan)
                    when to.equals(peer) && epoch == message.epoch() ->
                        HandOverStep.of(new Draining(to, true, epoch, until, plan));
                    default -> HandOverStep.of(state);
                };
            case REFUSED ->
                switch (state) {
                    case Offered(String to, long epoch, long until, Plan plan)
                    when to.equals(peer) && epoch == message.epoch() -> withoutPeer(to, epoch, plan, now);
                    case Draining draining
                    when !draining.ready() && isOf(state, peer, message.epoch()) -> lost(state, peer, now);
                    case Requested(String to, long until) when to.equals(peer) -> HandOverStep.of(failed(now));
                    default -> HandOverStep.of(state);
                };
            case COMMIT ->
                state instanceof Ready(String from, long epoch, long until)
                                && from.equals(peer)
                                && epoch == message.epoch()
                        ? HandOverStep.of(
                                new Taking(peer, epoch, now + LIMIT), new TakeOver("handed over by node " + peer))
                        : HandOverStep.of(state);
            case DONE ->
                state instanceof Committed(String to, long epoch, long until)
                                && to.equals(peer)
                                && epoch == message.epoch()
                        ? HandOverStep.of(new Idle(now), new Tell("handed over to node " + peer))
                        : HandOverStep.of(state);
            case CANCEL -> isOf(state, peer, message.epoch()) ? lost(state, peer, now) : HandOverStep.of(state);
        };
    }

    private HandOverStep offered(HandOverState state, Heard heard, long now) {
        String peer = heard.peer();
        Message offer = heard.message();
        boolean free = switch (state) {
            case Idle idle -> true;
            case Requested requested -> true;
            case Ready ready -> ready.peer().equals(peer);
            case Taking taking -> false;
            case Committed committed -> false;
            case Offered own -> false;
            case Draining own -> false;
            case LettingGo own -> false;
        };
        if (!free || !heard.able()) {
            return HandOverStep.of(state, refused(peer, offer.epoch()));
        }
        long until = now + Duration.ofMillis(offer.drainMillis()).toNanos() + MARGIN;
        return HandOverStep.of(
                new Ready(peer, offer.epoch(), until), new Send(peer, new Message(Kind.READY, unit, offer.epoch(), 0)));
    }

    /** A peer that was to take part does not any longer. */
    private HandOverStep lost(HandOverState state, String peer, long now) {
        return switch (state) {
            case Offered(String to, long epoch, long until, Plan plan)
            when to.equals(peer) -> withoutPeer(to, epoch, plan, now);
            case Draining(String to, boolean ready, long epoch, long until, Plan plan)
            when to.equals(peer) -> {
                if (!plan.candidates().isEmpty()) {
                    String next = plan.candidates().getFirst();
                    yield HandOverStep.of(
                            new Draining(next, false, epoch, until, plan.without(next)),
                            offering(next, epoch, plan),
                            instead(peer, next));
                }
                yield plan.must()
                        ? HandOverStep.of(new Draining("", false, epoch, until, plan), leftToAdverts(peer))
                        : HandOverStep.of(
                                failed(now),
                                new LetIn(),
                                new Tell("it stays here: node " + peer + " is not ready any more"));
            }
            // The adverts decide from here on.
            case Committed committed when committed.peer().equals(peer) -> undecided(peer, now);
            case Requested requested when requested.peer().equals(peer) -> HandOverStep.of(failed(now));
            case Ready ready when ready.peer().equals(peer) -> HandOverStep.of(failed(now));
            default -> HandOverStep.of(state);
        };
    }

    /** Who was made an offer does not take it. */
    private HandOverStep withoutPeer(String peer, long epoch, Plan plan, long now) {
        if (!plan.candidates().isEmpty()) {
            String next = plan.candidates().getFirst();
            return offer(next, epoch, plan, now).and(instead(peer, next));
        }
        return plan.must()
                ? drain("", false, epoch, plan, now, leftToAdverts(peer))
                : HandOverStep.of(failed(now), new Tell("it stays here: the other node is not ready"));
    }

    private static Tell instead(String peer, String next) {
        return new Tell("node " + peer + " is not ready: node " + next + " is asked");
    }

    private static Tell leftToAdverts(String peer) {
        return new Tell("node " + peer + " is not ready: the adverts decide who takes over");
    }

    private HandOverStep gone(HandOverState state, boolean owned, long now) {
        if (!(state instanceof LettingGo(String peer, long epoch, long until))) {
            return HandOverStep.of(state);
        }
        if (peer.isEmpty()) {
            return HandOverStep.of(new Idle(now), new LetIn());
        }
        // Another node may be owner by now: then there is nothing to be taken.
        return !owned
                ? HandOverStep.of(failed(now), new LetIn(), cancel(peer, epoch))
                : HandOverStep.of(
                        new Committed(peer, epoch, now + LIMIT),
                        new Send(peer, new Message(Kind.COMMIT, unit, epoch, 0)),
                        new LetIn());
    }

    private HandOverStep taken(HandOverState state, boolean master, long now) {
        if (!(state instanceof Taking(String peer, long epoch, long until))) {
            return HandOverStep.of(state);
        }
        return master
                ? HandOverStep.of(new Idle(now), new Send(peer, new Message(Kind.DONE, unit, epoch, 0)))
                : HandOverStep.of(failed(now), cancel(peer, epoch));
    }

    private HandOverStep timeReached(HandOverState state, long now) {
        if (now - deadline(state, now + 1) < 0) {
            return HandOverStep.of(state);
        }
        return switch (state) {
            // An older version passes over what it does not know; a node that was slow may be ready before the clients
            // are away.
            case Offered(String peer, long epoch, long until, Plan plan) ->
                plan.must() && plan.candidates().isEmpty()
                        ? drain(peer, false, epoch, plan, now)
                        : withoutPeer(peer, epoch, plan, now).and(cancel(peer, epoch));
            case Committed committed -> undecided(committed.peer(), now);
            case Requested requested -> HandOverStep.of(failed(now));
            case Ready ready -> HandOverStep.of(failed(now), cancel(ready.peer(), ready.epoch()));
            case Taking taking -> HandOverStep.of(failed(now));
            case Idle idle -> HandOverStep.of(idle);
            // Whoever leads clients away has failed.
            case Draining draining -> draining.plan().must() ? letGo(draining, now) : letIn(draining, failed(now));
            case LettingGo(String peer, long epoch, long until) -> gone(state, false, now);
        };
    }

    private static HandOverStep undecided(String peer, long now) {
        return HandOverStep.of(
                failed(now), new Tell("node " + peer + " does not say that it has taken over: the adverts decide"));
    }

    private static boolean isOf(HandOverState state, String peer, long epoch) {
        return switch (state) {
            case Offered it -> it.peer().equals(peer) && it.epoch() == epoch;
            case Draining it -> it.peer().equals(peer) && it.epoch() == epoch;
            case Committed it -> it.peer().equals(peer) && it.epoch() == epoch;
            case Ready it -> it.peer().equals(peer) && it.epoch() == epoch;
            case Idle it -> false;
            case LettingGo it -> false;
            case Requested it -> false;
            case Taking it -> false;
        };
    }

    private static Idle failed(long now) {
        return new Idle(now + PAUSE);
    }

    private Send cancel(String peer, long epoch) {
        return new Send(peer, new Message(Kind.CANCEL, unit, epoch, 0));
    }

    private Send refused(String peer, long epoch) {
        return new Send(peer, new Message(Kind.REFUSED, unit, epoch, 0));
    }

    /** When {@link TimeReached} may change something; {@code fallback} for never. */
    static long deadline(HandOverState state, long fallback) {
        return switch (state) {
            case Offered offered -> offered.until();
            case Committed committed -> committed.until();
            case Requested requested -> requested.until();
            case Ready ready -> ready.until();
            case Taking taking -> taking.until();
            case Idle idle -> fallback;
            case Draining draining -> draining.until();
            case LettingGo lettingGo -> lettingGo.until();
        };
    }
}
