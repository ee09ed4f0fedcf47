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

    private static boolean isOver(DepartureStep step, Tally left, long millis, long quiet, long limit) {
        return step.isOver(left, nanos(millis), nanos(quiet), nanos(limit));
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
