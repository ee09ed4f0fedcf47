package lb.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnClockTest {
    @Test
    void theTimeStandsStillWithinATurn() {
        TurnClock clock = new TurnClock(true);
        long first = clock.nanoTime();
        awaitNewTime(first);
        assertThat(clock.nanoTime()).isEqualTo(first);
        clock.turn();
        assertThat(clock.nanoTime()).isGreaterThan(first);
    }

    @Test
    void whereNobodyTellsOfTurnsEachReadingIsNew() {
        TurnClock clock = new TurnClock(false);
        long first = clock.nanoTime();
        awaitNewTime(first);
        assertThat(clock.nanoTime()).isGreaterThan(first);
    }

    @Test
    void theDateIsThatOfTheSystem() {
        long before = System.currentTimeMillis();
        assertThat(new TurnClock(true).currentTimeMillis()).isBetween(before, System.currentTimeMillis());
    }

    private static void awaitNewTime(long old) {
        while (System.nanoTime() <= old) {
            Thread.onSpinWait();
        }
    }
}
