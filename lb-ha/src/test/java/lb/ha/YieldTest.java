package lb.ha;

import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.INITIALIZE;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import lb.ha.NodeHealth.Verdict;
import lb.ha.settings.VirtualRouterSettings;
import org.junit.jupiter.api.Test;

/** A node that is told to leave its addresses to others, without a lifeline. Version 3, 1 s. */
class YieldTest {
    private final Wire wire = new Wire();

    private SimulatedNode node(int number, int priority, boolean preempt) {
        return SimulatedNode.of(
                wire, number, it -> it.priority(priority).preempt(preempt).interval(Duration.ofSeconds(1)));
    }

    private void run(long millis) {
        wire.run(Duration.ofMillis(millis));
    }

    private void settle() {
        run(10_000);
        wire.twoOwners();
        wire.noOwner();
    }

    @Test
    void aMasterThatYieldsSaysThatItStopsAndIsABackupOfTheLeastPriority() {
        SimulatedNode high = node(1, 101, true);
        SimulatedNode low = node(2, 100, true);
        settle();
        assertThat(high.state()).isEqualTo(MASTER);
        high.yield("web");
        run(1);
        assertThat(high.state()).isEqualTo(BACKUP);
        assertThat(high.status().why()).isEqualTo("yielded");
        assertThat(high.status().yielded()).isTrue();
        assertThat(high.status().effectivePriority()).isEqualTo(1);
        assertThat(high.holdsNone()).isTrue();
        run(700);
        assertThat(low.state()).as("after the skew time").isEqualTo(MASTER);
        assertThat(low.status().masterPriority()).isZero();
        run(20_000);
        assertThat(high.state()).isEqualTo(BACKUP);
        assertThat(wire.twoOwners()).isZero();
    }

    @Test
    void whoResumesTakesTheAddressesBackWhereItMayPreempt() {
        SimulatedNode high = node(1, 101, true);
        SimulatedNode low = node(2, 100, true);
        settle();
        high.yield("web");
        run(5000);
        assertThat(low.state()).isEqualTo(MASTER);
        high.resume("web");
        run(5000);
        assertThat(high.state()).isEqualTo(MASTER);
        assertThat(high.status().yielded()).isFalse();
        assertThat(low.state()).isEqualTo(BACKUP);
    }

    @Test
    void whoMayNotPreemptStaysBackupAndIsTheNextOneToComeAfterwards() {
        SimulatedNode high = node(1, 101, false);
        SimulatedNode low = node(2, 100, false);
        settle();
        assertThat(high.state()).isEqualTo(MASTER);
        high.yield("web");
        run(5000);
        high.resume("web");
        run(10_000);
        assertThat(low.state()).isEqualTo(MASTER);
        low.yield("web");
        run(1000);
        assertThat(high.state()).isEqualTo(MASTER);
    }

    @Test
    void anotherPriorityIsThatOfTheNextAdvertAndTheElectionFollows() {
        SimulatedNode high = node(1, 101, true);
        SimulatedNode low = node(2, 100, true);
        settle();
        high.stand("web", 150);
        run(1100);
        assertThat(high.status().configuredPriority()).isEqualTo(150);
        assertThat(low.status().masterPriority()).isEqualTo(150);
        assertThat(high.status().becameMaster()).as("nothing has moved").isEqualTo(1);
        high.stand("web", 90);
        run(5000);
        assertThat(low.state()).isEqualTo(MASTER);
        assertThat(high.state()).isEqualTo(BACKUP);
        high.stand("web", 120);
        run(5000);
        assertThat(high.state()).isEqualTo(MASTER);
        assertThat(high.status().configuredPriority()).isEqualTo(120);
        assertThat(wire.twoOwners())
                .as("each preempted by an advert on its way")
                .isLessThan(Duration.ofMillis(1));
    }

    @Test
    void anotherPriorityOfABackupIsNoReasonToMoveForWhoMayNotPreempt() {
        SimulatedNode high = node(1, 101, false);
        SimulatedNode low = node(2, 100, false);
        settle();
        low.stand("web", 200);
        run(10_000);
        assertThat(high.state()).isEqualTo(MASTER);
        assertThat(low.status().effectivePriority()).isEqualTo(200);
    }

    @Test
    void aBackupThatYieldsComesAfterAllOthers() {
        SimulatedNode high = node(1, 101, true);
        SimulatedNode middle = node(2, 100, true);
        SimulatedNode low = node(3, 99, true);
        settle();
        middle.yield("web");
        run(1);
        assertThat(middle.status().effectivePriority()).isEqualTo(1);
        high.kill();
        high.addresses().take(RouterSettings.VIRTUAL);
        run(5000);
        assertThat(low.state()).isEqualTo(MASTER);
        assertThat(middle.status().becameMaster()).isZero();
    }

    @Test
    void whoHasYieldedTakesOverFromSilence() {
        SimulatedNode high = node(1, 101, true);
        SimulatedNode low = node(2, 100, true);
        settle();
        high.yield("web");
        run(5000);
        low.kill();
        low.addresses().take(RouterSettings.VIRTUAL);
        run(5000);
        assertThat(high.state()).isEqualTo(MASTER);
        assertThat(high.status().effectivePriority()).isEqualTo(1);
        low.start();
        run(5000);
        assertThat(low.state()).as("who comes back outranks it").isEqualTo(MASTER);
        assertThat(high.state()).isEqualTo(BACKUP);
    }

    @Test
    void whereNobodyIsThereItHasTheAddressesAgainSoonAfterEverybodyElsesSkewTime() {
        SimulatedNode high = node(1, 101, true);
        settle();
        high.yield("web");
        run(1150);
        assertThat(high.state()).isEqualTo(BACKUP);
        run(100);
        assertThat(high.state()).isEqualTo(MASTER);
        run(20_000);
        assertThat(high.status().becameMaster()).as("and keeps them").isEqualTo(2);
    }

    @Test
    void whoCannotServeAndGivesUpForThatDoesSoThoughItHasYielded() {
        SimulatedNode high = SimulatedNode.of(wire, 1, it -> it.whenUnusable(new VirtualRouterSettings.GiveUp()));
        settle();
        high.yield("web");
        high.serve(new Verdict(false, "no server is up"));
        run(10);
        assertThat(high.state()).isEqualTo(INITIALIZE);
    }

    @Test
    void aSyncGroupYieldsAndResumesTogether() {
        SimulatedNode high = groupNode(1, 101);
        SimulatedNode low = groupNode(2, 100);
        run(20_000);
        assertThat(high.status("outside").state()).isEqualTo(MASTER);
        assertThat(high.status("inside").state()).isEqualTo(MASTER);
        high.yield("inside");
        run(2000);
        for (String name : new String[] {"outside", "inside"}) {
            assertThat(high.status(name).state()).isEqualTo(BACKUP);
            assertThat(high.status(name).effectivePriority()).isEqualTo(1);
            assertThat(low.status(name).state()).isEqualTo(MASTER);
        }
        high.resume("outside");
        run(10_000);
        assertThat(high.status("inside").state()).isEqualTo(MASTER);
        assertThat(high.status("outside").state()).isEqualTo(MASTER);
    }

    private SimulatedNode groupNode(int number, int priority) {
        RouterSettings both = RouterSettings.DEFAULT
                .priority(priority)
                .interval(Duration.ofSeconds(1))
                .syncGroup("pair");
        return new SimulatedNode(
                wire,
                InetAddress.ofLiteral("10.77.0." + number),
                both.named("outside", 51).build(),
                both.named("inside", 52).addresses("10.77.0.101").build());
    }
}
