package lb.ha;

import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another process of a node goes on with its virtual routers, after a pause in which neither spoke. Version 3, 100 ms. */
class GoesOnTest {
    private final Wire wire = new Wire();
    private final SimulatedNode high = node(1, 101);
    private final SimulatedNode low = node(2, 100);

    private SimulatedNode node(int number, int priority) {
        return SimulatedNode.of(wire, number, it -> it.priority(priority).interval(Duration.ofMillis(100)));
    }

    private void run(long millis) {
        wire.run(Duration.ofMillis(millis));
    }

    private void settle() {
        run(5_000);
        assertThat(high.state()).isEqualTo(MASTER);
        assertThat(low.state()).isEqualTo(BACKUP);
        wire.twoOwners();
        wire.noOwner();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 30, 90, 150, 250})
    void aMasterGoesOnWithinThreeIntervalsAndNobodyTakesOver(long pause) {
        settle();
        high.succeed();
        run(pause);
        high.goOn();
        run(5_000);
        assertThat(high.state()).isEqualTo(MASTER);
        assertThat(low.state()).isEqualTo(BACKUP);
        assertThat(low.status().becameMaster()).isZero();
        assertThat(wire.twoOwners()).isZero();
        assertThat(wire.noOwner()).isLessThanOrEqualTo(Duration.ofMillis(pause));
    }

    /** What it could not hear was no silence. */
    @ParameterizedTest
    @ValueSource(longs = {0, 30, 250, 400, 2_000, 60_000})
    void aBackupGoesOnAsOneHoweverLongNobodyListened(long pause) {
        settle();
        low.succeed();
        run(pause);
        low.goOn();
        run(5_000);
        assertThat(low.state()).isEqualTo(BACKUP);
        assertThat(low.status().becameMaster()).isZero();
        assertThat(high.state()).isEqualTo(MASTER);
        assertThat(wire.twoOwners()).isZero();
    }

    @Test
    void aBackupWhoseMasterIsGoneMeanwhileTakesOverAllTheSame() {
        settle();
        low.succeed();
        high.kill();
        run(2_000);
        low.goOn();
        run(1_000);
        assertThat(low.state()).isEqualTo(MASTER);
    }

    @Test
    void aMasterThatWasMissedGivesWayToWhoHasTakenOver() {
        settle();
        high.succeed();
        run(1_000);
        assertThat(low.state()).isEqualTo(MASTER);
        high.goOn();
        run(50);
        assertThat(high.state()).isEqualTo(BACKUP);
        run(5_000);
        assertThat(high.state()).as("it takes the addresses back in good order").isEqualTo(MASTER);
        assertThat(low.state()).isEqualTo(BACKUP);
    }
}
