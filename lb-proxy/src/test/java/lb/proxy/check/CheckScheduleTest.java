package lb.proxy.check;

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
                        .due())
                .toArray();

        for (int place = 0; place < 100; place++) {
            assertThat(firsts[place] - 1000).isBetween(place * INTERVAL / 100, (place + 1) * INTERVAL / 100 - 1);
        }
    }

    @Test
    void checksFollowEachOtherByTheIntervalHoweverLateEachIs() {
        CheckSchedule first = CheckSchedule.of(-500, INTERVAL, 0, 1, 0);
        CheckSchedule schedule = first;

        for (int number = 1; number < 1000; number++) {
            schedule = schedule.next(schedule.due() + 30_000_000L * (number % 7), INTERVAL);
            assertThat(schedule.due()).isEqualTo(first.due() + number * INTERVAL);
        }
    }

    @Test
    void aCheckThatEndsAtOnceIsNotFollowedAtOnce() {
        assertThat(new CheckSchedule(0).next(0, INTERVAL).due()).isEqualTo(INTERVAL);
    }

    @Test
    void startsThatFallIntoALongCheckAreLeftOut() {
        assertThat(new CheckSchedule(0).next(3 * INTERVAL + 1, INTERVAL).due()).isEqualTo(4 * INTERVAL);
    }

    @Test
    void anotherIntervalCountsFromTheLastStart() {
        CheckSchedule fast = new CheckSchedule(0).next(1, INTERVAL / 10);

        assertThat(fast.due()).isEqualTo(INTERVAL / 10);
        assertThat(fast.next(fast.due() + 5, 3 * INTERVAL).due()).isEqualTo(INTERVAL / 10 + 3 * INTERVAL);
    }

    @Test
    void jitterDelaysBySoManyPercentOfTheIntervalAtMost() {
        CheckSchedule schedule = new CheckSchedule(INTERVAL);

        assertThat(schedule.start(INTERVAL, 5, 0)).isEqualTo(INTERVAL);
        assertThat(schedule.start(INTERVAL, 5, 0.5)).isEqualTo(INTERVAL + INTERVAL / 40);
        assertThat(schedule.start(INTERVAL, 0, 0.5)).isEqualTo(INTERVAL);
        assertThat(schedule.start(INTERVAL, 5, Math.nextDown(1.0))).isLessThanOrEqualTo(INTERVAL + INTERVAL / 20);
    }

    @Test
    void aCheckThatEndsBeforeItsTimeIsNotRepeatedForIt() {
        assertThat(new CheckSchedule(INTERVAL).next(5, INTERVAL).due()).isEqualTo(2 * INTERVAL);
    }

    @Test
    void theShortestIntervalWorksToo() {
        CheckSchedule schedule = CheckSchedule.of(0, 1, 999, 1000, 0.99);

        assertThat(schedule.next(schedule.due(), 1).start(1, 5, 0.99)).isEqualTo(1);
    }
}
