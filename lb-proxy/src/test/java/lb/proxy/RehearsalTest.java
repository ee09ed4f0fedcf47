package lb.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.concurrent.TimeUnit;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is gone through before the first client comes. */
@Timeout(60)
class RehearsalTest {
    @ParameterizedTest
    @EnumSource(Transport.class)
    void requestsAreServedInEachModeAndClientsLedAway(Transport transport) {
        assertThatCode(() -> Rehearsal.hold(transport, EnumSet.allOf(Mode.class), inAMinute()))
                .doesNotThrowAnyException();
    }

    @Test
    void whoIsInterruptedEndsItEarlyAndStaysInterrupted() throws IOException {
        long begun = System.nanoTime();
        Thread.currentThread().interrupt();
        Rehearsal.hold(Transport.NIO, EnumSet.of(Mode.TCP, Mode.HTTP), inAMinute());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(System.nanoTime() - begun).isLessThan(10_000_000_000L);
    }

    @Test
    void whatIsLateIsLeft() throws IOException {
        long before = waits();
        Rehearsal.hold(Transport.NIO, EnumSet.of(Mode.TCP, Mode.HTTP), System.nanoTime());
        assertThat(waits() - before).as("waits, one after each client").isLessThan(40);
    }

    private static long waits() {
        return ManagementFactory.getThreadMXBean()
                .getThreadInfo(Thread.currentThread().threadId())
                .getWaitedCount();
    }

    private static long inAMinute() {
        return System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    }
}
