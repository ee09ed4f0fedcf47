package lb.ha;

import static lb.ha.vrrp.Packets.ip;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualAddress.Scope;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.Test;

/** Who else has the addresses of a master. */
class DuplicatesTest {
    private static final InetAddress VIRTUAL = RouterSettings.VIRTUAL;
    private static final InetAddress PEER = ip("10.77.0.2");
    private static final String STRANGER = "02:00:00:00:00:66";
    private static final String PEERS_MAC = "02:00:00:00:00:02";

    private final Wire wire = new Wire();

    private void run(long millis) {
        wire.run(Duration.ofMillis(millis));
    }

    private InMemoryClaims claims(SimulatedNode node) {
        return node.addresses().claims().get("eth1");
    }

    private SimulatedNode master(RouterSettings settings) {
        SimulatedNode node = SimulatedNode.of(wire, 1, _ -> settings);
        run(1_000);
        assertThat(node.state()).isEqualTo(VrrpState.MASTER);
        return node;
    }

    private static RouterSettings withPeer() {
        return RouterSettings.DEFAULT.peers(new Unicast(ip("10.77.0.1"), List.of(PEER), 255));
    }

    @Test
    void aNewMasterAsksOnceForEachAddressAndListensUntilItIsMasterNoMore() {
        SimulatedNode node = master(
                RouterSettings.DEFAULT.held(new VirtualAddress(ip("10.88.0.100"), 32, "eth2", null, Scope.GLOBAL)));
        run(10_000);
        assertThat(claims(node).asked()).containsExactly(VIRTUAL);
        assertThat(node.addresses().claims().get("eth2").asked()).containsExactly(ip("10.88.0.100"));
        node.interfaceUp(false);
        run(1_000);
        assertThat(node.addresses().claims()).isEmpty();
    }

    @Test
    void aMasterThatHearsOthersListensForThemWithoutEndingToListen() {
        SimulatedNode node = master(RouterSettings.DEFAULT);
        InMemoryClaims listening = claims(node);
        assertThat(listening.listenedFor()).containsExactly(VIRTUAL);
        SimulatedNode lower = SimulatedNode.of(wire, 2, it -> it.priority(50));
        lower.moveTo(1);
        run(5_000);
        assertThat(lower.state()).isEqualTo(VrrpState.MASTER);
        lower.moveTo(0);
        run(1_000);
        assertThat(claims(node)).isSameAs(listening);
        assertThat(listening.listenedFor()).containsExactlyInAnyOrder(VIRTUAL, ip("10.77.0.2"));
        assertThat(listening.asked()).containsExactly(VIRTUAL);
    }

    @Test
    void aStrangerIsToldWithHisHardwareAddressAndCounted() {
        SimulatedNode node = master(RouterSettings.DEFAULT);
        claims(node).say(VIRTUAL, STRANGER);
        run(101);
        assertThat(node.status().duplicates()).isEqualTo(1);
        assertThat(node.warnings())
                .containsExactly(
                        "virtual router web: 10.77.0.100 is also used by 02:00:00:00:00:66 on eth1, which is of"
                                + " no node of this virtual router: remove it there, or clients reach now one and now the other");
        for (int i = 0; i < 100; i++) {
            claims(node).say(VIRTUAL, STRANGER);
            run(101);
        }
        assertThat(node.status().duplicates()).isEqualTo(101);
        assertThat(node.warnings()).hasSize(1);
        assertThat(node.state()).isEqualTo(VrrpState.MASTER);
    }

    @Test
    void aPeerThatIsKnownByItsHardwareAddressIsASecondMasterAndNoStranger() {
        SimulatedNode node = master(withPeer());
        claims(node).answer(PEER, PEERS_MAC);
        claims(node).say(VIRTUAL, PEERS_MAC);
        run(3_000);
        claims(node).say(VIRTUAL, PEERS_MAC);
        run(101);
        assertThat(node.status().duplicates()).isZero();
        assertThat(node.warnings())
                .containsExactly("virtual router web: 10.77.0.100 is also used by 02:00:00:00:00:02 on eth1, which is"
                        + " 10.77.0.2: a second master, which VRRP settles when they hear each other");
    }

    @Test
    void aStrangerBesideAPeerIsToldWhenThePeerHasHadTheTimeToAnswer() {
        SimulatedNode node = master(withPeer());
        claims(node).say(VIRTUAL, STRANGER);
        run(500);
        assertThat(node.warnings()).isEmpty();
        assertThat(claims(node).asked()).containsExactly(PEER, VIRTUAL, PEER);
        run(1_000);
        assertThat(node.status().duplicates()).isEqualTo(1);
        assertThat(node.warnings()).singleElement().asString().contains("is of no node of this virtual router");
    }

    @Test
    void theVirtualRoutersOwnHardwareAddressIsThatOfASecondMaster() {
        SimulatedNode node = master(RouterSettings.DEFAULT);
        run(2_000);
        claims(node).say(VIRTUAL, "00:00:5e:00:01:33");
        run(101);
        assertThat(node.status().duplicates()).isZero();
        assertThat(node.warnings()).singleElement().asString().contains("a second master");
    }

    @Test
    void aFloodOfClaimantsIsBounded() {
        SimulatedNode node = master(withPeer());
        for (int i = 0; i < 10_000; i++) {
            claims(node).say(VIRTUAL, "02:00:00:00:%02x:%02x".formatted(i >> 8, i & 0xff));
        }
        run(1_300);
        assertThat(node.status().duplicates()).isEqualTo(64);
        assertThat(node.warnings()).hasSize(1);
    }

    /** Anybody on the network can say to have the address of a peer, each time from another hardware address. */
    @Test
    void ofThoseWhoSayToBeAPeerOnlyTheLastAreRemembered() {
        SimulatedNode node = master(withPeer());
        claims(node).say(PEER, PEERS_MAC);
        for (int i = 0; i < 10_000; i++) {
            claims(node).say(PEER, "02:00:00:01:%02x:%02x".formatted(i >> 8, i & 0xff));
        }
        run(2_000);
        claims(node).say(VIRTUAL, "02:00:00:01:27:0f");
        run(1_300);
        assertThat(node.status().duplicates()).as("the last of them").isZero();
        claims(node).say(VIRTUAL, PEERS_MAC);
        run(1_300);
        assertThat(node.status().duplicates()).as("the first of them").isEqualTo(1);
        claims(node).answer(PEER, PEERS_MAC);
        claims(node).say(VIRTUAL, PEERS_MAC);
        run(1_300);
        assertThat(node.status().duplicates()).as("who answers").isEqualTo(1);
    }
}
