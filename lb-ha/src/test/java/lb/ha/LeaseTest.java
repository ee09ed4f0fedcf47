package lb.ha;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final long SECOND = 1_000_000_000;
    private static final long NOW = Long.MAX_VALUE - SECOND / 2; // nanoTime may overflow at any moment

    private final Lease lease = Lease.of(Duration.ofSeconds(2), NOW);

    private static long in(long nanos) {
        return NOW + nanos;
    }

    @Test
    void itIsRenewedFourTimesInItsLength() {
        assertThat(lease.renewAt() - NOW).isEqualTo(SECOND / 2);
        assertThat(lease.renewed(lease.renewAt()).renewAt() - NOW).isEqualTo(SECOND);
    }

    @Test
    void itHasLapsedWhenItsLengthIsOver() {
        assertThat(lease.lapsed(in(2 * SECOND - 1))).isFalse();
        assertThat(lease.lapsed(in(2 * SECOND))).isTrue();
        assertThat(lease.renewed(in(SECOND)).lapsed(in(2 * SECOND))).isFalse();
    }

    @Test
    void aRefusedRenewalIsTriedAgainSoonAndDoesNotMakeItLonger() {
        Lease refused = lease.refused(in(SECOND / 2));
        assertThat(refused.renewAt() - NOW).isEqualTo(SECOND / 2 + SECOND / 8);
        assertThat(refused.lapsed(in(2 * SECOND))).isTrue();
    }

    @Test
    void oneForEverNeitherLapsesNorIsRenewed() {
        Lease forEver = Lease.of(Duration.ZERO, NOW);
        assertThat(forEver.lapsed(in(1_000_000 * SECOND))).isFalse();
        assertThat(forEver.renewAt() - NOW).isGreaterThan(1_000_000 * SECOND);
    }
}
