package lb.ha;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import lb.ha.settings.VirtualRouterSettings.GratuitousArp;
import lb.ha.settings.VirtualRouterSettings.GratuitousArp.Burst;
import lb.ha.vrrp.Advert;
import lb.ha.vrrp.Authentication;
import lb.ha.vrrp.Packets;
import lb.ha.vrrp.VrrpCodec;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
    private static final Burst NONE = new Burst(0, Duration.ZERO);

    private final Wire wire = new Wire();

    private SimulatedNode node(GratuitousArp arp) {
        return SimulatedNode.of(wire, 2, it -> it.priority(101).gratuitousArp(arp));
    }

    private void run(long millis) {
        wire.run(Duration.ofMillis(millis));
    }

    private static long announced(SimulatedNode node) {
        long times = node.addresses().log().stream()
                .filter(it -> it.startsWith("announce"))
                .count();
        node.addresses().log().clear();
        return times;
    }

    @Test
    void aMasterAnnouncesAgainAndAgainWhenTold() {
        SimulatedNode node =
                node(new GratuitousArp(new Burst(2, Duration.ofSeconds(1)), NONE, Duration.ofSeconds(10), 3));
        run(1_000);
        assertThat(announced(node)).isEqualTo(2);
        run(1_000);
        assertThat(announced(node)).isEqualTo(2);
        run(9_000);
        assertThat(announced(node)).isEqualTo(3);
        run(30_000);
        assertThat(announced(node)).isEqualTo(9);
    }

    @Test
    void whoIsMasterNoMoreAnnouncesNothing() {
        SimulatedNode node =
                node(new GratuitousArp(new Burst(2, Duration.ofSeconds(3)), NONE, Duration.ofSeconds(4), 1));
        run(1_000);
        assertThat(announced(node)).isEqualTo(2);
        node.interfaceUp(false);
        run(10_000);
        assertThat(announced(node)).isZero();
    }

    @Test
    void aLowerPriorityIsAnsweredBySoManyAndSoManyAgain() {
        SimulatedNode node = node(
                new GratuitousArp(new Burst(1, Duration.ZERO), new Burst(4, Duration.ofSeconds(2)), Duration.ZERO, 1));
        run(1_000);
        assertThat(announced(node)).isEqualTo(1);
        Advert lower = new Advert(
                3,
                RouterSettings.ROUTER_ID,
                1,
                Duration.ofMillis(100),
                List.of(RouterSettings.VIRTUAL),
                Authentication.NONE);
        node.deliver(Packets.packet(
                lower, ChecksumForm.PSEUDO_HEADER, InetAddress.ofLiteral("10.77.0.9"), VrrpCodec.MULTICAST_GROUP));
        run(1_000);
        assertThat(announced(node)).isEqualTo(4);
        run(2_000);
        assertThat(announced(node)).isEqualTo(4);
        run(10_000);
        assertThat(announced(node)).isZero();
    }
}
