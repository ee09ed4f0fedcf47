package lb.ha.rehearsal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pair of nodes in memory, on real threads. */
@Timeout(60)
class PairRehearsalTest {
    @Test
    void addressesAreYieldedTakenBackAndTakenFromADeadNode() {
        assertThatCode(PairRehearsal::hold).doesNotThrowAnyException();
    }

    @Test
    void whoIsInterruptedEndsIt() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(PairRehearsal::hold).isInstanceOf(InterruptedException.class);
    }
}
