package lb.ha.lifeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import lb.ha.Witness.Said;
import lb.ha.lifeline.Frame.Hello;
import lb.ha.lifeline.Frame.Router;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.Test;

/** What of a peer's words is relied upon, by when they were heard and when it last answered. Times in milliseconds. */
class StatementsTest {
    private static final long INTERVAL = millis(100);

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    private static Hello hello(VrrpState state) {
        return new Hello(1, 1, 0, List.of(new Router("web", state, 100, true)), false);
    }

    private static Statements said(VrrpState state, long at) {
        return Statements.with(INTERVAL).heard(hello(state), millis(at));
    }

    private static Said now(Statements statements, long at) {
        return statements.of("web", millis(at));
    }

    @Test
    void whoHasAnsweredLatelyAndWasNoMasterForASecondIsNone() {
        Statements backup = said(VrrpState.BACKUP, 0).answered(millis(990));
        assertThat(now(backup, 999)).isEqualTo(Said.NOTHING);
        assertThat(now(backup, 1000)).isEqualTo(Said.NO_MASTER);
    }

    @Test
    void whatIsSaidAgainWasSaidBefore() {
        Statements backup = said(VrrpState.BACKUP, 0)
                .heard(hello(VrrpState.INITIALIZE), millis(950))
                .answered(millis(1000));
        assertThat(now(backup, 1001)).isEqualTo(Said.NO_MASTER);
    }

    @Test
    void whoWasMasterAMomentAgoMayStillHaveAnAdvertOnItsWay() {
        Statements stepped = said(VrrpState.MASTER, 0)
                .heard(hello(VrrpState.BACKUP), millis(5000))
                .answered(millis(5900));
        assertThat(now(stepped, 5900)).isEqualTo(Said.NOTHING);
        assertThat(now(stepped, 6000)).isEqualTo(Said.NO_MASTER);
    }

    @Test
    void whoBecomesMasterIsItAtOnce() {
        Statements master =
                said(VrrpState.BACKUP, 0).answered(millis(5000)).heard(hello(VrrpState.MASTER), millis(5001));
        assertThat(now(master, 5001)).isEqualTo(Said.MASTER);
    }

    @Test
    void withoutAnAnswerToAHelloOfTheLastTwoIntervalsNothingIsReliedUpon() {
        Statements backup = said(VrrpState.BACKUP, 0);
        assertThat(now(backup, 2000)).isEqualTo(Said.NOTHING);
        assertThat(now(backup.answered(millis(1801)), 2000)).isEqualTo(Said.NO_MASTER);
        assertThat(now(backup.answered(millis(1800)), 2000)).isEqualTo(Said.NOTHING);
    }

    @Test
    void whereHellosAreRareASecondIsAllThatItIsFreshFor() {
        Statements backup = Statements.with(millis(10_000)).heard(hello(VrrpState.BACKUP), 0);
        assertThat(now(backup.answered(millis(9001)), 10_000)).isEqualTo(Said.NO_MASTER);
        assertThat(now(backup.answered(millis(9000)), 10_000)).isEqualTo(Said.NOTHING);
    }

    @Test
    void ofWhatItDoesNotNameItSaysNothing() {
        Statements backup = said(VrrpState.BACKUP, 0).answered(millis(2000));
        assertThat(backup.of("api", millis(2000))).isEqualTo(Said.NOTHING);
        assertThat(now(Statements.NONE, 2000)).isEqualTo(Said.NOTHING);
        assertThat(now(backup.heard(new Hello(1, 2, 0, List.of(), false), millis(2000)), 2001))
                .isEqualTo(Said.NOTHING);
    }
}
