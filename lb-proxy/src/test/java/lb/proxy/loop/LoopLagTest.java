package lb.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopLagTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final LoopLag lag = new LoopLag(now::get);

    @BeforeEach
    void begins() {
        lag.begin();
    }

    private void lookAfter(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        lag.run();
    }

    @Test
    void aLookThatComesLateIsNotedAndTheNextIsDueAPeriodAfterIt() {
        lookAfter(1000);
        lookAfter(1030);
        lookAfter(1000);
        assertThat(lag.greatestNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
        assertThat(lag.since().count()).isEqualTo(3);
        assertThat(lag.since().sumNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
    }

    @Test
    void whatPassesBetweenItsMakingAndItsBeginningIsNotLate() {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(532));
        lag.begin();
        lookAfter(1000);
        assertThat(lag.since().count()).isEqualTo(1);
        assertThat(lag.greatestNanos()).isZero();
    }

    @Test
    void theGreatestIsThatOfTheLastMinute() {
        lookAfter(3000);
        for (int second = 1; second < 60; second++) {
            lookAfter(1001);
        }
        assertThat(lag.greatestNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(2));
        lookAfter(1001);
        assertThat(lag.greatestNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(lag.since().count()).isEqualTo(61);
    }
}
