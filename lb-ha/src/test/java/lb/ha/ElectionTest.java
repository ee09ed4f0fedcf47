package lb.ha;

import static lb.ha.vrrp.Packets.ip;
import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.INITIALIZE;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import lb.ha.NodeHealth.Verdict;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import lb.ha.vrrp.Packets;
import org.junit.jupiter.api.Test;

/** Two and three nodes on one wire: who is master, and for how long nobody or more than one. Version 3, 100 ms. */
class ElectionTest {
    private static final Duration ONE_ADVERT = Duration.ofMillis(100);
    private static final Duration A_ROUND_TRIP = Duration.ofNanos(2 * Wire.LATENCY);

    /** 3 intervals and the skew time of priority 100. */
    private static final Duration MASTER_DOWN = Duration.ofNanos(360_937_500);

    private final Wire wire = new Wire();

    private SimulatedNode node(int number, int priority) {
        return SimulatedNode.of(wire, number, it -> it.priority(priority));
    }

    private void settle() {
        wire.run(Duration.ofSeconds(10));
        wire.twoOwners();
        wire.noOwner();
    }

    private void assertOnlyMaster(SimulatedNode master) {
        for (SimulatedNode node : wire.nodes()) {
            assertThat(node.state() == MASTER).as("master: %s", node).isEqualTo(node == master);
            assertThat(node.holdsAddresses()).as("addresses: %s", node).isEqualTo(node == master);
            assertThat(node.holdsNone()).as("no addresses: %s", node).isEqualTo(node != master);
        }
        assertThat(wire.believedOwner(RouterSettings.VIRTUAL)).isSameAs(master);
    }

    @Test
    void aChangeOfTheInterfaceThatComesWithAnAdvertIsSeenAtOnce() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        settle();
        wire.run(Duration.ofMillis(30));
        low.interfaceDownWithAPacket(wire.lastPacket());
        wire.run(A_ROUND_TRIP);
        assertThat(low.state()).isEqualTo(INITIALIZE);
        assertThat(high.state()).isEqualTo(MASTER);
    }

    @Test
    void theHigherPriorityBecomesMasterAfterItsMasterDownInterval() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        wire.run(Duration.ofMillis(360));
        assertThat(high.state()).isEqualTo(BACKUP);
        wire.run(Duration.ofMillis(2));
        assertThat(high.state()).isEqualTo(MASTER);
        wire.run(Duration.ofSeconds(5));
        assertOnlyMaster(high);
        assertThat(low.status().becameMaster()).isZero();
        assertThat(wire.twoOwners()).isZero();
    }

    @Test
    void onBecomingMasterTheAddressIsAddedThenAnnouncedFiveTimesAndFiveTimesMoreAfterFiveSeconds() {
        SimulatedNode only = node(1, 100);
        wire.run(Duration.ofSeconds(1));
        assertThat(only.addresses().log())
                .hasSize(6)
                .startsWith("add 10.77.0.100")
                .endsWith("announce 10.77.0.100");
        wire.run(Duration.ofSeconds(20));
        assertThat(only.addresses().log()).hasSize(11);
    }

    @Test
    void aCleanStopIsFollowedAfterTheSkewTime() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        settle();
        high.stop();
        wire.run(Duration.ofSeconds(1));
        assertThat(low.state()).isEqualTo(MASTER);
        assertThat(wire.noOwner()).isLessThan(Duration.ofMillis(62));
        assertThat(wire.twoOwners()).isZero();
        assertThat(low.holdsAddresses()).isTrue();
        assertThat(high.holdsNone()).isTrue();
    }

    @Test
    void aKilledMasterIsFollowedAfterTheMasterDownIntervalAndItsLeftoversAreRemovedWhenItStartsAgain() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        settle();
        high.kill();
        wire.run(Duration.ofSeconds(1));
        assertThat(low.state()).isEqualTo(MASTER);
        assertThat(wire.noOwner()).isLessThan(MASTER_DOWN.plus(A_ROUND_TRIP));
        assertThat(high.holdsAddresses()).isTrue();
        high.start();
        wire.run(Duration.ofMillis(1));
        assertThat(high.holdsNone()).isTrue();
        wire.run(Duration.ofSeconds(1));
        assertOnlyMaster(high);
    }

    @Test
    void aHigherPriorityThatReturnsTakesTheAddressesWithoutAGap() {
        SimulatedNode high = node(1, 101);
        node(2, 100);
        settle();
        high.stop();
        settle();
        high.start();
        wire.run(Duration.ofSeconds(1));
        assertOnlyMaster(high);
        assertThat(wire.noOwner()).isZero();
        assertThat(wire.twoOwners()).isLessThanOrEqualTo(A_ROUND_TRIP);
    }

    @Test
    void withoutPreemptTheAddressesStayWhereTheyAre() {
        SimulatedNode high = SimulatedNode.of(wire, 1, it -> it.priority(101).preempt(false));
        SimulatedNode low = SimulatedNode.of(wire, 2, it -> it.preempt(false));
        settle();
        assertOnlyMaster(high);
        high.stop();
        settle();
        high.start();
        wire.run(Duration.ofSeconds(10));
        assertOnlyMaster(low);
    }

    @Test
    void betweenEqualPrioritiesTheHigherAddressWins() {
        SimulatedNode one = node(1, 100);
        SimulatedNode two = node(2, 100);
        wire.run(Duration.ofSeconds(5));
        assertOnlyMaster(two);
        assertThat(wire.twoOwners()).isLessThanOrEqualTo(A_ROUND_TRIP);
        assertThat(one.state()).isEqualTo(BACKUP);
    }

    @Test
    void theOwnerIsMasterAtOnce() {
        SimulatedNode owner = node(1, 255);
        node(2, 100);
        wire.run(Duration.ofMillis(1));
        assertOnlyMaster(owner);
    }

    @Test
    void ofTwoOwnersByMistakeOneYieldsAndAPersonIsTold() {
        SimulatedNode one = node(1, 255);
        SimulatedNode two = node(2, 255);
        wire.run(Duration.ofSeconds(3));
        assertOnlyMaster(two);
        assertThat(one.warnings()).anyMatch(it -> it.contains("priority 255 here, 255 in the advert"));
    }

    @Test
    void aFrozenMasterThatThawsYieldsBeforeItSaysAnything() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        settle();
        high.freeze();
        wire.run(Duration.ofSeconds(5));
        assertThat(low.state()).isEqualTo(MASTER);
        long sent = high.status().advertsSent();
        high.thaw();
        wire.run(Duration.ofNanos(1));
        assertThat(high.state()).isEqualTo(BACKUP);
        assertThat(high.holdsNone()).isTrue();
        assertThat(high.status().advertsSent()).as("the last advert").isEqualTo(sent + 1);
        assertThat(wire.twoOwners()).isZero();
        wire.noOwner();
        wire.run(Duration.ofSeconds(2));
        assertOnlyMaster(high);
        assertThat(wire.noOwner()).isZero();
        assertThat(wire.twoOwners()).isLessThanOrEqualTo(A_ROUND_TRIP);
    }

    @Test
    void aFrozenMasterThatThawsStaysBackupWithoutPreempt() {
        SimulatedNode high = SimulatedNode.of(wire, 1, it -> it.priority(101).preempt(false));
        SimulatedNode low = SimulatedNode.of(wire, 2, it -> it.preempt(false));
        settle();
        high.freeze();
        wire.run(Duration.ofSeconds(5));
        wire.twoOwners();
        high.thaw();
        wire.run(Duration.ofSeconds(5));
        assertOnlyMaster(low);
        assertThat(wire.twoOwners()).isZero();
    }

    @Test
    void aMachineThatStoodStillSettlesItWithOneAdvert() {
        SimulatedNode high = node(1, 101);
        node(2, 100);
        settle();
        high.freeze();
        wire.run(Duration.ofSeconds(5));
        high.thawWithoutMemory();
        wire.run(Duration.ofSeconds(2));
        assertOnlyMaster(high);
        assertThat(wire.twoOwners()).isLessThanOrEqualTo(A_ROUND_TRIP);
    }

    @Test
    void aLonelyMasterThatWasFrozenListensBeforeItTakesTheAddressesAgain() {
        SimulatedNode only = node(1, 100);
        settle();
        only.freeze();
        wire.run(Duration.ofSeconds(5));
        only.thaw();
        wire.run(Duration.ofMillis(300));
        assertThat(only.state()).isEqualTo(BACKUP);
        assertThat(only.holdsNone()).isTrue();
        wire.run(Duration.ofSeconds(5));
        assertOnlyMaster(only);
    }

    @Test
    void theKernelTakesTheAddressesFromAFrozenMasterWhenItsLeaseIsOver() {
        SimulatedNode high = SimulatedNode.of(wire, 1, it -> it.priority(101).lease(Duration.ofSeconds(1)));
        SimulatedNode low = node(2, 100);
        settle();
        high.freeze();
        wire.run(Duration.ofMillis(900));
        assertThat(low.state()).isEqualTo(MASTER);
        wire.run(Duration.ofMillis(100));
        assertThat(high.holdsNone()).isTrue();
        high.thaw();
        wire.run(Duration.ofMillis(1));
        assertOnlyMaster(low);
    }

    @Test
    void aMasterWhoseLeaseIsOverListensBeforeItTakesTheAddressesAgain() {
        SimulatedNode only = SimulatedNode.of(
                wire, 1, it -> it.interval(Duration.ofSeconds(1)).lease(Duration.ofSeconds(1)));
        settle();
        only.freeze();
        // Less than others wait for an advert.
        wire.run(Duration.ofMillis(1_500));
        only.thaw();
        wire.run(Duration.ofMillis(1));
        assertThat(only.changes()).last().asString().endsWith("this node did not renew its addresses in time");
        assertThat(only.state()).isEqualTo(BACKUP);
        wire.run(Duration.ofSeconds(5));
        assertOnlyMaster(only);
    }

    @Test
    void aProcessThatHangsGivesTheAddressesUpHoweverAloneItIs() {
        SimulatedNode only = SimulatedNode.of(wire, 1, it -> it.whenUnusable(new LowerPriority(10)));
        settle();
        only.serve(new Verdict(false, "event loop 0 does not turn", true));
        wire.run(Duration.ofSeconds(1));
        assertThat(only.state()).isEqualTo(INITIALIZE);
        assertThat(only.holdsNone()).isTrue();
        only.serve(Verdict.USABLE);
        wire.run(Duration.ofSeconds(1));
        assertOnlyMaster(only);
    }

    @Test
    void aFrozenBackupThatThawsDoesNotBecomeMaster() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        settle();
        low.freeze();
        wire.run(Duration.ofSeconds(5));
        low.thaw();
        wire.run(Duration.ofSeconds(5));
        assertOnlyMaster(high);
        assertThat(low.status().becameMaster()).isZero();
    }

    @Test
    void aBackupWhoseMachineStoodStillDoesNotTakeThatForSilence() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        settle();
        low.freeze();
        wire.run(Duration.ofMillis(5_050));
        low.thawWithoutMemory();
        wire.run(Duration.ofSeconds(5));
        assertOnlyMaster(high);
        assertThat(low.status().becameMaster()).isZero();
    }

    @Test
    void neighboursBelieveTheMasterAfterTwoPartsOfTheNetworkAreJoined() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        settle();
        low.cut(true);
        wire.run(Duration.ofSeconds(3));
        assertThat(low.state()).isEqualTo(MASTER);
        low.cut(false);
        wire.announced(low, RouterSettings.VIRTUAL);
        wire.twoOwners();
        wire.run(Duration.ofMillis(101));
        assertOnlyMaster(high);
        assertThat(wire.twoOwners()).isLessThanOrEqualTo(ONE_ADVERT);
    }

    @Test
    void whenASplitNetworkIsJoinedTheWinnerAnnouncesAtOnceAndTheLoserNothing() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        settle();
        low.cut(true);
        wire.run(Duration.ofSeconds(20));
        assertThat(low.state()).isEqualTo(MASTER);
        low.cut(false);
        high.addresses().log().clear();
        low.addresses().log().clear();
        wire.run(Duration.ofMillis(101));
        assertOnlyMaster(high);
        assertThat(high.addresses().log()).isNotEmpty().containsOnly("announce 10.77.0.100");
        assertThat(low.addresses().log()).containsExactly("remove 10.77.0.100");
        assertThat(wire.believedOwner(RouterSettings.VIRTUAL)).isEqualTo(high);
    }

    @Test
    void oneLostAdvertOrTwoChangeNothing() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        settle();
        int[] packets = {0};
        wire.lose(() -> packets[0]++ % 3 != 2);
        wire.run(Duration.ofSeconds(20));
        assertOnlyMaster(high);
        assertThat(low.status().becameMaster()).isZero();
    }

    @Test
    void anInterfaceThatGoesDownIsLeftAndStartedAnew() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        settle();
        high.connect(false);
        wire.run(Duration.ofSeconds(1));
        assertThat(high.state()).isEqualTo(INITIALIZE);
        assertThat(high.status().why()).isEqualTo("interface eth1 is down");
        assertThat(high.holdsNone()).isTrue();
        assertThat(low.state()).isEqualTo(MASTER);
        high.connect(true);
        wire.run(Duration.ofSeconds(1));
        assertOnlyMaster(high);
    }

    @Test
    void aBackupOnADeadInterfaceNeverBecomesMaster() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = SimulatedNode.of(wire, 2, it -> it.interval(Duration.ofMillis(10)));
        settle();
        long before = low.status().becameMaster();
        low.connect(false);
        wire.run(Duration.ofSeconds(3));
        assertThat(low.status().becameMaster()).isEqualTo(before);
        assertThat(high.state()).isEqualTo(MASTER);
    }

    @Test
    void aNodeThatCannotServeGivesUpTheAddressesAndTakesThemBackWhenItCan() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        settle();
        high.serve(new Verdict(false, "backend web: no server is up"));
        wire.run(Duration.ofMillis(70));
        assertOnlyMaster(low);
        assertThat(high.state()).isEqualTo(INITIALIZE);
        assertThat(high.status().why()).isEqualTo("cannot serve: backend web: no server is up");
        assertThat(high.status().effectivePriority()).isZero();
        low.serve(new Verdict(false, "backend web: no server is up"));
        wire.run(Duration.ofSeconds(2));
        assertThat(low.state()).isEqualTo(INITIALIZE);
        high.serve(Verdict.USABLE);
        wire.run(Duration.ofSeconds(2));
        assertOnlyMaster(high);
    }

    @Test
    void aNodeThatLowersItsPriorityIsFollowedByOneThatServes() {
        SimulatedNode high = SimulatedNode.of(wire, 1, it -> it.priority(101).whenUnusable(new LowerPriority(20)));
        SimulatedNode low = SimulatedNode.of(wire, 2, it -> it.whenUnusable(new LowerPriority(20)));
        settle();
        high.serve(new Verdict(false, "x"));
        wire.run(Duration.ofSeconds(1));
        assertOnlyMaster(low);
        assertThat(high.status().effectivePriority()).isEqualTo(81);
        assertThat(wire.noOwner()).isZero();
        low.serve(new Verdict(false, "y"));
        wire.run(Duration.ofSeconds(1));
        assertOnlyMaster(high);
        assertThat(wire.noOwner()).isZero();
    }

    @Test
    void aNodeThatLowersItsPriorityKeepsTheAddressesWhenNobodyServes() {
        SimulatedNode only = SimulatedNode.of(wire, 1, it -> it.whenUnusable(new LowerPriority(200)));
        settle();
        only.serve(new Verdict(false, "x"));
        wire.run(Duration.ofSeconds(3));
        assertOnlyMaster(only);
        assertThat(only.status().effectivePriority()).isOne();
    }

    @Test
    void unicastPeersElectAsWell() {
        SimulatedNode high =
                SimulatedNode.of(wire, 1, it -> it.priority(101).peers(unicast("10.77.0.1", "10.77.0.2", "10.77.0.3")));
        SimulatedNode low = SimulatedNode.of(wire, 2, it -> it.peers(unicast("10.77.0.2", "10.77.0.1", "10.77.0.3")));
        SimulatedNode foreign =
                SimulatedNode.of(wire, 3, it -> it.priority(200).peers(unicast("10.77.0.3", "10.77.0.9")));
        foreign.stop();
        settle();
        high.stop();
        wire.run(Duration.ofSeconds(1));
        assertThat(low.state()).isEqualTo(MASTER);
        high.start();
        wire.run(Duration.ofSeconds(1));
        assertThat(high.state()).isEqualTo(MASTER);
        assertThat(low.state()).isEqualTo(BACKUP);
    }

    @Test
    void aBackupLearnsTheIntervalOfTheMaster() {
        SimulatedNode high = SimulatedNode.of(wire, 1, it -> it.priority(101).interval(Duration.ofSeconds(1)));
        SimulatedNode low = node(2, 100);
        settle();
        wire.run(Duration.ofSeconds(10));
        assertOnlyMaster(high);
        assertThat(low.status().becameMaster()).as("before the master was").isOne();
        assertThat(low.warnings()).singleElement().asString().contains("interval 0.1 s here, 1 s in the advert");
    }

    @Test
    void withoutOneOfThreeTheNextPriorityFollows() {
        SimulatedNode first = node(1, 102);
        SimulatedNode second = node(2, 101);
        SimulatedNode third = node(3, 100);
        settle();
        assertOnlyMaster(first);
        first.stop();
        wire.run(Duration.ofSeconds(2));
        assertThat(List.of(second.state(), third.state())).containsExactly(MASTER, BACKUP);
        assertThat(third.status().becameMaster()).isZero();
        second.connect(false);
        wire.run(Duration.ofSeconds(2));
        assertThat(third.state()).isEqualTo(MASTER);
    }

    private static Unicast unicast(String source, String... peers) {
        return new Unicast(ip(source), List.of(peers).stream().map(Packets::ip).toList(), 255);
    }
}
