package lb.proxy.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineThrottleTest {
    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - 5})
    void theFirstLineIsLetThroughAndThenOneInTenSeconds(long start) {
        LineThrottle throttle = new LineThrottle();

        assertThat(throttle.lets(start)).isTrue();
        assertThat(throttle.lets(start)).isFalse();
        assertThat(throttle.lets(start + 10 * SECOND - 1)).isFalse();
        assertThat(throttle.lets(start + 10 * SECOND)).isTrue();
        assertThat(throttle.lets(start + 11 * SECOND)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 5})
    void thePauseMayBeAnother(long start) {
        LineThrottle throttle = new LineThrottle(Duration.ofMinutes(1));

        assertThat(throttle.lets(start)).isTrue();
        assertThat(throttle.lets(start + 59 * SECOND)).isFalse();
        assertThat(throttle.lets(start + 60 * SECOND)).isTrue();
    }
}
