package lb.ha;

import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import lb.ha.settings.Prefix;
import lb.ha.settings.Tracking;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.GratuitousArp;
import lb.ha.settings.VirtualRouterSettings.GratuitousArp.Burst;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pair whose files are read again with other virtual routers. */
class ReloadedRoutersTest {
    private static final RouterSettings WEB =
            RouterSettings.DEFAULT.priority(101).interval(Duration.ofSeconds(1));
    private static final RouterSettings API = WEB.named("api", 52).addresses("10.77.0.101");

    private final Wire wire = new Wire();
    private SimulatedNode high;
    private SimulatedNode low;

    @BeforeEach
    void start() {
        high = new SimulatedNode(wire, InetAddress.ofLiteral("10.77.0.2"), WEB.build());
        low = new SimulatedNode(
                wire, InetAddress.ofLiteral("10.77.0.1"), WEB.priority(100).build());
        run(10_000);
        assertThat(high.state()).isEqualTo(MASTER);
        high.addresses().log().clear();
        wire.twoOwners();
        wire.noOwner();
    }

    private void run(long millis) {
        wire.run(Duration.ofMillis(millis));
    }

    private void nothingHasMovedOf(String virtualRouter) {
        assertThat(high.status(virtualRouter).becameMaster()).as(high::toString).isEqualTo(1);
        assertThat(low.status(virtualRouter).becameMaster()).as(low::toString).isZero();
        assertThat(wire.twoOwners()).isZero();
        assertThat(wire.noOwner()).isZero();
    }

    private static InetAddress address(String text) {
        return InetAddress.ofLiteral(text);
    }

    @Test
    void theSameOnceMoreTouchesNothing() {
        high.become(WEB.build());
        run(10_000);
        assertThat(high.addresses().log()).isEmpty();
        nothingHasMovedOf("web");
    }

    @Test
    void anAddressThatComesIsTakenAndAnnouncedAndAdvertsTellOfIt() {
        VirtualRouterSettings more = WEB.addresses("10.77.0.100", "10.77.0.105").build();
        high.become(more);
        run(1);
        assertThat(high.addresses().log()).contains("add 10.77.0.105", "announce 10.77.0.105");
        assertThat(wire.believedOwner(address("10.77.0.105"))).isSameAs(high);
        run(1100);
        assertThat(low.warnings())
                .as("it still has the old file")
                .anySatisfy(warning -> assertThat(warning).contains("10.77.0.100, 10.77.0.105 in the advert"));
        low.become(more.withPriority(100));
        run(10_000);
        assertThat(low.holdsNone()).isTrue();
        assertThat(high.addresses().log()).doesNotContain("remove 10.77.0.100", "add 10.77.0.100");
        nothingHasMovedOf("web");
        assertThat(high.status().addresses()).containsExactly(address("10.77.0.100"), address("10.77.0.105"));
        high.kill();
        run(5000);
        assertThat(low.addresses().hold(more.addresses())).as("by the new file").isTrue();
    }

    @Test
    void anAddressThatGoesIsRemovedAndTheOthersStay() {
        high.become(WEB.addresses("10.77.0.100", "10.77.0.105").build());
        run(2000);
        high.addresses().log().clear();
        high.become(WEB.build());
        run(1);
        assertThat(high.addresses().addresses())
                .containsExactlyInAnyOrder(address("10.77.0.2"), address("10.77.0.100"));
        assertThat(high.addresses().log()).containsExactly("remove 10.77.0.105");
        run(5000);
        nothingHasMovedOf("web");
    }

    @Test
    void anAddressThatCannotBeRemovedAtOnceIsRemovedLater() {
        high.become(
                WEB.addresses("10.77.0.100", "10.77.0.105").lease(Duration.ZERO).build());
        run(2000);
        high.addresses().refuseRemove(true);
        high.become(WEB.lease(Duration.ZERO).build());
        run(2000);
        assertThat(high.addresses().addresses()).contains(address("10.77.0.105"));
        high.addresses().refuseRemove(false);
        run(2000);
        assertThat(high.addresses().addresses()).doesNotContain(address("10.77.0.105"));
        nothingHasMovedOf("web");
    }

    @Test
    void anAddressThatTheKernelRefusesIsNoReasonToBelieveInAMasterWithoutIt() {
        high.addresses().refuseAdd(true);
        high.become(WEB.addresses("10.77.0.100", "10.77.0.105").build());
        run(1000);
        assertThat(low.state()).isEqualTo(MASTER);
        assertThat(high.holdsNone()).isTrue();
    }

    @Test
    void aBackupTouchesNoAddress() {
        low.addresses().log().clear();
        low.become(WEB.priority(100).addresses("10.77.0.100", "10.77.0.105").build());
        run(10);
        low.become(WEB.priority(100).build());
        run(5000);
        assertThat(low.addresses().log()).isEmpty();
        nothingHasMovedOf("web");
    }

    @Test
    void aRouteComesAndGoesWithItsMaster() {
        VirtualRoute route = VirtualRoute.connected(
                new Prefix(address("10.99.0.0"), 24), RouterSettings.INTERFACE, address("10.77.0.2"));
        high.become(WEB.routes(route).build());
        run(10);
        assertThat(high.addresses().routes().present()).containsExactly(route.toString());
        high.become(WEB.build());
        run(10);
        assertThat(high.addresses().routes().present()).isEmpty();
        nothingHasMovedOf("web");
    }

    @Test
    void aShorterIntervalCountsAtOnceAndALongerOneIsLearnedBeforeItIsMissed() {
        long before = high.status().advertsSent();
        high.become(WEB.interval(Duration.ofMillis(100)).build());
        run(2000);
        assertThat(high.status().advertsSent() - before).isBetween(19L, 21L);
        nothingHasMovedOf("web");
        high.become(WEB.interval(Duration.ofSeconds(5)).build());
        run(30_000);
        nothingHasMovedOf("web");
        assertThat(low.status().timers().advertInterval()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aNodeThatMayPreemptFromNowOnDoes() {
        low.become(WEB.priority(200).preempt(false).build());
        run(5000);
        nothingHasMovedOf("web");
        low.become(WEB.priority(200).preemptDelay(Duration.ofMinutes(5)).build());
        run(10_000);
        assertThat(low.state()).isEqualTo(BACKUP);
        low.become(WEB.priority(200).preemptDelay(Duration.ofSeconds(5)).build());
        run(4900);
        assertThat(low.state()).isEqualTo(BACKUP);
        run(5000);
        assertThat(low.state()).isEqualTo(MASTER);
    }

    @Test
    void aRefreshThatComesBeginsWithTheReload() {
        GratuitousArp refreshing =
                new GratuitousArp(new Burst(1, Duration.ZERO), new Burst(1, Duration.ZERO), Duration.ofSeconds(10), 2);
        high.become(WEB.gratuitousArp(refreshing).build());
        run(9000);
        assertThat(high.addresses().log()).isEmpty();
        run(2000);
        assertThat(high.addresses().log()).containsExactly("announce 10.77.0.100", "announce 10.77.0.100");
    }

    @Test
    void anInterfaceThatIsFollowedFromNowOnAndDownCountsAtOnce() {
        high.otherInterfaceUp("eth2", false);
        Tracking eth2 = new Tracking(
                List.of(new Tracking.Interface("eth2", new LowerPriority(50))), List.of(), Duration.ofMillis(300));
        high.become(WEB.tracking(eth2).build());
        run(5000);
        assertThat(low.state()).isEqualTo(MASTER);
        high.become(WEB.build());
        run(5000);
        assertThat(high.state()).isEqualTo(MASTER);
    }

    @Test
    void aVirtualRouterThatComesBeginsAsABackupAndTheOtherNoticesNothing() {
        high.become(WEB.build(), API.build());
        run(1);
        assertThat(high.status("api").state()).isEqualTo(BACKUP);
        run(10_000);
        assertThat(high.status("api").state()).isEqualTo(MASTER);
        low.become(WEB.priority(100).build(), API.priority(100).build());
        run(10_000);
        assertThat(low.status("api").state()).isEqualTo(BACKUP);
        nothingHasMovedOf("web");
        nothingHasMovedOf("api");
    }

    @Test
    void aVirtualRouterThatGoesYieldsAndTheOtherNoticesNothing() {
        high.become(API.build(), WEB.build());
        low.become(WEB.priority(100).build(), API.priority(100).build());
        run(10_000);
        assertThat(high.status("api").state()).isEqualTo(MASTER);
        high.become(WEB.build());
        run(700);
        assertThat(low.status("api").state()).as("after the skew time").isEqualTo(MASTER);
        assertThat(low.status("api").masterPriority()).isZero();
        assertThat(high.changes()).last().asString().contains("MASTER -> INITIALIZE: it is no longer in the file");
        assertThat(high.addresses().addresses())
                .containsExactlyInAnyOrder(address("10.77.0.2"), address("10.77.0.100"));
        run(10_000);
        nothingHasMovedOf("web");
        high.become(WEB.build(), API.build());
        run(10_000);
        assertThat(high.status("api").state()).as("once more").isEqualTo(MASTER);
        nothingHasMovedOf("web");
    }

    @Test
    void aSyncGroupComesAndGoesWhole() {
        RouterSettings together = API.syncGroup("g");
        RouterSettings third = together.named("db", 53).addresses("10.77.0.102");
        high.become(WEB.build(), together.build(), third.build());
        run(10_000);
        assertThat(high.status("db").state()).isEqualTo(MASTER);
        high.become(WEB.build());
        run(1000);
        assertThat(high.addresses().addresses())
                .containsExactlyInAnyOrder(address("10.77.0.2"), address("10.77.0.100"));
        high.become(WEB.build(), together.build(), third.build());
        run(10_000);
        assertThat(high.status("api").state()).isEqualTo(MASTER);
        nothingHasMovedOf("web");
    }

    @Test
    void addressesOfVirtualRoutersThatComeAreNoSources() {
        high.addresses().take(address("10.77.0.2"));
        high.addresses().put(address("10.77.0.101"));
        high.addresses().put(address("10.77.0.2"));
        high.become(WEB.build(), API.build());
        run(2000);
        assertThat(low.status().masterAddress()).isEqualTo(address("10.77.0.2"));
    }

    @Test
    void aHundredReloadsInARowMissNoAdvert() {
        for (int i = 0; i < 100; i++) {
            high.become(
                    WEB.interval(Duration.ofMillis(100 + 10 * (i % 7))).build(),
                    API.named("r" + i, 60 + i).build());
            run(50);
        }
        nothingHasMovedOf("web");
    }
}
