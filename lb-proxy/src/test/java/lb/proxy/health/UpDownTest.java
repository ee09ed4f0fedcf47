package lb.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UpDownTest {
    private static final long START = -3_000_000_000L;

    @Test
    void theTimeOfTheLastChangeIsToldInWholeSeconds() {
        UpDown state = UpDown.initial(true, START);

        assertThat(state.sinceSeconds(after(9.9))).isEqualTo(9);
        assertThat(state.become(false, after(9.9)).sinceSeconds(after(12))).isEqualTo(2);
    }

    @Test
    void whatStaysAsItIsHasNotChanged() {
        UpDown state = UpDown.initial(true, START);

        assertThat(state.become(true, after(5))).isSameAs(state);
    }

    @Test
    void timesSpentDownAddUpAndRunOnWhileDown() {
        UpDown state = UpDown.initial(true, START)
                .become(false, after(10))
                .become(true, after(11.5))
                .become(false, after(20));

        assertThat(state.downs()).isEqualTo(2);
        assertThat(state.downSeconds(after(20))).isEqualTo(1);
        assertThat(state.downSeconds(after(20.6))).isEqualTo(2);
        assertThat(state.become(true, after(21)).downSeconds(after(99))).isEqualTo(2);
    }

    @Test
    void whatBeginsDownHasNotGoneDown() {
        UpDown state = UpDown.initial(false, START);

        assertThat(state.downs()).isZero();
        assertThat(state.downSeconds(after(3))).isEqualTo(3);
    }

    private static long after(double seconds) {
        return START + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    }
}
