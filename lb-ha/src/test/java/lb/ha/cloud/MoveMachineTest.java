package lb.ha.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import lb.ha.cloud.MoveEvent.Contested;
import lb.ha.cloud.MoveEvent.Done;
import lb.ha.cloud.MoveEvent.Elected;
import lb.ha.cloud.MoveEvent.Found;
import lb.ha.cloud.MoveEvent.Lost;
import lb.ha.cloud.MoveEvent.Refused;
import lb.ha.cloud.MoveEvent.TimeReached;
import lb.ha.cloud.MoveStep.Action;
import lb.ha.cloud.Whereabouts.Elsewhere;
import lb.ha.cloud.Whereabouts.Here;
import lb.ha.cloud.Whereabouts.Untold;
import lb.ha.settings.CloudPace;
import org.junit.jupiter.api.Test;

class MoveMachineTest {
    private static final long SECOND = 1_000_000_000;
    private static final CloudPace PACE =
            new CloudPace(Duration.ofSeconds(1), Duration.ofSeconds(5), 3, Duration.ofMinutes(10));

    private final MoveMachine machine = new MoveMachine(PACE, new BackOff(new Random(1)));
    private long now = 5 * SECOND;
    private MoverState state = MoverState.initial(now);

    private Action on(MoveEvent event) {
        MoveStep step = machine.on(state, event, now);
        state = step.state();
        return step.action();
    }

    /** Waits until it wants to do something, and lets it. */
    private Errand untilItRuns() {
        assertThat(state.running()).isFalse();
        now = Math.max(now, state.due());
        assertThat(on(new TimeReached())).isEqualTo(Action.RUN);
        return state.errand();
    }

    private void checked() {
        assertThat(untilItRuns()).isEqualTo(Errand.CHECK);
        on(new Done());
        assertThat(state.phase()).isEqualTo(MoverPhase.IDLE);
    }

    private void moved() {
        on(new Elected());
        assertThat(untilItRuns()).isEqualTo(Errand.TAKE);
        on(new Done());
        assertThat(untilItRuns()).isEqualTo(Errand.LOOK);
        on(new Found(new Here()));
        assertThat(state.phase()).isEqualTo(MoverPhase.MOVED);
    }

    @Test
    void atTheStartItIsCheckedAndThenFromTimeToTime() {
        checked();
        assertThat(state.due() - now).isEqualTo(600 * SECOND);
        assertThat(on(new TimeReached())).isEqualTo(Action.NOTHING);
        checked();
    }

    @Test
    void aMissingCredentialIsSaidAtOnceAndNotAskedAgainUntilTheNextCheck() {
        untilItRuns();
        on(new Refused("no credentials", false, 0));
        assertThat(state.phase()).isEqualTo(MoverPhase.FAILED);
        assertThat(state.why()).isEqualTo("no credentials");
        assertThat(state.due() - now).isEqualTo(600 * SECOND);
        checked();
        assertThat(state.why()).isEmpty();
    }

    @Test
    void aCheckThatFindsNobodyIsTriedAgainAFewTimes() {
        for (int i = 0; i < 2; i++) {
            untilItRuns();
            on(new Refused("no answer", true, 0));
            assertThat(state.phase()).isEqualTo(MoverPhase.CHECKING);
            assertThat(state.due() - now).isBetween(SECOND / 8, SECOND);
        }
        untilItRuns();
        on(new Refused("no answer", true, 0));
        assertThat(state.phase()).isEqualTo(MoverPhase.FAILED);
    }

    @Test
    void theElectionSettlesThenItIsTakenThenItIsVerified() {
        checked();
        on(new Elected());
        assertThat(state.phase()).isEqualTo(MoverPhase.MOVING);
        assertThat(state.due() - now).isEqualTo(SECOND);
        assertThat(untilItRuns()).isEqualTo(Errand.TAKE);
        on(new Done());
        assertThat(state.due()).isEqualTo(now);
        assertThat(untilItRuns()).isEqualTo(Errand.LOOK);
        on(new Found(new Elsewhere("eni-1")));
        assertThat(state.phase()).isEqualTo(MoverPhase.MOVING);
        assertThat(untilItRuns()).isEqualTo(Errand.LOOK);
        on(new Found(new Here()));
        assertThat(state.phase()).isEqualTo(MoverPhase.MOVED);
        assertThat(state.why()).isEmpty();
    }

    @Test
    void aMasterOfAMomentAsksForNothing() {
        checked();
        on(new Elected());
        now += SECOND / 2;
        on(new Lost());
        assertThat(state.phase()).isEqualTo(MoverPhase.IDLE);
        assertThat(untilItRuns()).isEqualTo(Errand.CHECK);
    }

    @Test
    void whoLosesTheElectionWhileItAsksBreaksOffAndAsksNoMore() {
        checked();
        on(new Elected());
        untilItRuns();
        assertThat(on(new Lost())).isEqualTo(Action.CANCEL);
        assertThat(state.running()).isFalse();
        assertThat(untilItRuns()).isEqualTo(Errand.CHECK);
    }

    @Test
    void aCheckUnderWayGivesWayToTheMove() {
        untilItRuns();
        assertThat(on(new Elected())).isEqualTo(Action.CANCEL);
        assertThat(untilItRuns()).isEqualTo(Errand.TAKE);
    }

    @Test
    void throttlingIsWaitedForAsLongAsTheOtherSideSays() {
        checked();
        on(new Elected());
        untilItRuns();
        on(new Refused("RequestLimitExceeded", true, 30 * SECOND));
        assertThat(state.due() - now).isEqualTo(30 * SECOND);
        assertThat(untilItRuns()).isEqualTo(Errand.TAKE);
        assertThat(state.tries()).isEqualTo(2);
    }

    @Test
    void afterTheLastTryItIsLookedAtAndFailsWithTheReasonOfTheMove() {
        checked();
        on(new Elected());
        for (int i = 0; i < 3; i++) {
            assertThat(untilItRuns()).isEqualTo(Errand.TAKE);
            on(new Refused("503", true, 0));
        }
        assertThat(untilItRuns()).isEqualTo(Errand.LOOK);
        on(new Found(new Elsewhere("eni-1")));
        assertThat(state.phase()).isEqualTo(MoverPhase.FAILED);
        assertThat(state.why()).isEqualTo("503");
    }

    private void refusedUntilItFails(boolean passing) {
        do {
            assertThat(untilItRuns()).isEqualTo(Errand.TAKE);
            on(new Refused("503", passing, 0));
        } while (state.errand() == Errand.TAKE);
        assertThat(untilItRuns()).isEqualTo(Errand.LOOK);
        on(new Refused("503", passing, 0));
        assertThat(state.phase()).isEqualTo(MoverPhase.FAILED);
    }

    @Test
    void whatWasNeverHereBecauseTheCloudWasOutOfOrderIsTakenByALaterLook() {
        checked();
        on(new Elected());
        refusedUntilItFails(true);
        assertThat(untilItRuns()).isEqualTo(Errand.LOOK);
        on(new Refused("503", true, 0));
        assertThat(state.phase()).isEqualTo(MoverPhase.FAILED);
        assertThat(state.due() - now).isEqualTo(600 * SECOND);
        assertThat(untilItRuns()).isEqualTo(Errand.LOOK);
        on(new Found(new Elsewhere("eni-1")));
        assertThat(state.phase()).isEqualTo(MoverPhase.MOVING);
        assertThat(state.why()).isEmpty();

        refusedUntilItFails(true);
        assertThat(untilItRuns()).isEqualTo(Errand.LOOK);
        on(new Found(new Untold()));
        assertThat(untilItRuns()).isEqualTo(Errand.TAKE);
        on(new Done());
        untilItRuns();
        on(new Found(new Here()));
        assertThat(state.phase()).isEqualTo(MoverPhase.MOVED);

        untilItRuns();
        on(new Found(new Elsewhere("eni-1")));
        untilItRuns();
        on(new Found(new Elsewhere("eni-1")));
        assertThat(state.phase()).isEqualTo(MoverPhase.FAILED);
    }

    @Test
    void whatWasFoundHereAfterAllIsNotTakenBack() {
        checked();
        on(new Elected());
        refusedUntilItFails(true);
        untilItRuns();
        on(new Found(new Here()));
        untilItRuns();
        on(new Found(new Elsewhere("eni-1")));
        assertThat(state.phase()).isEqualTo(MoverPhase.FAILED);
        assertThat(state.why()).contains("not taken back unasked");
    }

    @Test
    void aRefusalThatStaysIsNotAskedForAgainByALaterLook() {
        checked();
        on(new Elected());
        refusedUntilItFails(false);
        untilItRuns();
        on(new Found(new Elsewhere("eni-1")));
        assertThat(state.phase()).isEqualTo(MoverPhase.FAILED);
        assertThat(state.why()).isEqualTo("503");
    }

    @Test
    void aMoveThatWasRefusedBecauseItIsHereAlreadyHasSucceeded() {
        checked();
        on(new Elected());
        untilItRuns();
        on(new Refused("already assigned", false, 0));
        assertThat(untilItRuns()).isEqualTo(Errand.LOOK);
        on(new Found(new Here()));
        assertThat(state.phase()).isEqualTo(MoverPhase.MOVED);
        assertThat(state.why()).isEmpty();
    }

    @Test
    void whatWasAgreedToAndDidNotHappenFailsAndIsNotAskedForAgain() {
        checked();
        on(new Elected());
        untilItRuns();
        on(new Done());
        for (int i = 0; i < 3; i++) {
            assertThat(untilItRuns()).isEqualTo(Errand.LOOK);
            on(new Found(new Elsewhere("eni-1")));
        }
        assertThat(state.phase()).isEqualTo(MoverPhase.FAILED);
        assertThat(state.why()).isEqualTo("the cloud has agreed to the move, but it is still at eni-1");
        assertThat(untilItRuns()).isEqualTo(Errand.LOOK);
    }

    @Test
    void whatCannotBeVerifiedIsNotCalledMoved() {
        checked();
        on(new Elected());
        untilItRuns();
        on(new Done());
        untilItRuns();
        on(new Refused("UnauthorizedOperation", false, 0));
        assertThat(state.phase()).isEqualTo(MoverPhase.FAILED);
        assertThat(state.why()).contains("cannot be verified").contains("UnauthorizedOperation");
    }

    @Test
    void whatAnotherHasTakenIsToldAndNotTakenBack() {
        checked();
        moved();
        for (int i = 0; i < 3; i++) {
            assertThat(untilItRuns()).isEqualTo(Errand.LOOK);
            on(new Found(new Elsewhere("eni-1")));
            assertThat(state.phase()).isEqualTo(MoverPhase.FAILED);
            assertThat(state.why()).isEqualTo("it was here, and is at eni-1 now; it is not taken back unasked");
        }
        untilItRuns();
        on(new Found(new Here()));
        assertThat(state.phase()).isEqualTo(MoverPhase.MOVED);
    }

    @Test
    void aCloudThatCannotBeReachedLeavesWhatIsKnown() {
        checked();
        moved();
        untilItRuns();
        on(new Refused("no answer", true, 0));
        assertThat(state.phase()).isEqualTo(MoverPhase.MOVED);
        assertThat(state.why()).isEqualTo("whether it is still here cannot be found out: no answer");
        assertThat(state.due() - now).isEqualTo(600 * SECOND);
        untilItRuns();
        on(new Found(new Here()));
        assertThat(state.why()).isEmpty();
    }

    @Test
    void aSplitBrainThatHasHealedIsLookedAtOnceTheOtherIsSilentAndTakenOnce() {
        checked();
        moved();
        on(new Contested());
        now += SECOND / 2;
        on(new Contested());
        assertThat(state.due() - now).isEqualTo(SECOND);
        assertThat(untilItRuns()).isEqualTo(Errand.LOOK);
        on(new Found(new Elsewhere("eni-1")));
        assertThat(state.phase()).isEqualTo(MoverPhase.MOVING);
        assertThat(untilItRuns()).isEqualTo(Errand.TAKE);
        on(new Done());
        untilItRuns();
        on(new Found(new Here()));
        assertThat(untilItRuns()).isEqualTo(Errand.LOOK);
        on(new Found(new Elsewhere("eni-1")));
        assertThat(state.phase()).isEqualTo(MoverPhase.FAILED);
    }

    @Test
    void anElectionThatIsContestedBeforeItHasSettledSettlesAnew() {
        checked();
        on(new Elected());
        now += SECOND / 2;
        on(new Contested());
        assertThat(state.due() - now).isEqualTo(SECOND);
        assertThat(untilItRuns()).isEqualTo(Errand.TAKE);
    }

    @Test
    void anElectionThatIsContestedForEverIsWaitedForTenTimesAsLong() {
        checked();
        on(new Elected());
        long elected = now;
        while (on(new TimeReached()) == Action.NOTHING) {
            on(new Contested());
            now += SECOND / 10;
        }
        assertThat(state.errand()).isEqualTo(Errand.TAKE);
        assertThat(now - elected).isEqualTo(10 * SECOND);
    }

    @Test
    void aMasterThatIsContestedForEverIsLookedAtAllTheSame() {
        checked();
        moved();
        for (int episode = 0; episode < 2; episode++) {
            long first = now;
            on(new Contested());
            while (on(new TimeReached()) == Action.NOTHING) {
                assertThat(now - first).isLessThanOrEqualTo(10 * SECOND);
                on(new Contested());
                now += SECOND / 10;
            }
            assertThat(now - first).isEqualTo(10 * SECOND);
            assertThat(state.errand()).isEqualTo(Errand.LOOK);
            assertThat(on(new Contested())).as("the look goes on").isEqualTo(Action.NOTHING);
            assertThat(state.running()).isTrue();
            on(new Found(new Here()));
            assertThat(state.phase()).isEqualTo(MoverPhase.MOVED);
        }
    }

    @Test
    void aBackupThatHearsOfAContestDoesNothing() {
        checked();
        MoverState before = state;
        assertThat(on(new Contested())).isEqualTo(Action.NOTHING);
        assertThat(on(new Lost())).isEqualTo(Action.NOTHING);
        assertThat(state).isEqualTo(before);
    }

    @Test
    void whereNobodyCanTellTheAnswerOfTheMoveStands() {
        checked();
        on(new Elected());
        untilItRuns();
        on(new Done());
        untilItRuns();
        on(new Found(new Untold()));
        assertThat(state.phase()).isEqualTo(MoverPhase.MOVED);
        untilItRuns();
        on(new Found(new Untold()));
        assertThat(state.phase()).isEqualTo(MoverPhase.MOVED);

        on(new Lost());
        on(new Elected());
        untilItRuns();
        on(new Refused("404", false, 0));
        untilItRuns();
        on(new Found(new Untold()));
        assertThat(state.phase()).isEqualTo(MoverPhase.FAILED);
        assertThat(state.why()).isEqualTo("404");
    }

    @Test
    void withoutAnIntervalItIsCheckedAtTheStartOnly() {
        MoveMachine once = new MoveMachine(
                new CloudPace(Duration.ZERO, Duration.ofSeconds(5), 3, Duration.ZERO), new BackOff(new Random(1)));
        MoverState checking = once.on(state, new TimeReached(), now).state();
        MoverState idle = once.on(checking, new Done(), now).state();
        long years = Duration.ofDays(10_000).toNanos();
        assertThat(once.on(idle, new TimeReached(), now + years).action()).isEqualTo(Action.NOTHING);
    }

    @Test
    void theWaitsGrowAndAreSpreadAndHaveAnEnd() {
        BackOff backOff = new BackOff(new Random(7));
        for (int tries = 1; tries <= 1000; tries++) {
            long whole = tries > 6 ? 10 * SECOND : Math.min(10 * SECOND, (SECOND / 4) << (tries - 1));
            assertThat(backOff.nanos(tries)).isBetween(whole / 2, whole);
        }
    }
}
