package lb.ha;

import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import lb.ha.settings.Secret;
import lb.ha.settings.VirtualRouterSettings.Header;
import lb.ha.vrrp.VrrpCodec;
import org.junit.jupiter.api.Test;

/** Nodes that authenticate their adverts by a header whose sequence number must be new. Version 2, 1 s. */
class AuthenticatedElectionTest {
    private final Wire wire = new Wire();

    private SimulatedNode node(int number, int priority) {
        return node(number, priority, "secret");
    }

    private SimulatedNode node(int number, int priority, String password) {
        return SimulatedNode.of(
                wire, number, it -> it.version(2).priority(priority).authentication(new Header(new Secret(password))));
    }

    private static long rejected(SimulatedNode node, String reason) {
        return node.status().advertsRejected().get(reason);
    }

    private void assertOnlyMaster(SimulatedNode master) {
        for (SimulatedNode node : wire.nodes()) {
            assertThat(node.state()).as("%s", node).isEqualTo(node == master ? MASTER : BACKUP);
        }
    }

    @Test
    void theHigherPriorityIsMasterAndTheOthersHearIt() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        wire.run(Duration.ofSeconds(10));
        assertOnlyMaster(high);
        assertThat(low.status().advertsReceived()).isGreaterThan(5);
        assertThat(low.warnings()).isEmpty();
    }

    @Test
    void aNodeThatWasKilledStartsFromZeroAndIsBelievedAgain() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        wire.run(Duration.ofSeconds(60));
        high.kill();
        wire.run(Duration.ofSeconds(10));
        high.start();
        wire.run(Duration.ofSeconds(10));
        assertOnlyMaster(high);
        assertThat(rejected(low, "replayed")).isZero();
    }

    @Test
    void theOwnerThatStartsAsMasterIsBelievedAtOnce() {
        SimulatedNode owner = node(1, 255);
        SimulatedNode low = node(2, 100);
        wire.run(Duration.ofSeconds(60));
        owner.kill();
        wire.run(Duration.ofSeconds(5));
        owner.start();
        wire.run(Duration.ofSeconds(1));
        assertThat(rejected(low, "replayed")).isZero();
        assertOnlyMaster(owner);
    }

    @Test
    void twoPartsOfANetworkThatAreJoinedHaveOneMasterWhicheverHasSentMore() {
        for (int more = 1; more <= 2; more++) {
            SimulatedNode high = node(1, 101);
            SimulatedNode low = node(2, 100);
            wire.run(Duration.ofSeconds(10));
            SimulatedNode paused = more == 1 ? low : high;
            high.cut(true);
            wire.run(Duration.ofSeconds(5));
            paused.freeze();
            wire.run(Duration.ofSeconds(30));
            paused.thawWithoutMemory();
            wire.run(Duration.ofSeconds(10));
            assertThat(high.state()).isEqualTo(MASTER);
            assertThat(low.state()).isEqualTo(MASTER);
            high.cut(false);
            wire.run(Duration.ofMillis(2100));
            assertOnlyMaster(high);
            wire.nodes().clear();
        }
    }

    @Test
    void equalPrioritiesThatTakeTheSameNumbersInTheSameInstantAreToldApart() {
        node(1, 100);
        SimulatedNode higherAddress = node(2, 100);
        wire.run(Duration.ofSeconds(6));
        assertOnlyMaster(higherAddress);
    }

    @Test
    void anAdvertThatIsSentAgainChangesNothingAndIsCounted() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100);
        wire.run(Duration.ofSeconds(10));
        ByteBuffer recorded = wire.lastPacket();
        high.kill();
        wire.run(Duration.ofMillis(100));
        SimulatedNode attacker = new SimulatedNode(
                wire,
                InetAddress.ofLiteral("10.77.0.9"),
                RouterSettings.DEFAULT
                        .named("other", 9)
                        .addresses("10.77.0.109")
                        .build());
        for (int i = 0; i < 50; i++) {
            wire.sendPacket(attacker, VrrpCodec.MULTICAST_GROUP, recorded);
            wire.run(Duration.ofMillis(100));
        }
        assertThat(low.state()).isEqualTo(MASTER);
        assertThat(rejected(low, "replayed")).isEqualTo(50);
        assertThat(low.status().lastRejection()).contains("in its authentication header");
    }

    @Test
    void nodesWithOtherPasswordsSayWhatIsWrong() {
        SimulatedNode high = node(1, 101);
        SimulatedNode low = node(2, 100, "other");
        wire.run(Duration.ofSeconds(10));
        assertThat(rejected(high, "integrity")).isPositive();
        assertThat(low.warnings())
                .hasSize(1)
                .allMatch(
                        warning -> warning.contains("advert from 10.77.0.1: its authentication header is not by the"));
    }
}
