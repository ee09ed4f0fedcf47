package lb.ha;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdvertSequenceTest {
    private final AdvertSequence sequence = new AdvertSequence();

    @Test
    void anAdvertIsHeardOnceAndNoOlderOneAfterIt() {
        assertThat(sequence.accepts(7)).isTrue();
        assertThat(sequence.accepts(7)).isFalse();
        assertThat(sequence.accepts(6)).isFalse();
        assertThat(sequence.accepts(9)).isTrue();
        assertThat(sequence.accepts(8)).isFalse();
    }

    @Test
    void itGoesOnFromTheHighestThatWasHeard() {
        assertThat(sequence.next()).isEqualTo(1);
        assertThat(sequence.accepts(41)).isTrue();
        assertThat(sequence.next()).isEqualTo(42);
    }

    @Test
    void aNumberThatTwoMastersTookInTheSameInstantIsHeardOnce() {
        sequence.accepts(6);
        assertThat(sequence.next()).isEqualTo(7);
        assertThat(sequence.accepts(7)).isTrue();
        assertThat(sequence.accepts(7)).isFalse();
    }

    @Test
    void zeroIsOlderThanAnyAndTheUpperHalfIsHigher() {
        assertThat(sequence.accepts(0)).isFalse();
        assertThat(sequence.accepts(Integer.MAX_VALUE)).isTrue();
        assertThat(sequence.accepts(-1)).isTrue();
        assertThat(sequence.accepts(5)).isFalse();
    }
}
