package lb.ha;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.Test;

/** Two nodes on a wire in memory, with a virtual router of IPv6; the machine is the same as for IPv4. */
class ElectionIpv6Test {
    private static final Duration SECONDS = Duration.ofSeconds(3);
    private static final InetAddress VIRTUAL = InetAddress.ofLiteral("fd00::100");

    private final Wire wire = new Wire();

    private SimulatedNode node(String own, int priority) {
        return new SimulatedNode(
                wire,
                InetAddress.ofLiteral(own),
                RouterSettings.DEFAULT
                        .addresses("fd00::100", "fe80::77")
                        .priority(priority)
                        .build());
    }

    @Test
    void theHigherPriorityOwnsTheAddressesAndACleanStopHandsThemOver() {
        SimulatedNode low = node("fe80::1", 100);
        SimulatedNode high = node("fe80::2", 101);
        wire.run(SECONDS);
        assertThat(high.state()).isEqualTo(VrrpState.MASTER);
        assertThat(high.holdsAddresses()).isTrue();
        assertThat(low.holdsNone()).isTrue();
        assertThat(wire.believedOwner(VIRTUAL)).isSameAs(high);

        high.stop();
        wire.run(SECONDS);
        assertThat(low.holdsAddresses()).isTrue();
        assertThat(high.holdsNone()).isTrue();
        assertThat(wire.believedOwner(VIRTUAL)).isSameAs(low);
        assertThat(low.warnings()).isEmpty();
    }

    @Test
    void ofEqualPrioritiesTheHigherAddressWinsAsAnUnsignedNumber() {
        SimulatedNode low = node("fe80::7fff", 100);
        SimulatedNode high = node("fe80::8000", 100);
        wire.run(SECONDS);
        // Both were master for a moment or none heard the other; what lasts is the higher address.
        assertThat(high.state()).isEqualTo(VrrpState.MASTER);
        assertThat(low.state()).isEqualTo(VrrpState.BACKUP);
    }

    @Test
    void advertsComeFromALinkLocalAddressThatIsNoVirtualOne() {
        SimulatedNode node = node("fd00::1", 100);
        wire.run(SECONDS);
        assertThat(node.state()).isEqualTo(VrrpState.INITIALIZE);
        assertThat(node.status().why()).contains("has no link-local IPv6 address to send adverts from");

        node.addresses().put(InetAddress.ofLiteral("fe80::1"));
        wire.run(SECONDS);
        assertThat(node.state()).isEqualTo(VrrpState.MASTER);
    }

    @Test
    void noVirtualAddressOfAnotherVirtualRouterIsASource() {
        RouterSettings first = RouterSettings.DEFAULT.addresses("fe80::77");
        SimulatedNode node = new SimulatedNode(
                wire,
                InetAddress.ofLiteral("fd00::1"),
                first.build(),
                first.named("api", 52).addresses("fe80::78").build());
        node.addresses().put(InetAddress.ofLiteral("fe80::1"));
        SimulatedNode other = node("fe80::2", 1);
        wire.run(SECONDS);
        // The kernel puts new addresses of a scope before older ones.
        node.addresses().take(InetAddress.ofLiteral("fe80::1"));
        node.addresses().put(InetAddress.ofLiteral("fe80::1"));
        wire.run(SECONDS);
        assertThat(node.status("web").state()).isEqualTo(VrrpState.MASTER);
        assertThat(node.status("api").state()).isEqualTo(VrrpState.MASTER);
        assertThat(other.status().masterAddress()).isEqualTo(InetAddress.ofLiteral("fe80::1"));
    }

    @Test
    void anAdvertOfTheOtherFamilyWithTheSameRouterIdIsNotHeard() {
        SimulatedNode six = node("fe80::1", 100);
        SimulatedNode four = SimulatedNode.of(wire, 2, it -> it.priority(200));
        wire.run(SECONDS);
        assertThat(six.state()).isEqualTo(VrrpState.MASTER);
        assertThat(four.state()).isEqualTo(VrrpState.MASTER);
        assertThat(six.status().advertsReceived()).isZero();
        assertThat(six.status().advertsRejected().values()).containsOnly(0L);
    }
}
