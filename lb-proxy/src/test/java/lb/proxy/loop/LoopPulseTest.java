package lb.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopPulseTest {
    private static final long SECOND = 1_000_000_000;

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final LoopPulse pulse = new LoopPulse(List.of(Runnable::run, tasks::add), 0);
    private long now;

    private String askedFor(long nanos) {
        String told = "";
        for (long end = now + nanos; now <= end; now += SECOND / 10) {
            told = pulse.standstill(now);
        }
        return told;
    }

    @Test
    void aLoopThatDoesNotComeToItsTaskForTwoSecondsStandsStill() {
        assertThat(askedFor(19 * SECOND / 10)).isEmpty();
        assertThat(askedFor(SECOND / 5)).isEqualTo("event loop 1 does not turn");
    }

    @Test
    void itTurnsAgainAsSoonAsItsTaskHasRun() {
        assertThat(askedFor(3 * SECOND)).isNotEmpty();
        tasks.remove().run();
        assertThat(pulse.standstill(now)).isEmpty();
    }

    @Test
    void onlyOneTaskWaitsAtATime() {
        askedFor(10 * SECOND);
        assertThat(tasks).hasSize(1);
    }

    @Test
    void aPauseInWhichNobodyAsksIsNoStandstill() {
        askedFor(SECOND);
        now += 60 * SECOND;
        assertThat(pulse.standstill(now)).isEmpty();
    }

    @Test
    void whoTurnsIsGivenATaskTwiceASecond() {
        for (int i = 0; i < 100; i++, now += SECOND / 10) {
            assertThat(pulse.standstill(now)).isEmpty();
            tasks.forEach(Runnable::run);
        }
        assertThat(tasks).hasSize(20);
    }
}
