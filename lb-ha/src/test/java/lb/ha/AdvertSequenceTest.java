package lb.ha;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdvertSequenceTest {
    private final AdvertSequence sequence = new AdvertSequence(0);

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
    void whatWasRecordedInAnEarlierRunIsOlderThanTheFirstOfThisOne() {
        AdvertSequence started = new AdvertSequence(1_795_000_000);
        assertThat(started.accepts(1_794_999_999)).isFalse();
        assertThat(started.next()).isEqualTo(1_795_000_001);
        assertThat(Integer.toUnsignedLong(new AdvertSequence(4_000_000_000L).next()))
                .isEqualTo(4_000_000_001L);
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
