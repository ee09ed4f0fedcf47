package lb.ha;

import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.INITIALIZE;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What waits on purpose: preemption and the start. */
class DelaysTest {
    private final Wire wire = new Wire();

    private void run(long millis) {
        wire.run(Duration.ofMillis(millis));
    }

    @Test
    void aHigherPriorityPreemptsAfterTheDelayAndItsMasterDownInterval() {
        SimulatedNode low = SimulatedNode.of(wire, 1, it -> it);
        run(1_000);
        SimulatedNode high = SimulatedNode.of(wire, 2, it -> it.priority(101).preemptDelay(Duration.ofSeconds(5)));
        run(4_900);
        assertThat(high.state()).isEqualTo(BACKUP);
        assertThat(low.state()).isEqualTo(MASTER);
        // The delay from the first advert heard, and three intervals with the skew time from the last one that counted.
        run(700);
        assertThat(high.state()).isEqualTo(MASTER);
        assertThat(low.state()).isEqualTo(BACKUP);
    }

    @Test
    void silenceIsNotDelayed() {
        SimulatedNode low = SimulatedNode.of(wire, 1, it -> it);
        run(1_000);
        SimulatedNode high = SimulatedNode.of(wire, 2, it -> it.priority(101).preemptDelay(Duration.ofSeconds(100)));
        run(1_000);
        low.kill();
        run(400);
        assertThat(high.state()).isEqualTo(MASTER);
    }

    @Test
    void aMasterThatStopsIsFollowedWithoutDelay() {
        SimulatedNode low = SimulatedNode.of(wire, 1, it -> it);
        run(1_000);
        SimulatedNode high = SimulatedNode.of(wire, 2, it -> it.priority(101).preemptDelay(Duration.ofSeconds(100)));
        run(1_000);
        low.stop();
        run(100);
        assertThat(high.state()).isEqualTo(MASTER);
    }

    @Test
    void nothingIsDoneDuringTheStartUpDelay() {
        SimulatedNode node = SimulatedNode.of(wire, 1, it -> it.startupDelay(Duration.ofSeconds(5)));
        run(4_900);
        assertThat(node.state()).isEqualTo(INITIALIZE);
        assertThat(node.status().why()).isEqualTo("waits for its start-up delay");
        assertThat(node.status().advertsSent()).isZero();
        run(200);
        assertThat(node.state()).isEqualTo(BACKUP);
        run(400);
        assertThat(node.state()).isEqualTo(MASTER);
    }
}
