package lb.ha;

import static lb.ha.vrrp.VrrpState.BACKUP;
import static lb.ha.vrrp.VrrpState.INITIALIZE;
import static lb.ha.vrrp.VrrpState.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import lb.ha.NodeHealth.Verdict;
import lb.ha.settings.Tracking;
import lb.ha.settings.VirtualRouterSettings.GiveUp;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import lb.ha.settings.VirtualRouterSettings.WhenUnusable;
import org.junit.jupiter.api.Test;

/** What the health of nodes does to who is master. */
class HealthElectionTest {
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Duration ADVERT = Duration.ofMillis(100);
    /** From the master's lower priority on: three adverts and the skew time. */
    private static final Duration MASTER_DOWN = Duration.ofMillis(400);

    private final Wire wire = new Wire();

    @Test
    void theNodeWithMoreUsableServersTakesTheAddressesWhenThatHasLasted() {
        SimulatedNode high = node(1, 101, List.of());
        SimulatedNode low = node(2, 100, List.of());
        wire.run(Duration.ofSeconds(5));
        high.serve(poorer(20));
        wire.run(SETTLE.minusMillis(10));
        assertThat(high.status().effectivePriority()).isEqualTo(101);
        wire.run(Duration.ofMillis(10).plus(MASTER_DOWN));
        assertThat(List.of(high.state(), low.state())).containsExactly(BACKUP, MASTER);
        assertThat(high.status().effectivePriority()).isEqualTo(81);
        assertThat(high.status().lowered()).isEqualTo(20);
        assertThat(high.status().usable()).isTrue();
        assertThat(high.status().unusableReason()).isEqualTo("backend web has 1 of 2 servers usable");
        high.serve(Verdict.USABLE);
        wire.run(SETTLE.plus(MASTER_DOWN).plus(ADVERT));
        assertThat(List.of(high.state(), low.state())).containsExactly(MASTER, BACKUP);
        assertThat(high.priorities())
                .containsExactly("web 101 -> 81: backend web has 1 of 2 servers usable", "web 81 -> 101: can serve");
    }

    @Test
    void nothingMovesWhenNodesSeeTheSameOneAfterTheOther() {
        SimulatedNode high = node(1, 101, List.of());
        SimulatedNode low = node(2, 100, List.of());
        wire.run(Duration.ofSeconds(5));
        int before = changes();
        for (List<SimulatedNode> order : List.of(List.of(high, low), List.of(low, high))) {
            for (Verdict seen : List.of(poorer(20), Verdict.USABLE)) {
                for (SimulatedNode node : order) {
                    node.serve(seen);
                    wire.run(SETTLE.minusMillis(100));
                }
                wire.run(Duration.ofSeconds(5));
            }
        }
        assertThat(changes()).as(wire.nodes().toString()).isEqualTo(before);
    }

    @Test
    void bothNodesBadStillMeansOneOwner() {
        SimulatedNode high = node(1, 101, List.of());
        SimulatedNode low = node(2, 100, List.of());
        wire.run(Duration.ofSeconds(5));
        wire.noOwner();
        Verdict nothingLeft = new Verdict(false, "frontend www has no usable server", false, 200, 200);
        high.serve(nothingLeft);
        low.serve(nothingLeft);
        wire.run(Duration.ofSeconds(10));
        assertThat(List.of(high.state(), low.state())).containsOnlyOnce(MASTER);
        assertThat(high.status().effectivePriority()).isOne();
        assertThat(low.status().effectivePriority()).isOne();
        assertThat(wire.noOwner()).isZero();
    }

    @Test
    void anInterfaceThatIsTrackedWithAWeightLowersThePriorityAtOnce() {
        SimulatedNode high = node(1, 101, List.of(new Tracking.Interface("eth2", new LowerPriority(20))));
        SimulatedNode low = node(2, 100, List.of());
        wire.run(Duration.ofSeconds(5));
        high.otherInterfaceUp("eth2", false);
        wire.run(MASTER_DOWN);
        assertThat(List.of(high.state(), low.state())).containsExactly(BACKUP, MASTER);
        assertThat(high.status().effectivePriority()).isEqualTo(81);
        assertThat(high.status().unusableReason()).isEqualTo("interface eth2 is down");
        high.otherInterfaceUp("eth2", true);
        wire.run(SETTLE);
        assertThat(high.state()).isEqualTo(BACKUP);
        wire.run(MASTER_DOWN.plus(ADVERT));
        assertThat(List.of(high.state(), low.state())).containsExactly(MASTER, BACKUP);
    }

    @Test
    void anInterfaceThatIsTrackedWithoutAWeightTakesTheNodeOutHoweverAloneItIs() {
        SimulatedNode only = node(1, 101, List.of(new Tracking.Interface("eth2", new GiveUp())));
        wire.run(Duration.ofSeconds(5));
        only.otherInterfaceUp("eth2", false);
        wire.run(Duration.ofMillis(1));
        assertThat(only.state()).isEqualTo(INITIALIZE);
        assertThat(only.holdsNone()).isTrue();
        assertThat(only.status().why()).isEqualTo("interface eth2 is down");
        only.otherInterfaceUp("eth2", true);
        wire.run(Duration.ofSeconds(1));
        assertThat(only.state()).isEqualTo(MASTER);
    }

    @Test
    void anInterfaceThatDoesNotExistIsToldWithThoseThatDo() {
        SimulatedNode only = node(1, 101, List.of(new Tracking.Interface("eth9", new GiveUp())));
        only.interfaceExists(false);
        wire.run(Duration.ofSeconds(1));
        assertThat(only.warnings())
                .containsExactly("virtual router web: there is no interface eth9, which it tracks (there are: lo)");
    }

    @Test
    void whatLowersOneOfASyncGroupLowersAll() {
        SimulatedNode high = grouped(1, 101);
        SimulatedNode low = grouped(2, 100);
        wire.run(Duration.ofSeconds(5));
        high.serve("two", new Verdict(true, "file /etc/lb/drain", false, 50, 0));
        wire.run(MASTER_DOWN.plus(ADVERT));
        for (String name : List.of("one", "two")) {
            assertThat(low.status(name).state()).as(name).isEqualTo(MASTER);
            assertThat(high.status(name).effectivePriority()).as(name).isEqualTo(51);
        }
    }

    /**
     * Each node sees its servers come and go at random: some together with the other node, a little later, some alone. Who
     * takes the addresses for that has waited, and so has who gives them up.
     */
    @Test
    void serversThatFlapMoveTheAddressesNoFasterThanChangesSettle() {
        long movesOfAll = 0;
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Wire flapping = new Wire();
            List<SimulatedNode> nodes = List.of(node(flapping, 1, 101, List.of()), node(flapping, 2, 100, List.of()));
            flapping.run(Duration.ofSeconds(5));
            int before = changes(flapping);
            flapping.noOwner();
            Duration flapped = Duration.ZERO;
            boolean together = seed % 2 == 0;
            for (int i = 0; i < 200; i++) {
                Verdict seen = random.nextBoolean() ? Verdict.USABLE : poorer(random.nextInt(1, 60));
                int first = random.nextInt(2);
                nodes.get(first).serve(seen);
                Duration until = Duration.ofMillis(random.nextInt(1, 1_000));
                flapping.run(until);
                if (together) {
                    nodes.get(1 - first).serve(seen);
                }
                Duration pause = Duration.ofMillis(random.nextInt(1, together ? 1_900 : 6_000));
                flapping.run(pause);
                flapped = flapped.plus(until).plus(pause);
            }
            String cluster = "seed " + seed + ": " + nodes;
            long moves = (changes(flapping) - before) / 2;
            assertThat(moves).as(cluster).isLessThanOrEqualTo(together ? 0 : flapped.dividedBy(SETTLE));
            assertThat(flapping.noOwner()).as(cluster).isZero();
            movesOfAll += moves;
        }
        assertThat(movesOfAll).isPositive();
    }

    private static Verdict poorer(int points) {
        return new Verdict(true, "backend web has 1 of 2 servers usable", false, 0, points);
    }

    private int changes() {
        return changes(wire);
    }

    private static int changes(Wire wire) {
        return wire.nodes().stream().mapToInt(node -> node.changes().size()).sum();
    }

    private SimulatedNode node(int number, int priority, List<Tracking.Interface> interfaces) {
        return node(wire, number, priority, interfaces);
    }

    private static SimulatedNode node(Wire wire, int number, int priority, List<Tracking.Interface> interfaces) {
        WhenUnusable lower = new LowerPriority(100);
        return SimulatedNode.of(
                wire,
                number,
                it -> it.priority(priority).whenUnusable(lower).tracking(new Tracking(interfaces, List.of(), SETTLE)));
    }

    private SimulatedNode grouped(int number, int priority) {
        RouterSettings settings = RouterSettings.DEFAULT
                .priority(priority)
                .syncGroup("all")
                .whenUnusable(new LowerPriority(100))
                .tracking(new Tracking(List.of(), List.of(), SETTLE));
        return new SimulatedNode(
                wire,
                InetAddress.ofLiteral("10.77.0." + number),
                settings.named("one", 51).addresses("10.77.0.100").build(),
                settings.named("two", 52).addresses("10.77.0.101").build());
    }
}
