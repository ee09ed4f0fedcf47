package lb.admin.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Signals of this very process. */
class SignalsTest {
    @Test
    void aSignalThatIsSentIsHandled() throws Exception {
        var handled = new CountDownLatch(1);
        assertThat(Signals.handle("URG", handled::countDown)).isTrue();
        Signals.send(ProcessHandle.current().pid(), 23);
        assertThat(handled.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSignalThatThereIsNotIsNotHandled() {
        assertThat(Signals.handle("NONSENSE", () -> {})).isFalse();
    }

    @Test
    void nobodyIsSignalledByMistake() {
        assertThatThrownBy(() -> Signals.send(0, 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Signals.send(-1, 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Signals.send(4_194_305L, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No such process");
    }
}
