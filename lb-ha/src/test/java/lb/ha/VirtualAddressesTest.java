package lb.ha;

import static lb.ha.vrrp.Packets.ip;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualAddress.Scope;
import lb.ha.settings.VirtualRouterSettings.Hold;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.Test;

/** On which device each address of a virtual router is put, looked for, put back and removed. */
class VirtualAddressesTest {
    private static final InetAddress OWN = ip("10.77.0.1");
    private static final InetAddress VIRTUAL = RouterSettings.VIRTUAL;
    private static final InetAddress TIED = ip("10.77.5.100");
    private static final InetAddress LABELLED = ip("10.77.0.101");
    private static final InetAddress IPV6 = InetAddress.ofLiteral("fd00:77::100");

    private final Wire wire = new Wire();

    private void run(long millis) {
        wire.run(Duration.ofMillis(millis));
    }

    private SimulatedNode node(UnaryOperator<RouterSettings> change) {
        return SimulatedNode.of(wire, 1, it -> change.apply(it.hold(Hold.PROCESS)));
    }

    private SimulatedNode several() {
        return node(it -> it.held(
                new VirtualAddress(TIED, 24, "eth2", "eth2:web", Scope.LINK),
                new VirtualAddress(LABELLED, 32, null, "eth1:x", Scope.GLOBAL),
                VirtualAddress.of(IPV6)));
    }

    @Test
    void theDeviceOfTheProcessHoldsThemAndTheInterfaceAnnouncesThem() {
        SimulatedNode node = node(it -> it);
        run(1_000);
        assertThat(node.addresses().addresses(InMemoryAddresses.PROCESS_DEVICE)).containsExactly(VIRTUAL);
        assertThat(node.addresses().addresses("eth1")).containsExactly(OWN);
        assertThat(node.addresses().log()).contains("announce 10.77.0.100");
        node.stop();
        assertThat(node.addresses().addresses()).containsExactly(OWN);
    }

    @Test
    void whatSomebodyTookFromTheDeviceOfTheProcessIsPutBackThereAndTold() {
        SimulatedNode node = node(it -> it);
        run(1_000);
        node.addresses().take(VIRTUAL);
        run(101);
        assertThat(node.addresses().addresses(InMemoryAddresses.PROCESS_DEVICE)).containsExactly(VIRTUAL);
        assertThat(node.warnings())
                .containsExactly("virtual router web: 10.77.0.100 on eth1 was missing though this node is master:"
                        + " added again");
    }

    @Test
    void whatAnEarlierRunLeftOnTheInterfaceIsRemovedThere() {
        SimulatedNode node = node(it -> it);
        node.addresses().put(VIRTUAL);
        run(1);
        assertThat(node.addresses().addresses()).containsExactly(OWN);
        assertThat(node.warnings()).singleElement().asString().contains("was there though this node is not master");
    }

    @Test
    void thoseOfAnInterfaceOrWithALabelAndThoseOfIpv6AreOnTheirInterfaceAndTheOthersOnTheDevice() {
        SimulatedNode node = several();
        run(1_000);
        assertThat(node.addresses().addresses(InMemoryAddresses.PROCESS_DEVICE)).containsExactly(VIRTUAL);
        assertThat(node.addresses().addresses("eth1")).containsExactly(OWN, LABELLED, IPV6);
        assertThat(node.addresses().addresses("eth2")).containsExactly(TIED);
        assertThat(node.addresses().log())
                .contains("announce 10.77.0.100", "announce 10.77.5.100", "announce fd00:77:0:0:0:0:0:100");
        node.stop();
        assertThat(node.addresses().addresses()).containsExactly(OWN);
    }

    @Test
    void onTheDeviceWithTheVirtualMacAreThoseOfTheFamilyOfTheVirtualRouterOnly() {
        SimulatedNode node = SimulatedNode.of(
                wire, 1, it -> it.virtualMac().hold(Hold.INTERFACE).held(VirtualAddress.of(IPV6)));
        run(1_000);
        assertThat(node.state()).isEqualTo(VrrpState.MASTER);
        assertThat(node.addresses().addresses("vrrp.51")).containsExactly(VIRTUAL);
        assertThat(node.addresses().addresses("eth1")).containsExactly(OWN, IPV6);
        node.addresses().take(IPV6);
        run(101);
        assertThat(node.addresses().addresses("eth1")).containsExactly(OWN, IPV6);
        node.stop();
        assertThat(node.addresses().addresses()).containsExactly(OWN);
    }

    @Test
    void advertsToPeersLeaveByTheInterfaceAndThoseToTheGroupByTheDeviceWithTheVirtualMac() {
        RouterSettings settings = RouterSettings.DEFAULT.virtualMac();
        assertThat(settings.build().advertDevice()).isEqualTo("vrrp.51");
        Unicast peers = new Unicast(OWN, List.of(ip("10.77.0.2")), Unicast.ON_LINK);
        assertThat(settings.peers(peers).build().advertDevice()).isEqualTo("eth1");
        assertThat(settings.peers(peers).build().device()).isEqualTo("vrrp.51");
    }

    @Test
    void whatSomebodyTookIsPutBackWhereItWas() {
        SimulatedNode node = several();
        run(1_000);
        node.addresses().take(TIED);
        node.addresses().take(IPV6);
        run(101);
        assertThat(node.addresses().addresses("eth2")).containsExactly(TIED);
        assertThat(node.addresses().addresses("eth1")).containsExactly(OWN, LABELLED, IPV6);
        assertThat(node.warnings())
                .containsExactly(
                        "virtual router web: 10.77.5.100 on eth2 was missing though this node is master: added again",
                        "virtual router web: fd00:77::100 on eth1 was missing though this node is master: added again");
    }

    @Test
    void aBackupHasNoneOfThemOnAnyInterface() {
        SimulatedNode node = several();
        node.addresses().put("eth2", TIED);
        node.addresses().put(IPV6);
        run(1);
        assertThat(node.state()).isEqualTo(VrrpState.BACKUP);
        assertThat(node.addresses().addresses()).containsExactly(OWN);
    }

    @Test
    void excludedOnesAreInNoAdvertAndInTheStatus() {
        SimulatedNode node = several();
        run(1_000);
        assertThat(node.status().addresses()).containsExactly(VIRTUAL);
        assertThat(node.status().excludedAddresses()).isEqualTo(List.of(TIED, LABELLED, IPV6));
    }
}
