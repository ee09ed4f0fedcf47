package lb.ha.lifeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import lb.ha.lifeline.PeerEvent.Ended;
import lb.ha.lifeline.PeerEvent.Failed;
import lb.ha.lifeline.PeerEvent.Heard;
import lb.ha.lifeline.PeerEvent.Inquired;
import lb.ha.lifeline.PeerEvent.Reconnect;
import lb.ha.lifeline.PeerEvent.TimeReached;
import lb.ha.lifeline.PeerState.Alive;
import lb.ha.lifeline.PeerState.Dead;
import lb.ha.lifeline.PeerState.Lost;
import lb.ha.lifeline.PeerState.Paused;
import lb.ha.lifeline.PeerState.Suspected;
import lb.ha.lifeline.PeerState.Unknown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PeerJudgeTest {
    private static final long MS = 1_000_000;
    private static final Set<String> WEB = Set.of("web");
    private static final Set<String> NONE = Set.of();

    private final PeerJudge judge = new PeerJudge(Duration.ofMillis(100));
    private PeerState state = new Unknown("not connected yet");
    private PeerStep step = PeerStep.of(state);

    private void on(PeerEvent event, long millis) {
        step = judge.on(state, event, millis * MS);
        state = step.state();
    }

    private void suspected(long millis) {
        on(new Heard(), millis - 1);
        on(new Ended("the connection was reset"), millis);
    }

    private void inquired(Reconnect reconnect, Set<String> silent, Set<String> answered, long about, long millis) {
        on(new Inquired(about * MS, reconnect, silent, answered), millis);
    }

    @Test
    void theMoreOftenItIsAskedTheMoreProbesMustGoUnanswered() {
        assertThat(PeerJudge.probes(0)).isEqualTo(2);
        assertThat(PeerJudge.probes(PeerJudge.FRESH - 1)).isEqualTo(3);
        assertThat(PeerJudge.probes(PeerJudge.FRESH)).isEqualTo(6);
    }

    @Test
    void anEndARefusalAndSilenceTogetherAreDeathAndNothingLessIs() {
        suspected(1000);
        assertThat(step.inquire()).isTrue();
        assertThat(step.dead()).isEmpty();
        assertThat(state.name()).isEqualTo(LifelineState.LOST);
        inquired(Reconnect.REFUSED, WEB, NONE, 1000, 1012);
        assertThat(state).isInstanceOf(Dead.class);
        assertThat(step.dead()).isEqualTo(WEB);
    }

    @ParameterizedTest
    @CsvSource({
        "NO_ANSWER, true, false, Lost",
        "NO_ANSWER, false, false, Lost",
        "ACCEPTED, true, false, Suspected",
        "ACCEPTED, false, true, Suspected",
        "REFUSED, false, true, Suspected",
        "REFUSED, false, false, Lost",
    })
    void aSuspicionWithoutAllThreeSignsIsNoDeath(
            Reconnect reconnect, boolean silent, boolean answers, String expected) {
        suspected(1000);
        inquired(reconnect, silent ? WEB : NONE, answers ? Set.of("api") : NONE, 1000, 1012);
        assertThat(step.dead()).isEmpty();
        assertThat(state.getClass().getSimpleName()).isEqualTo(expected);
    }

    @Test
    void aConnectionThatFailsInAnotherWayIsLostWithoutAQuestion() {
        on(new Heard(), 0);
        on(new Failed("No route to host"), 5);
        assertThat(state).isEqualTo(new Lost("No route to host"));
        assertThat(step.inquire()).isFalse();
        on(new Ended("late"), 6);
        assertThat(step.inquire()).isFalse();
    }

    @Test
    void whatAnswersIsAskedAgainAfterAMomentUntilItIsSilent() {
        suspected(1000);
        inquired(Reconnect.REFUSED, NONE, WEB, 1000, 1010);
        assertThat(judge.deadline(state, 0)).isEqualTo(1015 * MS);
        on(new TimeReached(), 1014);
        assertThat(step.inquire()).isFalse();
        on(new TimeReached(), 1015);
        assertThat(step.inquire()).isTrue();
        on(new TimeReached(), 1030);
        assertThat(step.inquire()).as("one question at a time").isFalse();
        inquired(Reconnect.REFUSED, NONE, WEB, 1000, 1300);
        assertThat(judge.deadline(state, 0)).as("seldomer later").isEqualTo(1350 * MS);
        on(new TimeReached(), 1350);
        inquired(Reconnect.REFUSED, WEB, NONE, 1000, 1360);
        assertThat(step.dead()).isEqualTo(WEB);
    }

    @Test
    void aRouterWhoseAddressIsSilentIsNotHeldUpByOneWhoseAddressAnswers() {
        suspected(1000);
        inquired(Reconnect.REFUSED, WEB, Set.of("api"), 1000, 1012);
        assertThat(step.dead()).isEqualTo(WEB);
        assertThat(state).isInstanceOf(Suspected.class);
        inquired(Reconnect.REFUSED, Set.of("api"), NONE, 1000, 1030);
        assertThat(step.dead()).isEqualTo(Set.of("api"));
        assertThat(state).isInstanceOf(Dead.class);
    }

    @Test
    void aSuspicionEndsAfterTenSeconds() {
        suspected(1000);
        inquired(Reconnect.REFUSED, NONE, WEB, 1000, 10_999);
        assertThat(state).isInstanceOf(Suspected.class);
        on(new TimeReached(), 11_100);
        inquired(Reconnect.REFUSED, NONE, WEB, 1000, 11_110);
        assertThat(state).isInstanceOf(Lost.class);
    }

    @Test
    void whoIsHeardLivesWhateverWasThoughtOfIt() {
        suspected(1000);
        on(new Heard(), 1005);
        assertThat(state).isInstanceOf(Alive.class);
        inquired(Reconnect.REFUSED, WEB, NONE, 1000, 1012);
        assertThat(step.dead()).isEmpty();
        assertThat(state).isInstanceOf(Alive.class);

        suspected(2000);
        inquired(Reconnect.REFUSED, WEB, NONE, 2000, 2012);
        on(new Heard(), 2020);
        assertThat(state.name()).isEqualTo(LifelineState.ALIVE);
    }

    @Test
    void anAnswerAboutAnEarlierSuspicionCountsForNothing() {
        suspected(1000);
        on(new Heard(), 1005);
        suspected(2000);
        inquired(Reconnect.REFUSED, WEB, NONE, 1000, 2001);
        assertThat(step.dead()).isEmpty();
        assertThat(state).isInstanceOf(Suspected.class);
    }

    @Test
    void aSilentConnectionIsPausedAndThenGivenUpAndNeverDead() {
        on(new Heard(), 1000);
        on(new TimeReached(), 1499);
        assertThat(state).isInstanceOf(Alive.class);
        on(new TimeReached(), 1500);
        assertThat(state).isInstanceOf(Paused.class);
        on(new Heard(), 1600);
        assertThat(state).isEqualTo(new Alive(1600 * MS, "it answers again"));
        on(new TimeReached(), 2100);
        on(new TimeReached(), 4599);
        assertThat(step.giveUp()).isFalse();
        on(new TimeReached(), 4600);
        assertThat(step.giveUp()).isTrue();
        assertThat(step.inquire()).isFalse();
        assertThat(state).isEqualTo(new Lost("no answer for 3 s"));
    }

    @Test
    void slowHellosAreGivenTheirTime() {
        PeerJudge slow = new PeerJudge(Duration.ofSeconds(1));
        PeerState heard = new Alive(0, "connected");
        assertThat(slow.deadline(heard, 0)).isEqualTo(3000 * MS);
        assertThat(slow.deadline(new Paused(0, ""), 0)).isEqualTo(10_000 * MS);
    }

    @ParameterizedTest
    @EnumSource(Reconnect.class)
    void beforeAnyConnectionNothingIsDeath(Reconnect reconnect) {
        on(new Ended("the connection was closed"), 1);
        on(new Failed("refused"), 2);
        inquired(reconnect, WEB, NONE, 0, 3);
        on(new TimeReached(), 100_000);
        assertThat(state).isInstanceOf(Unknown.class);
        assertThat(step.inquire()).isFalse();
        assertThat(step.dead()).isEmpty();
        assertThat(judge.deadline(state, 42)).isEqualTo(42);
    }
}
