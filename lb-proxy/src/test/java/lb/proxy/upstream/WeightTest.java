package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WeightTest {
    @Test
    void whatIsAskedForOutlastsAnotherBase() {
        Weight file = Weight.of(100);
        assertThat(file.now()).isEqualTo(100);
        assertThat(file.withBase(20).now()).isEqualTo(20);
        assertThat(file.percent(75).now()).isEqualTo(75);
        assertThat(file.percent(75).withBase(20).now()).isEqualTo(15);
        assertThat(file.exactly(7).withBase(20).now()).isEqualTo(7);
        assertThat(file.exactly(7).withBase(20).percent(100).now()).isEqualTo(20);
    }

    @Test
    void itHasItsBounds() {
        assertThat(Weight.of(256).percent(Integer.MAX_VALUE).now()).isEqualTo(256);
        assertThat(Weight.of(1).percent(50).now()).isZero();
        assertThat(Weight.of(0).percent(500).now()).isZero();
    }
}
