package lb.ha;

import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.INITIALIZE;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a node does when it is told that the master is dead, and when it does not believe it. Version 3, 1 s. */
class MasterDeathTest {
    private final Wire wire = new Wire();
    private final SimulatedNode master = node(1, 101);
    private final SimulatedNode backup = node(2, 100);

    private SimulatedNode node(int number, int priority) {
        return SimulatedNode.of(wire, number, it -> it.priority(priority).interval(Duration.ofSeconds(1)));
    }

    private void settle() {
        wire.run(Duration.ofSeconds(10));
        assertThat(master.state()).isEqualTo(MASTER);
        wire.twoOwners();
        wire.noOwner();
    }

    private MasterDeath death(boolean first) {
        return new MasterDeath("web", wire.nanoTime(), first, "node ha1 is dead");
    }

    private void run(long millis) {
        wire.run(Duration.ofMillis(millis));
    }

    @Test
    void aBackupTakesOverAtOnceByAnAdvertLikeAnyMaster() {
        settle();
        master.kill();
        master.addresses().take(RouterSettings.VIRTUAL);
        backup.addresses().log().clear();
        backup.masterDied(death(true));
        run(1);
        assertThat(backup.state()).isEqualTo(MASTER);
        assertThat(backup.status().why()).isEqualTo("node ha1 is dead");
        assertThat(backup.addresses().log()).startsWith("add 10.77.0.100", "announce 10.77.0.100");
        assertThat(backup.status().advertsSent()).isEqualTo(1);
        run(1000);
        assertThat(backup.status().advertsSent()).isEqualTo(2);
    }

    @Test
    void whoIsNotFirstWaitsForTheSkewTimeOnly() {
        settle();
        master.kill();
        backup.masterDied(death(false));
        run(600);
        assertThat(backup.state()).isEqualTo(BACKUP);
        run(20);
        assertThat(backup.state()).as("after 156/256 of a second").isEqualTo(MASTER);
    }

    @Test
    void ofThreeNodesTheOneWithTheHighestPriorityFollowsAndNobodyElse() {
        SimulatedNode last = node(3, 99);
        settle();
        master.kill();
        master.addresses().take(RouterSettings.VIRTUAL);
        backup.masterDied(death(true));
        last.masterDied(death(false));
        run(5000);
        assertThat(backup.state()).isEqualTo(MASTER);
        assertThat(last.state()).isEqualTo(BACKUP);
        assertThat(last.status().becameMaster()).isZero();
    }

    @Test
    void anAdvertHeardSinceThenContradicts() {
        settle();
        MasterDeath death = death(true);
        run(1001);
        backup.masterDied(death);
        run(2500);
        assertThat(backup.state()).isEqualTo(BACKUP);
        assertThat(wire.twoOwners()).isZero();
    }

    @Test
    void anAdvertThatWaitsToBeReadContradictsToo() {
        settle();
        backup.freeze();
        MasterDeath death = death(true);
        run(1001);
        backup.masterDied(death);
        backup.thaw();
        run(2500);
        assertThat(backup.state()).isEqualTo(BACKUP);
        assertThat(wire.twoOwners()).isZero();
    }

    @Test
    void aDeathThatWasSaidBeforeThisNodeStoodStillIsNoneAnyMore() {
        settle();
        run(500);
        backup.freeze();
        backup.masterDied(death(true));
        run(10_000);
        backup.thawWithoutMemory();
        run(900);
        assertThat(backup.state()).as("before the next advert").isEqualTo(BACKUP);
        run(10_000);
        assertThat(backup.status().becameMaster()).isZero();
        assertThat(wire.twoOwners()).isZero();
    }

    @Test
    void whoNeverHeardAMasterHasNoneThatCouldDie() {
        backup.masterDied(death(true));
        run(100);
        assertThat(backup.state()).isEqualTo(BACKUP);
    }

    @Test
    void aNodeWhoseInterfaceIsDownDoesNotTakeOver() {
        settle();
        backup.connect(false);
        backup.masterDied(death(true));
        run(10);
        assertThat(backup.state()).isEqualTo(INITIALIZE);
        assertThat(wire.twoOwners()).isZero();
    }

    @Test
    void aMasterAndAnotherVirtualRouterAreNotConcerned() {
        settle();
        master.masterDied(death(true));
        backup.masterDied(new MasterDeath("api", wire.nanoTime(), true, "node ha1 is dead"));
        run(10);
        assertThat(master.state()).isEqualTo(MASTER);
        assertThat(master.status().becameMaster()).isEqualTo(1);
        assertThat(backup.state()).isEqualTo(BACKUP);
    }
}
