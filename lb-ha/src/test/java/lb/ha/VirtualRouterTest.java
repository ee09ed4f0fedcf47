package lb.ha;

import static lb.ha.vrrp.Packets.ip;
import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.INITIALIZE;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import lb.ha.vrrp.Advert;
import lb.ha.vrrp.Authentication;
import lb.ha.vrrp.Packets;
import lb.ha.vrrp.VrrpCodec;
import org.junit.jupiter.api.Test;

/** What a virtual router does when the kernel refuses, and with what it must not listen to. */
class VirtualRouterTest {
    private static final InetAddress STRANGER = ip("10.77.0.9");
    private static final InetAddress VIRTUAL = RouterSettings.VIRTUAL;

    private final Wire wire = new Wire();
    private final SimulatedNode node = SimulatedNode.of(wire, 1, it -> it);

    private void run(long millis) {
        wire.run(Duration.ofMillis(millis));
    }

    private static Advert advert(int routerId, int priority) {
        return new Advert(3, routerId, priority, Duration.ofMillis(100), List.of(VIRTUAL), Authentication.NONE);
    }

    private void hear(Advert advert) {
        node.deliver(Packets.packet(advert, ChecksumForm.PSEUDO_HEADER, STRANGER, VrrpCodec.MULTICAST_GROUP));
    }

    @Test
    void aNodeThatCannotHoldTheAddressesIsNotMasterAndTriesLessAndLessOften() {
        node.addresses().refuseAdd(true);
        run(1_000);
        assertThat(node.state()).isEqualTo(INITIALIZE);
        assertThat(node.status().why()).isEqualTo("cannot add 10.77.0.100 to eth1: operation not permitted");
        assertThat(node.status().becameMaster()).isZero();
        run(20_000);
        // One advert of its own priority and one of priority 0 for each try: after 1, 2, 4 and 8 seconds.
        assertThat(node.status().advertsSent()).isEqualTo(10);
        assertThat(node.warnings())
                .containsExactly("virtual router web: cannot add 10.77.0.100 to eth1: operation not permitted");
        node.addresses().refuseAdd(false);
        run(20_000);
        assertThat(node.state()).isEqualTo(MASTER);
        assertThat(node.changes()).noneMatch(it -> it.contains("MASTER -> INITIALIZE"));
    }

    @Test
    void aMasterThatPrevailsOverAnotherSaysSo() {
        run(1_000);
        assertThat(node.contests()).isZero();
        hear(advert(51, 50));
        run(1);
        assertThat(node.state()).isEqualTo(MASTER);
        assertThat(node.contests()).isEqualTo(1);
    }

    @Test
    void aRefusalThatIsOverWhileTheInterfaceIsDownMakesNobodySpin() {
        node.addresses().refuseAdd(true);
        run(1_000);
        node.interfaceUp(false);
        run(10_000);
        node.turn();
        assertThat(node.dueAt()).isGreaterThan(wire.nanoTime());
    }

    @Test
    void anAddressThatCannotBeRemovedIsTriedAgainUntilItIsGone() {
        run(1_000);
        node.addresses().refuseRemove(true);
        hear(advert(51, 200));
        run(1);
        assertThat(node.state()).isEqualTo(BACKUP);
        assertThat(node.holdsAddresses()).isTrue();
        run(200);
        node.addresses().refuseRemove(false);
        run(101);
        assertThat(node.holdsNone()).isTrue();
        assertThat(node.warnings().getFirst())
                .isEqualTo("virtual router web: cannot remove 10.77.0.100 from eth1: device or resource busy"
                        + " (another try follows)");
    }

    @Test
    void anAddressThatSomebodyTookFromTheMasterIsPutBackAndAnnounced() {
        run(1_000);
        node.addresses().take(VIRTUAL);
        node.addresses().log().clear();
        run(101);
        assertThat(node.state()).isEqualTo(MASTER);
        assertThat(node.addresses().log()).containsExactly("add 10.77.0.100", "announce 10.77.0.100");
        assertThat(node.warnings()).singleElement().asString().contains("was missing though this node is master");
    }

    @Test
    void anAddressThatSomebodyGaveToABackupIsRemoved() {
        run(1);
        node.addresses().put(VIRTUAL);
        run(101);
        assertThat(node.holdsNone()).isTrue();
    }

    @Test
    void anAddressLeftBehindByAKilledRunIsNotAnAddressToSendFrom() {
        wire.nodes().clear();
        SimulatedNode later = SimulatedNode.of(wire, 2, it -> it);
        later.addresses().take(ip("10.77.0.2"));
        later.addresses().put(VIRTUAL);
        run(1);
        assertThat(later.status().why()).isEqualTo("interface eth1 has no IPv4 address to send adverts from");
        assertThat(later.holdsNone()).isTrue();
        later.addresses().put(ip("10.77.0.2"));
        run(1_000);
        assertThat(later.state()).isEqualTo(MASTER);
    }

    @Test
    void aUnicastNodeWithoutTheAddressThatItSendsFromTakesNoPart() {
        wire.nodes().clear();
        Unicast peers = new Unicast(ip("10.77.0.2"), List.of(ip("10.77.0.3")), 255);
        SimulatedNode later = SimulatedNode.of(wire, 2, it -> it.peers(peers));
        later.addresses().take(ip("10.77.0.2"));
        run(10_000);
        assertThat(later.holdsNone()).isTrue();
        assertThat(later.status().why())
                .isEqualTo("10.77.0.2, which adverts to peers come from, is not an address of this machine");
        later.addresses().put(ip("10.77.0.2"));
        run(1_000);
        assertThat(later.state()).isEqualTo(MASTER);
        later.addresses().take(ip("10.77.0.2"));
        run(1_000);
        assertThat(later.state()).isEqualTo(INITIALIZE);
        assertThat(later.holdsNone()).isTrue();
    }

    @Test
    void aMissingInterfaceIsNamedWithThoseThatThereAre() {
        node.interfaceExists(false);
        run(1_000);
        assertThat(node.state()).isEqualTo(INITIALIZE);
        assertThat(node.status().why()).isEqualTo("interface eth1 does not exist (there are: lo)");
        node.interfaceExists(true);
        run(1_000);
        assertThat(node.state()).isEqualTo(MASTER);
    }

    @Test
    void aKernelThatCannotAnswerChangesNothing() {
        run(1_000);
        node.addresses().refuseLook(true);
        run(10_000);
        assertThat(node.state()).isEqualTo(MASTER);
        assertThat(node.warnings())
                .singleElement()
                .asString()
                .isEqualTo("virtual router web: cannot list the addresses of eth1: no buffer space available");
    }

    @Test
    void aMasterThatCannotSendStaysMasterAndSaysSoOnceAMinute() {
        run(1_000);
        node.failToSend(true);
        long sent = node.status().advertsSent();
        run(61_000);
        assertThat(node.state()).isEqualTo(MASTER);
        assertThat(node.status().advertsSent()).isEqualTo(sent);
        assertThat(node.warnings())
                .hasSize(2)
                .allMatch(
                        it -> it.startsWith("virtual router web: cannot send an advert from 10.77.0.1 to 224.0.0.18 on"
                                + " eth1: network is unreachable"));
        assertThat(node.warnings().getLast()).contains("more since the last told");
    }

    @Test
    void rejectedAdvertsAreCountedByReasonHeldBackAndChangeNothing() {
        run(1_000);
        for (int i = 0; i < 100; i++) {
            node.deliver(Packets.packet(advert(51, 255), ChecksumForm.PSEUDO_HEADER, STRANGER, STRANGER));
        }
        run(1);
        VirtualRouterStatus status = node.status();
        assertThat(status.state()).isEqualTo(MASTER);
        assertThat(status.advertsRejected()).containsEntry("destination", 100L).containsEntry("ttl", 0L);
        assertThat(status.advertsReceived()).isZero();
        assertThat(status.masterPriority()).isEqualTo(-1);
        assertThat(status.lastRejection())
                .isEqualTo("advert from 10.77.0.9: unicast to 10.77.0.9, expected multicast to 224.0.0.18");
        assertThat(node.warnings()).hasSize(1);
    }

    @Test
    void anAdvertOfAnUnknownVirtualRouterIsOnlyCounted() {
        hear(advert(52, 255));
        run(1_000);
        assertThat(node.state()).isEqualTo(MASTER);
        assertThat(node.status().advertsRejected()).containsEntry("router-id", 1L);
        assertThat(node.status().lastRejection()).isEqualTo("advert from 10.77.0.9: VRID 52, expected 51");
        assertThat(node.warnings()).isEmpty();
    }

    @Test
    void aPacketTooShortToNameItsVirtualRouterIsCounted() {
        node.deliver(ByteBuffer.allocate(3));
        run(1);
        assertThat(node.status().advertsRejected()).containsEntry("truncated", 1L);
    }

    @Test
    void theStatusTellsTheMasterThatWasHeard() {
        hear(advert(51, 200));
        run(1);
        VirtualRouterStatus status = node.status();
        assertThat(status.masterAddress()).isEqualTo(STRANGER);
        assertThat(status.masterPriority()).isEqualTo(200);
        assertThat(status.advertsReceived()).isOne();
        assertThat(status.effectivePriority()).isEqualTo(100);
    }

    @Test
    void aFloodDoesNotKeepTheMasterFromAdvertising() {
        run(1_000);
        long sent = node.status().advertsSent();
        for (int i = 0; i < 10_000; i++) {
            node.deliver(ByteBuffer.allocate(1));
        }
        run(1_000);
        assertThat(node.status().advertsSent() - sent).isEqualTo(10);
    }

    @Test
    void faultsOfWhoIsAskedOrToldDoNotStopAnything() {
        wire.nodes().clear();
        SimulatedNode other = SimulatedNode.of(wire, 3, it -> it);
        other.throwAtEverything();
        run(3_000);
        assertThat(other.state()).isEqualTo(MASTER);
        assertThat(other.holdsAddresses()).isTrue();
        assertThat(other.status().advertsSent()).isGreaterThan(20);
    }
}
