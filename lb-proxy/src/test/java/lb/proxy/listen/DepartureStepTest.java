package lb.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import lb.proxy.listen.Work.Tally;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the steps of a departure are over, by what is left and the time. */
class DepartureStepTest {
    @ParameterizedTest
    @CsvSource({
        // requests, sessions, idle, ms, over
        "0, 0, 0,    0, true",
        "1, 0, 0,    0, false",
        "1, 0, 0, 4999, false",
        "1, 0, 0, 5000, true",
        "0, 1, 0, 4999, false",
        "0, 1, 0, 5000, true",
        "0, 0, 9,    0, false",
        "0, 0, 9,  999, false",
        "0, 0, 9, 1000, true",
        "1, 0, 9, 1000, false",
    })
    void aDrainWaitsForWorkAndASecondForTheIdle(int requests, int sessions, int idle, long millis, boolean over) {
        assertThat(isOver(DepartureStep.DRAIN, new Tally(requests, sessions, idle), millis, 0, 5000))
                .isEqualTo(over);
    }

    @ParameterizedTest
    @CsvSource({
        // requests, sessions, idle, ms, quiet ms, over
        "0, 0, 0,   0,  0, false",
        "0, 0, 0,  19, 19, false",
        "0, 0, 0,  20, 20, true",
        "0, 0, 9,  20, 20, true",
        "0, 0, 0, 100, 19, false",
        "0, 0, 0, 120, 20, true",
        "1, 0, 0, 199,  0, false",
        "0, 1, 0, 199,  0, false",
        "1, 1, 0, 200,  0, true",
        "0, 0, 0, 200, 19, true",
    })
    void holdingBackWaitsForQuiet(int requests, int sessions, int idle, long millis, long quiet, boolean over) {
        assertThat(isOver(DepartureStep.HOLD_BACK, new Tally(requests, sessions, idle), millis, quiet, 200))
                .isEqualTo(over);
    }

    @ParameterizedTest
    @CsvSource({
        // the last look took, ms, quiet ms, pause
        "0,   0,  0,  5",
        "1,   0,  0, 10",
        "8,   0,  0, 20",
        "8,  50, 12,  8",
        "0, 100, 18,  2",
        "8, 190,  0, 10",
    })
    void nobodyLooksLaterThanTheEndOfTheQuietThatIsWaitedFor(long look, long millis, long quiet, long pause) {
        assertThat(DepartureStep.HOLD_BACK.pause(nanos(look), nanos(millis), nanos(quiet), nanos(200)))
                .isEqualTo(nanos(pause));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 5", "8, 0, 80", "8, 4950, 50"})
    void aDrainLooksTheSeldomerTheMoreThereIsToLookAt(long look, long millis, long pause) {
        assertThat(DepartureStep.DRAIN.pause(nanos(look), nanos(millis), 0, nanos(5000)))
                .isEqualTo(nanos(pause));
    }

    private static boolean isOver(DepartureStep step, Tally left, long millis, long quiet, long limit) {
        return step.isOver(left, nanos(millis), nanos(quiet), nanos(limit));
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
