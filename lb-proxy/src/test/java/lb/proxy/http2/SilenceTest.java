package lb.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Close to where the clock's numbers turn negative. */
    private static final long START = Long.MAX_VALUE - SECOND / 2;

    private final Silence silence = new Silence(2 * SECOND, START - SECOND);

    @Test
    void whoIsGivenUpUnheardIsAskedOnce() {
        assertThat(silence.asks(START, START + SECOND)).isTrue();
        assertThat(silence.isAsked()).isTrue();
        assertThat(silence.asks(START, START + SECOND)).isFalse();
        assertThat(silence.left(START + SECOND)).isEqualTo(2 * SECOND);
        assertThat(silence.isGone(START + 3 * SECOND - 1)).isFalse();
        assertThat(silence.isGone(START + 3 * SECOND)).isTrue();
        assertThat(silence.left(START + 4 * SECOND)).isEqualTo(1);
    }

    @Test
    void whoeverSaysAnythingIsThere() {
        silence.asks(START, START + SECOND);
        silence.heard(START + 2 * SECOND);
        assertThat(silence.isAsked()).isFalse();
        assertThat(silence.isGone(START + 9 * SECOND)).isFalse();
        assertThat(silence.asks(START, START + 9 * SECOND)).isFalse();
        assertThat(silence.asks(START + 3 * SECOND, START + 9 * SECOND)).isTrue();
    }

    @Test
    void aRequestThatIsGivenUpInAHurryAsksNothing() {
        assertThat(silence.asks(START, START + SECOND - 1)).isFalse();
    }

    @Test
    void withoutATimeToConnectThereAreFiveSeconds() {
        Silence patient = new Silence(0, START);
        patient.asks(START + 1, START + 2 * SECOND);
        assertThat(patient.left(START + 2 * SECOND)).isEqualTo(5 * SECOND);
    }
}
