package lb.ha.handover;

import java.time.Duration;
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
 * <p>A next owner that refuses, is silent, lost or not ready any more is told so (CANCEL), and the next candidate of the plan
 * is made the offer: while the owner is Offered, and while it is Draining. With none left, the owner leaves to the adverts
 * what it must leave, and keeps the rest.
 *
 * <p>The addresses are removed before COMMIT is sent, so that two owners are out of the question. The peer outranks this
 * node by then, or has heard that it stops, so VRRP brings about the same when COMMIT does not arrive, only later. Before
 * that, everything that is missing, late or of another epoch leaves the addresses where they are.
 */
final class HandOverMachine {
    /** For an answer of any candidate before anything has happened: the owner goes on serving meanwhile. */
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
    private final OwnerSteps owner;

    HandOverMachine(String unit) {
        this.unit = unit;
        this.owner = new OwnerSteps(unit);
    }

    /** One step. */
    HandOverStep on(HandOverState state, HandOverEvent event, long now) {
        return switch (event) {
            case Leave leave -> owner.leave(state, leave, now);
            case Stay stay -> owner.stay(state, now);
            case Outranks(String other) -> outranks(state, other, now);
            case Heard heard -> heard(state, heard, now);
            case Lost(String peer) -> lost(state, peer, now);
            case Unable unable ->
                switch (state) {
                    case Ready ready -> HandOverStep.of(failed(now), cancel(ready.peer(), ready.epoch()));
                    case Requested requested -> HandOverStep.of(failed(now));
                    default -> HandOverStep.of(state);
                };
            case Deposed deposed -> owner.deposed(state, now);
            case ClientsAway away ->
                state instanceof Draining draining && draining.epoch() == away.epoch()
                        ? owner.letGo(draining, now)
                        : HandOverStep.of(state);
            case Gone(boolean owned) -> owner.gone(state, owned, now);
            case Taken(boolean master) -> taken(state, master, now);
            case TimeReached reached -> timeReached(state, now);
        };
    }

    private HandOverStep outranks(HandOverState state, String other, long now) {
        return state instanceof Idle(long askAgainAt) && now - askAgainAt >= 0
                ? HandOverStep.of(new Requested(other, now + ANSWER), Send.of(other, Kind.REQUEST, unit, 0))
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
                yield state instanceof Idle
                        ? owner.offer(peer, heard.epoch(), heard.own(), now)
                        : HandOverStep.of(state);
            }
            case OFFER -> offered(state, heard, now);
            case READY -> owner.ready(state, peer, message.epoch(), now);
            case REFUSED ->
                switch (state) {
                    case Offered offered when isOf(state, peer, message.epoch()) -> owner.refused(offered, now);
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
        return HandOverStep.of(new Ready(peer, offer.epoch(), until), Send.of(peer, Kind.READY, unit, offer.epoch()));
    }

    /** A peer that was to take part does not any longer. */
    private HandOverStep lost(HandOverState state, String peer, long now) {
        return switch (state) {
            case Offered offered when offered.peer().equals(peer) -> owner.refused(offered, now);
            case Draining draining when draining.peer().equals(peer) -> owner.deserted(draining, now);
            // The adverts decide from here on.
            case Committed committed when committed.peer().equals(peer) -> owner.undecided(committed, now);
            case Requested requested when requested.peer().equals(peer) -> HandOverStep.of(failed(now));
            case Ready ready when ready.peer().equals(peer) -> HandOverStep.of(failed(now));
            default -> HandOverStep.of(state);
        };
    }

    private HandOverStep taken(HandOverState state, boolean master, long now) {
        if (!(state instanceof Taking(String peer, long epoch, long until))) {
            return HandOverStep.of(state);
        }
        return master
                ? HandOverStep.of(new Idle(now), Send.of(peer, Kind.DONE, unit, epoch))
                : HandOverStep.of(failed(now), cancel(peer, epoch));
    }

    private HandOverStep timeReached(HandOverState state, long now) {
        if (now - deadline(state, now + 1) < 0) {
            return HandOverStep.of(state);
        }
        return switch (state) {
            case Offered offered -> owner.unanswered(offered, now);
            case Committed committed -> owner.undecided(committed, now);
            case Requested requested -> HandOverStep.of(failed(now));
            case Ready ready -> HandOverStep.of(failed(now), cancel(ready.peer(), ready.epoch()));
            case Taking taking -> HandOverStep.of(failed(now));
            case Idle idle -> HandOverStep.of(idle);
            case Draining draining -> owner.notLedAway(draining, now);
            case LettingGo lettingGo -> owner.gone(lettingGo, false, now);
        };
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

    /** Nothing is under way, and nobody is asked for a while. */
    static Idle failed(long now) {
        return new Idle(now + PAUSE);
    }

    private Send cancel(String peer, long epoch) {
        return Send.of(peer, Kind.CANCEL, unit, epoch);
    }

    private Send refused(String peer, long epoch) {
        return Send.of(peer, Kind.REFUSED, unit, epoch);
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
