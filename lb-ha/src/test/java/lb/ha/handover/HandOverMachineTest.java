package lb.ha.handover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every step of a hand-over, and every message missing, late, doubled, or of another epoch. */
class HandOverMachineTest {
    private static final long MILLI = 1_000_000;
    /** Clocks may overflow. */
    private static final long NOW = Math.subtractExact(Long.MAX_VALUE, 10);

    private static final long DRAIN = 5000 * MILLI;
    private static final Plan MUST = new Plan("yielded", true, DRAIN, List.of());
    private static final Plan MAY = new Plan("asked by node b", false, DRAIN, List.of());
    private static final Plan MUST_B = new Plan("yielded", true, DRAIN, List.of("b"));
    private static final Plan MAY_B = new Plan("yielded", false, DRAIN, List.of("b"));
    private static final Plan OR_C = new Plan("yielded", true, DRAIN, List.of("c"));
    private static final long ANSWER = NOW + 1000 * MILLI;
    private static final long UNTIL = NOW + 200 * MILLI;

    private static final HandOverState IDLE = new Idle(NOW);
    private static final HandOverState FAILED = new Idle(NOW + 10_000 * MILLI);
    private static final HandOverState OFFERED = new Offered("b", 7, ANSWER, ANSWER, MUST);
    private static final HandOverState OFFERED_AS_ASKED = new Offered("b", 7, ANSWER, ANSWER, MAY);
    private static final long LED_AWAY = NOW + DRAIN + 3000 * MILLI;
    private static final long LET_GO = NOW + 1000 * MILLI;
    private static final HandOverState DRAINING = new Draining("b", true, 7, LED_AWAY, MUST);
    private static final HandOverState DRAINING_AS_ASKED = new Draining("b", true, 7, LED_AWAY, MAY);
    private static final HandOverState DRAINING_UNANSWERED = new Draining("b", false, 7, LED_AWAY, MUST);
    private static final HandOverState DRAINING_ALONE = new Draining("", false, 7, LED_AWAY, MUST);
    private static final HandOverState OFFERED_OR_C = new Offered("b", 7, NOW + 500 * MILLI, ANSWER, OR_C);
    private static final HandOverState OFFERED_TO_C = new Offered("c", 7, ANSWER, ANSWER, MUST);
    private static final HandOverState DRAINING_OR_C = new Draining("b", true, 7, LED_AWAY, OR_C);
    private static final HandOverState DRAINING_FOR_C = new Draining("c", false, 7, LED_AWAY, MUST);
    private static final HandOverState LETTING_GO = new LettingGo("b", 7, LET_GO);
    private static final HandOverState LETTING_GO_ALONE = new LettingGo("", 7, LET_GO);
    private static final HandOverState COMMITTED = new Committed("b", 7, UNTIL);
    private static final HandOverState REQUESTED = new Requested("b", ANSWER);
    private static final HandOverState READY = new Ready("b", 7, NOW + 10_000 * MILLI);
    private static final HandOverState TAKING = new Taking("b", 7, UNTIL);
    private static final List<HandOverState> ALL = List.of(
            IDLE,
            OFFERED,
            OFFERED_AS_ASKED,
            DRAINING,
            DRAINING_AS_ASKED,
            DRAINING_UNANSWERED,
            DRAINING_ALONE,
            OFFERED_OR_C,
            DRAINING_OR_C,
            LETTING_GO,
            LETTING_GO_ALONE,
            COMMITTED,
            REQUESTED,
            READY,
            TAKING);

    private final HandOverMachine machine = new HandOverMachine("web");

    private static Heard heard(String peer, Kind kind, long epoch) {
        return new Heard(peer, new Message(kind, "web", epoch, 5000), true, true, 7, MAY);
    }

    private static Send send(Kind kind, long epoch) {
        return new Send("b", new Message(kind, "web", epoch, kind == Kind.OFFER ? 5000 : 0));
    }

    private static Arguments step(
            HandOverState before, HandOverEvent event, HandOverState after, HandOverAction... actions) {
        return Arguments.of(before, event, after, List.of(actions));
    }

    static Stream<Arguments> steps() {
        Tell notReady = new Tell("node b is not ready: the adverts decide who takes over");
        Send toC = new Send("c", new Message(Kind.OFFER, "web", 7, 5000));
        Tell instead = new Tell("node b is not ready: node c is asked");
        LetGo letGo = new LetGo("yielded: handed over to node b", true);
        return Stream.of(
                // The owner, all well.
                step(IDLE, new Leave(7, MUST_B), OFFERED, send(Kind.OFFER, 7)),
                step(IDLE, heard("b", Kind.REQUEST, 0), OFFERED_AS_ASKED, send(Kind.OFFER, 7)),
                step(OFFERED, heard("b", Kind.READY, 7), DRAINING, new LeadAway(7, DRAIN)),
                step(DRAINING, new ClientsAway(7), LETTING_GO, letGo),
                step(LETTING_GO, new Gone(true), COMMITTED, send(Kind.COMMIT, 7), new LetIn()),
                step(COMMITTED, heard("b", Kind.DONE, 7), IDLE, new Tell("handed over to node b")),
                // The next owner, all well.
                step(IDLE, new Outranks("b"), REQUESTED, send(Kind.REQUEST, 0)),
                step(REQUESTED, heard("b", Kind.OFFER, 7), READY, send(Kind.READY, 7)),
                step(IDLE, heard("b", Kind.OFFER, 7), READY, send(Kind.READY, 7)),
                step(READY, heard("b", Kind.COMMIT, 7), TAKING, new TakeOver("handed over by node b")),
                step(TAKING, new Taken(true), IDLE, send(Kind.DONE, 7)),
                // Nobody is ready.
                step(IDLE, new Leave(7, MUST), DRAINING_ALONE, new LeadAway(7, DRAIN)),
                step(IDLE, new Leave(7, MAY), FAILED, new Tell("it stays here: no other node is ready")),
                step(DRAINING_ALONE, new ClientsAway(7), LETTING_GO_ALONE, new LetGo("yielded", true)),
                step(
                        DRAINING_AS_ASKED,
                        new ClientsAway(7),
                        LETTING_GO,
                        new LetGo("asked by node b: handed over to node b", false)),
                step(LETTING_GO_ALONE, new Gone(true), IDLE, new LetIn()),
                // Another node has become owner before the addresses were given up, or a person has changed his mind.
                step(LETTING_GO, new Gone(false), FAILED, new LetIn(), send(Kind.CANCEL, 7)),
                step(LETTING_GO_ALONE, new Gone(false), IDLE, new LetIn()),
                step(OFFERED, heard("b", Kind.REFUSED, 7), DRAINING_ALONE, new LeadAway(7, DRAIN), notReady),
                step(
                        OFFERED_AS_ASKED,
                        heard("b", Kind.REFUSED, 7),
                        FAILED,
                        new Tell("it stays here: the other node is not ready")),
                step(REQUESTED, heard("b", Kind.REFUSED, 0), FAILED),
                // The other one takes back what it said, or is lost.
                step(OFFERED, heard("b", Kind.CANCEL, 7), DRAINING_ALONE, new LeadAway(7, DRAIN), notReady),
                step(DRAINING, heard("b", Kind.CANCEL, 7), DRAINING_ALONE, notReady),
                step(DRAINING_UNANSWERED, heard("b", Kind.CANCEL, 7), DRAINING_ALONE, notReady),
                step(DRAINING_UNANSWERED, heard("b", Kind.REFUSED, 7), DRAINING_ALONE, notReady),
                // There is another one.
                step(
                        IDLE,
                        new Leave(7, new Plan("yielded", true, DRAIN, List.of("b", "c"))),
                        OFFERED_OR_C,
                        send(Kind.OFFER, 7)),
                step(OFFERED_OR_C, heard("b", Kind.REFUSED, 7), OFFERED_TO_C, toC, instead),
                step(OFFERED_OR_C, heard("b", Kind.CANCEL, 7), OFFERED_TO_C, toC, instead),
                step(OFFERED_OR_C, new Lost("b"), OFFERED_TO_C, toC, instead),
                step(OFFERED_TO_C, heard("b", Kind.READY, 7), OFFERED_TO_C),
                step(
                        OFFERED_TO_C,
                        heard("c", Kind.READY, 7),
                        new Draining("c", true, 7, LED_AWAY, MUST),
                        new LeadAway(7, DRAIN)),
                step(DRAINING_OR_C, heard("b", Kind.CANCEL, 7), DRAINING_FOR_C, toC, instead),
                step(DRAINING_OR_C, new Lost("b"), DRAINING_FOR_C, toC, instead),
                step(DRAINING_FOR_C, heard("c", Kind.READY, 7), new Draining("c", true, 7, LED_AWAY, MUST)),
                step(
                        OFFERED_AS_ASKED,
                        new Leave(9, new Plan("yielded", true, DRAIN, List.of("c", "b"))),
                        new Offered("b", 7, ANSWER, ANSWER, OR_C)),
                // It is slow, and may be ready before the clients are away.
                step(DRAINING_UNANSWERED, heard("b", Kind.READY, 7), DRAINING),
                step(
                        DRAINING_UNANSWERED,
                        new ClientsAway(7),
                        LETTING_GO_ALONE,
                        new LetGo("yielded", true),
                        send(Kind.CANCEL, 7),
                        notReady),
                step(LETTING_GO_ALONE, heard("b", Kind.READY, 7), LETTING_GO_ALONE),
                step(
                        DRAINING_AS_ASKED,
                        heard("b", Kind.CANCEL, 7),
                        FAILED,
                        new LetIn(),
                        new Tell("it stays here: node b is not ready any more")),
                // Another one is to take over meanwhile, and has not said by now that it will.
                step(
                        new Draining("c", false, 7, LED_AWAY, MAY),
                        new ClientsAway(7),
                        FAILED,
                        new LetIn(),
                        new Send("c", new Message(Kind.CANCEL, "web", 7, 0)),
                        new Tell("it stays here: the other node is not ready")),
                step(READY, heard("b", Kind.CANCEL, 7), FAILED),
                step(OFFERED, new Lost("b"), DRAINING_ALONE, new LeadAway(7, DRAIN), notReady),
                step(DRAINING, new Lost("b"), DRAINING_ALONE, notReady),
                step(REQUESTED, new Lost("b"), FAILED),
                step(READY, new Lost("b"), FAILED),
                step(TAKING, new Lost("b"), TAKING),
                step(LETTING_GO, new Lost("b"), LETTING_GO),
                // This one takes back what it said.
                step(OFFERED, new Stay(), IDLE, send(Kind.CANCEL, 7)),
                step(DRAINING, new Stay(), IDLE, new LetIn(), send(Kind.CANCEL, 7)),
                step(DRAINING_UNANSWERED, new Stay(), IDLE, new LetIn(), send(Kind.CANCEL, 7)),
                step(DRAINING_ALONE, new Stay(), IDLE, new LetIn()),
                step(COMMITTED, new Stay(), COMMITTED),
                step(READY, new Unable(), FAILED, send(Kind.CANCEL, 7)),
                step(REQUESTED, new Unable(), FAILED),
                step(OFFERED, new Deposed(), FAILED, send(Kind.CANCEL, 7)),
                step(DRAINING, new Deposed(), FAILED, new LetIn(), send(Kind.CANCEL, 7)),
                step(DRAINING_ALONE, new Deposed(), FAILED, new LetIn()),
                step(TAKING, new Taken(false), FAILED, send(Kind.CANCEL, 7)),
                // What was asked for becomes what has to be.
                step(OFFERED_AS_ASKED, new Leave(9, MUST_B), OFFERED),
                step(DRAINING_AS_ASKED, new Leave(9, MUST_B), DRAINING),
                step(OFFERED, new Leave(9, MAY_B), OFFERED),
                // Doubled.
                step(READY, heard("b", Kind.OFFER, 7), READY, send(Kind.READY, 7)),
                step(DRAINING, heard("b", Kind.READY, 7), DRAINING),
                step(OFFERED, heard("b", Kind.REQUEST, 0), OFFERED),
                step(DRAINING, new ClientsAway(6), DRAINING),
                step(REQUESTED, new Outranks("b"), REQUESTED),
                // Both at once, or another one.
                step(OFFERED, heard("b", Kind.OFFER, 9), OFFERED, send(Kind.REFUSED, 9)),
                step(COMMITTED, heard("b", Kind.OFFER, 9), COMMITTED, send(Kind.REFUSED, 9)),
                step(READY, heard("b", Kind.OFFER, 9), new Ready("b", 9, NOW + 10_000 * MILLI), send(Kind.READY, 9)));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void oneStep(HandOverState before, HandOverEvent event, HandOverState after, List<HandOverAction> actions) {
        HandOverStep step = machine.on(before, event, NOW);
        assertThat(step.state()).isEqualTo(after);
        assertThat(step.actions()).isEqualTo(actions);
    }

    static Stream<Arguments> timeOuts() {
        return Stream.of(
                step(OFFERED, new TimeReached(), DRAINING_UNANSWERED, new LeadAway(7, DRAIN)),
                step(
                        OFFERED_AS_ASKED,
                        new TimeReached(),
                        FAILED,
                        new Tell("it stays here: the other node is not ready"),
                        send(Kind.CANCEL, 7)),
                step(
                        OFFERED_OR_C,
                        new TimeReached(),
                        OFFERED_TO_C,
                        new Send("c", new Message(Kind.OFFER, "web", 7, 5000)),
                        new Tell("node b is not ready: node c is asked"),
                        send(Kind.CANCEL, 7)),
                // Whoever leads clients away, or gives the addresses up, has failed.
                step(DRAINING, new TimeReached(), LETTING_GO, new LetGo("yielded: handed over to node b", true)),
                step(DRAINING_ALONE, new TimeReached(), LETTING_GO_ALONE, new LetGo("yielded", true)),
                step(DRAINING_AS_ASKED, new TimeReached(), FAILED, new LetIn(), send(Kind.CANCEL, 7)),
                step(LETTING_GO, new TimeReached(), FAILED, new LetIn(), send(Kind.CANCEL, 7)),
                step(
                        COMMITTED,
                        new TimeReached(),
                        FAILED,
                        new Tell("node b does not say that it has taken over: the adverts decide")),
                step(REQUESTED, new TimeReached(), FAILED),
                step(READY, new TimeReached(), FAILED, send(Kind.CANCEL, 7)),
                step(TAKING, new TimeReached(), FAILED));
    }

    @ParameterizedTest
    @MethodSource("timeOuts")
    void whatDoesNotComeIsWaitedForNoLongerThanAgreed(
            HandOverState before, HandOverEvent event, HandOverState after, List<HandOverAction> actions) {
        long until = HandOverMachine.deadline(before, 0);
        assertThat(machine.on(before, event, until - 1)).isEqualTo(HandOverStep.of(before));
        HandOverStep step = machine.on(before, event, until);
        assertThat(step.actions()).isEqualTo(actions);
        assertThat(step.state().getClass()).isEqualTo(after.getClass());
        if (step.state() instanceof Idle(long askAgainAt)) {
            assertThat(askAgainAt - until).isEqualTo(HandOverMachine.PAUSE);
        }
    }

    @Test
    void whoIsSilentTakesOfTheTimeForAnAnswerItsShareAndWhoRefusesNothing() {
        Plan three = new Plan("stopping", true, DRAIN, List.of("b", "c", "d"));
        HandOverState first = machine.on(IDLE, new Leave(7, three), NOW).state();
        assertThat(HandOverMachine.deadline(first, 0) - NOW).isEqualTo(HandOverMachine.ANSWER / 3);
        HandOverState second = machine.on(first, heard("b", Kind.REFUSED, 7), NOW + 100 * MILLI)
                .state();
        assertThat(HandOverMachine.deadline(second, 0) - NOW).isEqualTo(550 * MILLI);
        HandOverState third =
                machine.on(second, new TimeReached(), NOW + 550 * MILLI).state();
        assertThat(HandOverMachine.deadline(third, 0) - NOW).isEqualTo(HandOverMachine.ANSWER);
        // All of it was slept through.
        HandOverState late =
                machine.on(first, new TimeReached(), NOW + 7000 * MILLI).state();
        assertThat(late).isInstanceOf(Offered.class);
        assertThat(HandOverMachine.deadline(late, 0) - NOW).isEqualTo(7000 * MILLI);
    }

    @ParameterizedTest
    @EnumSource(names = {"READY", "REFUSED", "COMMIT", "DONE", "CANCEL"})
    void whatIsOfAnotherEpochOrFromAnotherNodeChangesNothing(Kind kind) {
        for (HandOverState state : ALL) {
            if (kind != Kind.REFUSED || state != REQUESTED) {
                assertThat(machine.on(state, heard("b", kind, 8), NOW)).isEqualTo(HandOverStep.of(state));
            }
            assertThat(machine.on(state, heard("d", kind, 7), NOW)).isEqualTo(HandOverStep.of(state));
        }
    }

    @Test
    void aCommitIsObeyedByNobodyButWhoIsReadyAndOnlyOnce() {
        for (HandOverState state : ALL) {
            HandOverStep step = machine.on(state, heard("b", Kind.COMMIT, 7), NOW);
            if (state != READY) {
                assertThat(step).isEqualTo(HandOverStep.of(state));
            }
        }
    }

    @Test
    void whoIsNotAbleRefusesAndWhoOwnsNothingCannotOffer() {
        Message offer = new Message(Kind.OFFER, "web", 9, 5000);
        assertThat(machine.on(IDLE, new Heard("b", offer, false, false, 7, MAY), NOW))
                .isEqualTo(HandOverStep.of(IDLE, send(Kind.REFUSED, 9)));
        Message request = new Message(Kind.REQUEST, "web", 0, 0);
        assertThat(machine.on(IDLE, new Heard("b", request, true, false, 7, MAY), NOW))
                .isEqualTo(HandOverStep.of(IDLE, send(Kind.REFUSED, 0)));
    }

    @Test
    void afterOneThatCameToNothingVrrpHasItsWayForTenSeconds() {
        assertThat(machine.on(FAILED, new Outranks("b"), NOW).state()).isEqualTo(FAILED);
        assertThat(machine.on(FAILED, new Outranks("b"), NOW + 10_000 * MILLI).state())
                .isInstanceOf(Requested.class);
    }

    /** All but what does nothing without an event from outside. */
    @Test
    void nothingIsUnderWayForEver() {
        for (HandOverState state : ALL) {
            if (!(state instanceof Idle)) {
                long never = NOW + Duration.ofDays(1).toNanos();
                assertThat(HandOverMachine.deadline(state, never))
                        .as("%s", state)
                        .isNotEqualTo(never);
            }
        }
    }

    @Test
    void whoIsReadyWaitsForAllThatAnOwnerMayTake() {
        long all = HandOverMachine.ANSWER + HandOverMachine.LATE + HandOverMachine.LET_GO;
        HandOverStep ready = machine.on(IDLE, heard("b", Kind.OFFER, 7), NOW);
        assertThat(HandOverMachine.deadline(ready.state(), 0) - NOW).isGreaterThanOrEqualTo(DRAIN + all);
    }

    @Test
    void nothingIsCommittedUnlessTheAddressesAreGone() {
        for (HandOverState state : ALL) {
            for (HandOverEvent event : List.of(
                    new Leave(7, MUST_B),
                    new ClientsAway(7),
                    new Stay(),
                    new Lost("b"),
                    new TimeReached(),
                    new Gone(false),
                    heard("b", Kind.READY, 7),
                    heard("b", Kind.REQUEST, 0))) {
                assertThat(machine.on(state, event, UNTIL).actions()).doesNotContain(send(Kind.COMMIT, 7));
            }
        }
    }
}
