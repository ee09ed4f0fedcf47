package lb.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CheckScheduleTest {
    private static final long INTERVAL = 2_000_000_000L;

    @Test
    void theFirstChecksOfManyServersAreSpreadOverTheInterval() {
        Random random = new Random(1);
        long[] firsts = IntStream.range(0, 100)
                .mapToLong(place -> CheckSchedule.of(1000, INTERVAL, place, 100, random.nextDouble())
                        .first())
                .toArray();

        for (int place = 0; place < 100; place++) {
            assertThat(firsts[place] - 1000).isBetween(place * INTERVAL / 100, (place + 1) * INTERVAL / 100 - 1);
        }
    }

    @Test
    void checksFollowEachOtherByTheIntervalHoweverLateEachIs() {
        CheckSchedule schedule = CheckSchedule.of(-500, INTERVAL, 0, 1, 0);

        for (int number = 1; number < 1000; number++) {
            long ended = schedule.first() + (number - 1) * INTERVAL + 30_000_000L * (number % 7);
            assertThat(schedule.next(ended, 0)).isEqualTo(schedule.first() + number * INTERVAL);
        }
    }

    @Test
    void aCheckThatEndsAtOnceIsNotFollowedAtOnce() {
        CheckSchedule schedule = CheckSchedule.of(0, INTERVAL, 0, 1, 0);

        assertThat(schedule.next(schedule.first(), 0)).isEqualTo(INTERVAL);
    }

    @Test
    void startsThatFallIntoALongCheckAreLeftOut() {
        CheckSchedule schedule = CheckSchedule.of(0, INTERVAL, 0, 1, 0);

        assertThat(schedule.next(3 * INTERVAL + 1, 0)).isEqualTo(4 * INTERVAL);
    }

    @Test
    void jitterDelaysByATwentiethOfTheIntervalAtMost() {
        CheckSchedule schedule = CheckSchedule.of(0, INTERVAL, 0, 1, 0);

        assertThat(schedule.next(1, 0)).isEqualTo(INTERVAL);
        assertThat(schedule.next(1, 0.5)).isEqualTo(INTERVAL + INTERVAL / 40);
        assertThat(schedule.next(1, Math.nextDown(1.0))).isLessThanOrEqualTo(INTERVAL + INTERVAL / 20);
    }

    @Test
    void theShortestIntervalWorksToo() {
        CheckSchedule schedule = CheckSchedule.of(0, 1, 999, 1000, 0.99);

        assertThat(schedule.next(schedule.first(), 0.99)).isEqualTo(1);
    }
}
