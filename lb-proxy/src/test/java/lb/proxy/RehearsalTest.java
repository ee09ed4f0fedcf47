package lb.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.util.EnumSet;
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
        assertThatCode(() -> Rehearsal.hold(transport, EnumSet.allOf(Mode.class)))
                .doesNotThrowAnyException();
    }

    @Test
    void whoIsInterruptedEndsItEarlyAndStaysInterrupted() throws IOException {
        long begun = System.nanoTime();
        Thread.currentThread().interrupt();
        Rehearsal.hold(Transport.NIO, EnumSet.of(Mode.TCP, Mode.HTTP));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(System.nanoTime() - begun).isLessThan(10_000_000_000L);
    }
}
