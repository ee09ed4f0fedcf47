package lb.proxy.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionRateTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    /** Near the end of a long, so that every test runs over it. */
    private static final long START = Long.MAX_VALUE - SECOND / 2;

    @Test
    void asManyAsTheLimitAreLetInAtOnceAndTheNextWaitsForASecond() {
        SessionRate rate = new SessionRate(3, START);
        assertThat(rate.admit(START)).isZero();
        assertThat(rate.admit(START)).isZero();
        assertThat(rate.admit(START + MILLISECOND)).isZero();
        assertThat(rate.admit(START + MILLISECOND)).isEqualTo(SECOND - MILLISECOND);
        assertThat(rate.untilNext(START + MILLISECOND)).isEqualTo(SECOND - MILLISECOND);
        assertThat(rate.admit(START + SECOND - 1)).isEqualTo(1);
        assertThat(rate.admit(START + SECOND)).isZero();
    }

    @Test
    void whoHadToWaitIsFollowedAtTheLimitsOwnPace() {
        SessionRate rate = new SessionRate(4, START);
        assertThat(pressedAdmissions(rate, 2 * SECOND)).startsWith(0L, 0L, 0L, 0L, SECOND, 5 * SECOND / 4);
    }

    @Test
    void aLateWakeIsMadeGood() {
        SessionRate rate = new SessionRate(10, START);
        pressedAdmissions(rate, SECOND);
        long late = START + SECOND + 350 * MILLISECOND;
        assertThat(rate.admit(late)).isZero();
        assertThat(rate.admit(late)).isZero();
        assertThat(rate.admit(late)).isZero();
        assertThat(rate.admit(late)).isEqualTo(50 * MILLISECOND);
    }

    @Test
    void afterAQuietSecondThereMayBeABurstAgain() {
        SessionRate rate = new SessionRate(5, START);
        pressedAdmissions(rate, 3 * SECOND);
        long later = START + 6 * SECOND;
        for (int i = 0; i < 5; i++) {
            assertThat(rate.admit(later)).isZero();
        }
        assertThat(rate.admit(later)).isEqualTo(SECOND);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 100, 1000})
    void noSecondEverSeesMoreThanTheLimitAndNoneIsGivenAwayUnderPressure(int limit) {
        Random random = new Random(limit);
        SessionRate rate = new SessionRate(limit, START);
        List<Long> admitted = new ArrayList<>();
        long now = 0;
        while (now < 20 * SECOND) {
            long wait = rate.admit(START + now);
            if (wait == 0) {
                admitted.add(now);
            } else if (random.nextInt(3) > 0) {
                now += wait;
                assertThat(rate.untilNext(START + now)).isLessThanOrEqualTo(0);
            }
            now += random.nextLong(2 * SECOND / limit / (1 + random.nextInt(8)));
        }
        for (int i = limit; i < admitted.size(); i++) {
            assertThat(admitted.get(i) - admitted.get(i - limit))
                    .as("admissions %s and %s", i - limit, i)
                    .isGreaterThanOrEqualTo(SECOND);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100, 10_000})
    void underConstantPressureTheLimitIsUsedUp(int limit) {
        assertThat(pressedAdmissions(new SessionRate(limit, START), 5 * SECOND - 1))
                .hasSize(5 * limit);
    }

    @Test
    void aLimitIsAtLeastOne() {
        assertThatThrownBy(() -> new SessionRate(0, START)).isInstanceOf(IllegalArgumentException.class);
    }

    /** When somebody who always asks again at the time he was told is let in, in ns from the start. */
    private static List<Long> pressedAdmissions(SessionRate rate, long nanos) {
        List<Long> admitted = new ArrayList<>();
        long now = 0;
        while (now <= nanos) {
            long wait = rate.admit(START + now);
            if (wait == 0) {
                admitted.add(now);
            }
            now += wait;
        }
        return admitted;
    }
}
