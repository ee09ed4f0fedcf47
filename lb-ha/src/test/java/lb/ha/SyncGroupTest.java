package lb.ha;

import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.INITIALIZE;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import lb.ha.NodeHealth.Verdict;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import lb.ha.vrrp.Advert;
import lb.ha.vrrp.Authentication;
import lb.ha.vrrp.Packets;
import lb.ha.vrrp.VrrpCodec;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes with the virtual routers "web" (VRID 51) and "api" (VRID 52), which move together. */
class SyncGroupTest {
    private static final InetAddress STRANGER = InetAddress.ofLiteral("10.77.0.9");

    private final Wire wire = new Wire();
    private SimulatedNode high;
    private SimulatedNode low;

    @BeforeEach
    void start() {
        high = node(2, 101);
        low = node(1, 100);
    }

    private SimulatedNode node(int number, int priority) {
        RouterSettings both =
                RouterSettings.DEFAULT.priority(priority).syncGroup("all").whenUnusable(new LowerPriority(50));
        return new SimulatedNode(
                wire,
                InetAddress.ofLiteral("10.77.0." + number),
                both.build(),
                both.named("api", 52).addresses("10.77.0.101").build());
    }

    private void run(long millis) {
        wire.run(Duration.ofMillis(millis));
    }

    private static List<VrrpState> states(SimulatedNode node) {
        return Stream.of("web", "api").map(name -> node.status(name).state()).toList();
    }

    /** Another router that speaks for "api" alone. */
    private void strangerSpeaksForApi(SimulatedNode to, int priority) {
        Advert advert = new Advert(
                3,
                52,
                priority,
                Duration.ofMillis(100),
                List.of(InetAddress.ofLiteral("10.77.0.101")),
                Authentication.NONE);
        ByteBuffer packet = Packets.packet(advert, ChecksumForm.PSEUDO_HEADER, STRANGER, VrrpCodec.MULTICAST_GROUP);
        to.deliver(packet);
    }

    @Test
    void allOfAGroupAreOnOneNode() {
        run(3_000);
        assertThat(states(high)).containsOnly(MASTER);
        assertThat(states(low)).containsOnly(BACKUP);
        high.stop();
        run(3_000);
        assertThat(states(low)).containsOnly(MASTER);
        high.start();
        run(3_000);
        assertThat(states(high)).containsOnly(MASTER);
        assertThat(low.holdsNone()).isTrue();
    }

    @Test
    void aMemberWhoseMasterIsSilentWaitsForTheOthers() {
        run(3_000);
        low.start();
        high.kill();
        for (int i = 0; i < 20; i++) {
            strangerSpeaksForApi(low, 200);
            run(100);
        }
        assertThat(states(low)).containsOnly(BACKUP);
        run(1_000);
        assertThat(states(low)).containsOnly(MASTER);
        assertThat(low.status("web").becameMaster()).isEqualTo(1);
    }

    @Test
    void aMemberThatGivesWayTakesTheOthersAlongAtOnce() {
        run(3_000);
        strangerSpeaksForApi(high, 200);
        run(1);
        assertThat(states(high)).containsOnly(BACKUP);
        assertThat(high.holdsNone()).isTrue();
        assertThat(high.status("web").why()).isEqualTo("api of sync group all: 10.77.0.9 (priority 200) is master");
    }

    @Test
    void aMemberThatCannotHoldItsAddressesTakesTheOthersAlong() {
        run(3_000);
        high.addresses().take(InetAddress.ofLiteral("10.77.0.101"));
        high.addresses().refuseAdd(true);
        run(500);
        assertThat(states(low)).containsOnly(MASTER);
        assertThat(states(high)).containsOnly(INITIALIZE);
        assertThat(high.status("web").why()).startsWith("api of sync group all: cannot add 10.77.0.101 to eth1");
        high.addresses().refuseAdd(false);
        run(5_000);
        assertThat(states(high)).containsOnly(MASTER);
        assertThat(states(low)).containsOnly(BACKUP);
    }

    @Test
    void aMemberThatCannotServeLowersThePriorityOfAll() {
        run(3_000);
        high.serve("api", new Verdict(false, "no server"));
        run(1_000);
        assertThat(states(low)).containsOnly(MASTER);
        assertThat(states(high)).containsOnly(BACKUP);
        assertThat(high.status("web").effectivePriority()).isEqualTo(51);
        assertThat(high.status("web").usable()).isTrue();
        high.serve("api", Verdict.USABLE);
        run(1_000);
        assertThat(states(high)).containsOnly(MASTER);
    }

    @Test
    void whoeverIsStoppedSaysSoWithItsOwnReason() {
        run(3_000);
        high.stop();
        assertThat(high.status("web").why()).isEqualTo("stopped");
        assertThat(high.status("api").why()).isEqualTo("stopped");
    }

    @Test
    void noNodeSpinsWhileAMemberWaits() {
        run(3_000);
        high.kill();
        for (int i = 0; i < 20; i++) {
            strangerSpeaksForApi(low, 200);
            low.turn();
            assertThat(low.dueAt()).isGreaterThan(wire.nanoTime());
            run(100);
        }
    }
}
