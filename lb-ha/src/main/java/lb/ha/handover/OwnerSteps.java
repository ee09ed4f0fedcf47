package lb.ha.handover;

import java.time.Duration;
import lb.ha.handover.HandOverAction.LeadAway;
import lb.ha.handover.HandOverAction.LetGo;
import lb.ha.handover.HandOverAction.LetIn;
import lb.ha.handover.HandOverAction.Send;
import lb.ha.handover.HandOverAction.Tell;
import lb.ha.handover.HandOverEvent.Leave;
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

/** The steps of an owner that is to leave, which {@link HandOverMachine} draws. Pure. */
final class OwnerSteps {
    private final String unit;

    OwnerSteps(String unit) {
        this.unit = unit;
    }

    HandOverStep leave(HandOverState state, Leave leave, long now) {
        return switch (state) {
            case Idle idle -> offer(leave, now);
            // What a peer has asked for becomes what has to be.
            case Offered(String peer, long epoch, long until, long lastUntil, Plan known) -> {
                Plan plan = stronger(known, leave.plan(), peer);
                long last = plan.equals(known) ? lastUntil : now + HandOverMachine.ANSWER;
                yield HandOverStep.of(new Offered(peer, epoch, until, last, plan));
            }
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
                : HandOverStep.of(HandOverMachine.failed(now), new Tell("it stays here: no other node is ready"));
    }

    /** Makes one an offer; the others of the plan are asked when it does not take it. */
    HandOverStep offer(String peer, long epoch, Plan plan, long now) {
        return offer(peer, epoch, plan, now + HandOverMachine.ANSWER, now);
    }

    /** Those who are still to be asked have the same time each, so that silent ones together take no longer than one. */
    private HandOverStep offer(String peer, long epoch, Plan plan, long lastUntil, long now) {
        Plan others = plan.without(peer);
        long until =
                now + Math.max(0, lastUntil - now) / (1 + others.candidates().size());
        return HandOverStep.of(new Offered(peer, epoch, until, lastUntil, others), offering(peer, epoch, plan));
    }

    private Send offering(String peer, long epoch, Plan plan) {
        int millis = (int) Duration.ofNanos(plan.drainNanos()).toMillis();
        return new Send(peer, new Message(Kind.OFFER, unit, epoch, millis));
    }

    /** A peer says that it is ready. */
    HandOverStep ready(HandOverState state, String peer, long epoch, long now) {
        return switch (state) {
            case Offered(String to, long known, long until, long lastUntil, Plan plan)
            when to.equals(peer) && known == epoch -> drain(peer, true, epoch, plan, now);
            // Late, but the clients are not away yet.
            case Draining(String to, boolean ready, long known, long until, Plan plan)
            when to.equals(peer) && known == epoch -> HandOverStep.of(new Draining(to, true, epoch, until, plan));
            default -> HandOverStep.of(state);
        };
    }

    private static HandOverStep drain(
            String peer, boolean ready, long epoch, Plan plan, long now, HandOverAction... more) {
        long until = now + plan.drainNanos() + HandOverMachine.LATE;
        return HandOverStep.of(new Draining(peer, ready, epoch, until, plan), new LeadAway(epoch, plan.drainNanos()))
                .and(more);
    }

    /** The clients are away. Who has not said by now that it is ready is not waited for. */
    HandOverStep letGo(Draining draining, long now) {
        if (!draining.ready() && !draining.plan().must()) {
            return letIn(draining, HandOverMachine.failed(now)).and(staysHere());
        }
        String peer = draining.ready() ? draining.peer() : "";
        Plan plan = draining.plan();
        HandOverStep step = HandOverStep.of(
                new LettingGo(peer, draining.epoch(), now + HandOverMachine.LET_GO),
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

    HandOverStep stay(HandOverState state, long now) {
        return switch (state) {
            case Offered offered -> HandOverStep.of(new Idle(now), cancel(offered.peer(), offered.epoch()));
            case Draining draining -> letIn(draining, new Idle(now));
            default -> HandOverStep.of(state);
        };
    }

    /** Another node owns the addresses. */
    HandOverStep deposed(HandOverState state, long now) {
        return switch (state) {
            case Offered offered ->
                HandOverStep.of(HandOverMachine.failed(now), cancel(offered.peer(), offered.epoch()));
            case Draining draining -> letIn(draining, HandOverMachine.failed(now));
            default -> HandOverStep.of(state);
        };
    }

    /** Who was made an offer does not take it. */
    HandOverStep refused(Offered offered, long now) {
        String peer = offered.peer();
        long epoch = offered.epoch();
        Plan plan = offered.plan();
        if (!plan.candidates().isEmpty()) {
            String next = plan.candidates().getFirst();
            return offer(next, epoch, plan, offered.lastUntil(), now).and(instead(peer, next));
        }
        return plan.must()
                ? drain("", false, epoch, plan, now, leftToAdverts(peer))
                : HandOverStep.of(HandOverMachine.failed(now), staysHere());
    }

    /** Who was to take over while clients are led away does not any longer. */
    HandOverStep deserted(Draining draining, long now) {
        String peer = draining.peer();
        long epoch = draining.epoch();
        long until = draining.until();
        Plan plan = draining.plan();
        if (!plan.candidates().isEmpty()) {
            String next = plan.candidates().getFirst();
            return HandOverStep.of(
                    new Draining(next, false, epoch, until, plan.without(next)),
                    offering(next, epoch, plan),
                    instead(peer, next));
        }
        return plan.must()
                ? HandOverStep.of(new Draining("", false, epoch, until, plan), leftToAdverts(peer))
                : HandOverStep.of(
                        HandOverMachine.failed(now),
                        new LetIn(),
                        new Tell("it stays here: node " + peer + " is not ready any more"));
    }

    /** No answer has come in time. */
    HandOverStep unanswered(Offered offered, long now) {
        Plan plan = offered.plan();
        // An older version passes over what it does not know; a node that was slow may be ready before the clients are
        // away.
        return plan.must() && plan.candidates().isEmpty()
                ? drain(offered.peer(), false, offered.epoch(), plan, now)
                : refused(offered, now).and(cancel(offered.peer(), offered.epoch()));
    }

    /** Whoever leads clients away has failed. */
    HandOverStep notLedAway(Draining draining, long now) {
        return draining.plan().must() ? letGo(draining, now) : letIn(draining, HandOverMachine.failed(now));
    }

    HandOverStep gone(HandOverState state, boolean owned, long now) {
        if (!(state instanceof LettingGo(String peer, long epoch, long until))) {
            return HandOverStep.of(state);
        }
        if (peer.isEmpty()) {
            return HandOverStep.of(new Idle(now), new LetIn());
        }
        // Another node may be owner by now: then there is nothing to be taken.
        return !owned
                ? HandOverStep.of(HandOverMachine.failed(now), new LetIn(), cancel(peer, epoch))
                : HandOverStep.of(
                        new Committed(peer, epoch, now + HandOverMachine.LIMIT),
                        Send.of(peer, Kind.COMMIT, unit, epoch),
                        new LetIn());
    }

    /** The other one does not say that it has taken over. */
    HandOverStep undecided(Committed committed, long now) {
        String peer = committed.peer();
        return HandOverStep.of(
                HandOverMachine.failed(now),
                new Tell("node " + peer + " does not say that it has taken over: the adverts decide"));
    }

    private static Tell staysHere() {
        return new Tell("it stays here: the other node is not ready");
    }

    private static Tell instead(String peer, String next) {
        return new Tell("node " + peer + " is not ready: node " + next + " is asked");
    }

    private static Tell leftToAdverts(String peer) {
        return new Tell("node " + peer + " is not ready: the adverts decide who takes over");
    }

    private Send cancel(String peer, long epoch) {
        return Send.of(peer, Kind.CANCEL, unit, epoch);
    }
}
