package lb.proxy.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateSamplerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = -2 * SECOND; // a clock that passes zero

    private final RateSampler rate = new RateSampler(START);

    @Test
    void theRateIsThatOfTheLastIntervalAndTheGreatestStays() {
        rate.sample(START + SECOND, 10);
        assertThat(rate.rate()).isEqualTo(10);

        rate.sample(START + 2 * SECOND, 40);
        rate.sample(START + 3 * SECOND, 45);

        assertThat(rate.rate()).isEqualTo(5);
        assertThat(rate.greatest()).isEqualTo(30);
    }

    @Test
    void aLateSampleIsARateASecondStill() {
        rate.sample(START + 4 * SECOND, 100);

        assertThat(rate.rate()).isEqualTo(25);
    }

    @Test
    void aSecondSampleOfTheSameMomentChangesNothing() {
        rate.sample(START + SECOND, 10);
        rate.sample(START + SECOND, 1000);

        assertThat(rate.rate()).isEqualTo(10);
    }

    @Test
    void silenceIsCountedFromTheLastGrowth() {
        assertThat(rate.secondsSinceLast(START + 9 * SECOND, 0)).isEqualTo(-1);

        rate.sample(START + SECOND, 10);
        rate.sample(START + 2 * SECOND, 10);
        rate.sample(START + 3 * SECOND, 10);

        assertThat(rate.secondsSinceLast(START + 3 * SECOND, 10)).isEqualTo(2);
        assertThat(rate.secondsSinceLast(START + 3 * SECOND, 11)).isZero();
    }
}
