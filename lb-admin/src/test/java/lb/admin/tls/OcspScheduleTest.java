package lb.admin.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import lb.proxy.tls.OcspQuery.Times;
import org.junit.jupiter.api.Test;

class OcspScheduleTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

    private static Instant in(long hours) {
        return NOW.plus(Duration.ofHours(hours));
    }

    /** From which minute on it is due. */
    private static long minutes(OcspSchedule schedule) {
        for (int minute = 0; minute < 100_000; minute++) {
            if (schedule.isDue(NOW.plus(Duration.ofMinutes(minute)))) {
                return minute;
            }
        }
        throw new AssertionError("never");
    }

    @Test
    void withoutAnAnswerItIsDueAtOnce() {
        assertThat(minutes(new OcspSchedule(null, NOW))).isZero();
    }

    @Test
    void thenHalfWayBetweenTheTimesOfTheAnswer() {
        OcspSchedule schedule = new OcspSchedule(null, NOW);
        schedule.answered(new Times(in(-1), in(99)), NOW);
        assertThat(minutes(schedule)).isEqualTo(49 * 60);
        assertThat(minutes(new OcspSchedule(new Times(in(-1), in(99)), NOW))).isEqualTo(49 * 60);
    }

    @Test
    void whereThatIsPastHalfWayToItsEndButNotAllTheTime() {
        OcspSchedule schedule = new OcspSchedule(null, NOW);
        schedule.answered(new Times(in(-90), in(10)), NOW);
        assertThat(minutes(schedule)).isEqualTo(5 * 60);
        schedule.answered(new Times(in(-90), NOW.plusSeconds(60)), NOW);
        assertThat(minutes(schedule)).isEqualTo(5);
        schedule.answered(new Times(in(-90), null), NOW);
        assertThat(minutes(schedule)).isEqualTo(60);
    }

    @Test
    void afterFailuresItIsTriedLessAndLessOften() {
        OcspSchedule schedule = new OcspSchedule(null, NOW);
        long[] expected = {1, 2, 4, 8, 16, 32, 60, 60};
        for (long minutes : expected) {
            schedule.failed(NOW);
            assertThat(minutes(schedule)).isEqualTo(minutes);
        }
        schedule.answered(new Times(in(-1), in(1)), NOW);
        schedule.failed(NOW);
        assertThat(minutes(schedule)).isEqualTo(1);
    }
}
