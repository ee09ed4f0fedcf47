package lb.ha;

import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.INITIALIZE;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import lb.ha.Transitions.Change;
import org.junit.jupiter.api.Test;

/** What is known of each change of state, above all for how long nobody owned the addresses. Version 3, 1 s. */
class TransitionsTest {
    private final Wire wire = new Wire();

    private SimulatedNode node(int number, int priority) {
        return SimulatedNode.of(
                wire, number, it -> it.priority(priority).preempt(true).interval(Duration.ofSeconds(1)));
    }

    private void run(long millis) {
        wire.run(Duration.ofMillis(millis));
    }

    private static Duration absence(SimulatedNode node) {
        assertThat(node.state()).isEqualTo(MASTER);
        Duration absence = node.lastTransition().withoutOwner();
        assertThat(absence).isNotNull();
        return absence;
    }

    @Test
    void whoHeardNobodyDoesNotKnowForHowLongThereWasNoOwner() {
        SimulatedNode alone = node(1, 101);
        run(10_000);
        assertThat(alone.lastTransition().from()).isEqualTo(BACKUP);
        assertThat(alone.lastTransition().to()).isEqualTo(MASTER);
        assertThat(alone.lastTransition().withoutOwner()).isNull();
        assertThat(alone.status().transitions().lastFailover()).isNull();
    }

    @Test
    void afterSilenceTheAbsenceIsThatSinceTheLastAdvert() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        run(10_000);
        high.freeze();
        run(5_000);
        assertThat(absence(low)).isBetween(Duration.ofMillis(3_500), Duration.ofMillis(3_700));
        assertThat(low.status().transitions().lastFailover()).isEqualTo(absence(low));
    }

    @Test
    void afterAnAdvertOfPriorityZeroItIsTheSkewTime() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        run(10_000);
        high.yield("web");
        run(2_000);
        assertThat(absence(low)).isBetween(Duration.ofMillis(600), Duration.ofMillis(650));
    }

    @Test
    void whatIsTakenFromALivingMasterWasNeverWithoutOne() {
        SimulatedNode low = node(2, 100);
        run(10_000);
        SimulatedNode high = node(1, 101);
        run(10_000);
        assertThat(absence(high)).isZero();
        assertThat(low.lastTransition().to()).isEqualTo(BACKUP);
        assertThat(low.lastTransition().withoutOwner()).isNull();
    }

    @Test
    void afterADeathItIsTheTimeSinceTheLastSignOfLife() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        run(10_000);
        high.freeze();
        long lost = wire.nanoTime();
        run(40);
        low.masterDied(new MasterDeath("web", lost, true, "node ha1 is dead"));
        run(10);
        assertThat(absence(low)).isBetween(Duration.ofMillis(40), Duration.ofMillis(50));
    }

    @Test
    void aNodeWhoseInterfaceWasDownDoesNotKnowWhoOwnedTheAddresses() {
        SimulatedNode alone = node(1, 101);
        run(10_000);
        alone.connect(false);
        run(5_000);
        alone.connect(true);
        run(10_000);
        assertThat(alone.state()).isEqualTo(MASTER);
        assertThat(alone.lastTransition().withoutOwner()).isNull();
        assertThat(alone.status().transitions().counts())
                .containsEntry(new Change(INITIALIZE, BACKUP), 2L)
                .containsEntry(new Change(BACKUP, MASTER), 2L)
                .containsEntry(new Change(MASTER, INITIALIZE), 1L);
    }

    @Test
    void theLastHundredAreKeptAndAllAreCounted() {
        Transitions kept = Transitions.NONE;
        for (int i = 0; i < 250; i++) {
            kept = kept.with(new Transition(
                    "web", BACKUP, MASTER, "change " + i, Instant.ofEpochSecond(i), Duration.ofMillis(i)));
        }
        assertThat(kept.last()).hasSize(Transitions.KEPT);
        assertThat(kept.last().getFirst().why()).isEqualTo("change 150");
        assertThat(kept.last().getLast().why()).isEqualTo("change 249");
        assertThat(kept.counts()).containsExactly(java.util.Map.entry(new Change(BACKUP, MASTER), 250L));
        assertThat(kept.lastFailover()).isEqualTo(Duration.ofMillis(249));
    }

    @Test
    void theStatusTellsOfTimersAndOfWhoWasHeard() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        run(10_000);
        VrrpTimers master = high.status().timers();
        assertThat(master.advertInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(master.masterDownInterval()).isBetween(Duration.ofMillis(3_605), Duration.ofMillis(3_606));
        assertThat(master.nextAt()).isNotNull();
        assertThat(master.nextAt() - wire.nanoTime()).isBetween(0L, 1_000_000_000L);
        VrrpTimers backup = low.status().timers();
        assertThat(backup.nextAt()).isNotNull();
        assertThat(backup.nextAt() - wire.nanoTime()).isBetween(2_600_000_000L, 3_700_000_000L);
        assertThat(low.status().peers()).singleElement().satisfies(heard -> {
            assertThat(heard.priority()).isEqualTo(101);
            assertThat(heard.adverts()).isEqualTo(low.status().advertsReceived());
            assertThat(wire.nanoTime() - heard.heardAt()).isBetween(0L, 1_000_000_000L);
        });
    }
}
