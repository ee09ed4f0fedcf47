package lb.ha;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lb.ha.NodeHealth.Verdict;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import lb.ha.settings.VirtualRouterSettings.Unicast;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of clusters with faults at random; a failure names its seed. */
class RandomFaultsTest {
    private static final int SEEDS = 500;
    private static final int QUIET_SEEDS = 100;
    private static final AtomicLong happened = new AtomicLong();
    private static final int FAULTS = 12;

    /** What is said on a lifeline, in nanoseconds: a thread that is late on a busy machine. */
    private static final long MOST_LATE = 50_000_000;

    @AfterAll
    static void thatWasAMillionEvents() {
        System.out.println("RandomFaultsTest: " + happened.get() + " packets delivered and turns of nodes");
    }

    private enum Fault {
        FREEZE,
        THAW,
        THAW_WITHOUT_MEMORY,
        CUT,
        JOIN,
        PLUG,
        CANNOT_SERVE,
        CAN_SERVE,
        STOP_OR_START,
        LOSE,
        LOSE_NO_MORE,
        REFUSE_TO_ADD,
        REFUSE_TO_REMOVE
    }

    private static final List<Fault> NODES = List.of(
            Fault.FREEZE,
            Fault.THAW,
            Fault.THAW_WITHOUT_MEMORY,
            Fault.PLUG,
            Fault.CANNOT_SERVE,
            Fault.CAN_SERVE,
            Fault.STOP_OR_START,
            Fault.REFUSE_TO_ADD,
            Fault.REFUSE_TO_REMOVE);
    private static final List<Fault> NETWORK = List.of(Fault.FREEZE, Fault.THAW, Fault.CUT, Fault.JOIN);

    /**
     * All at once: then what neighbours believe is not asked. A master that was cut off cannot know of another one that came
     * and went meanwhile; their tables are right again when an entry there grows old.
     */
    private static final List<Fault> EVERYTHING = List.of(Fault.values());

    private static final List<List<Fault>> FAMILIES = List.of(NODES, NETWORK, EVERYTHING);
    private static final Verdict UNUSABLE = new Verdict(false, "no server is up");

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void whenFaultsAreOverThereIsExactlyOneMasterAndEverybodyBelievesIt(int version) {
        endsWithOneMaster(version, false);
    }

    @Test
    void soItIsWithLifelinesThatTellTheTruthLate() {
        endsWithOneMaster(3, true);
    }

    private static void endsWithOneMaster(int version, boolean lifelines) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Wire wire = cluster(random, version);
            if (lifelines) {
                SimulatedLifelines.connect(wire, lateness(seed));
            }
            Duration unit = wire.nodes().getFirst().settings().advertInterval();
            List<Fault> faults = FAMILIES.get((int) (seed % FAMILIES.size()));
            for (int i = 0; i < FAULTS; i++) {
                fault(faults.get(random.nextInt(faults.size())), wire, random);
                wire.run(unit.multipliedBy(random.nextInt(1, 800)).dividedBy(100));
            }
            heal(wire, random);
            wire.run(unit.multipliedBy(30));
            assertOneMaster(wire, seed, faults != EVERYTHING);
            happened.addAndGet(wire.events());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void nodesThatStandStillNeverShareTheAddressesForLongerThanAnAdvertTakes(int version) {
        standStill(version, false, Duration.ofNanos(4 * Wire.LATENCY));
    }

    @Test
    void soItIsForLongerByWhatALifelineIsLate() {
        standStill(3, true, Duration.ofNanos(4 * Wire.LATENCY + MOST_LATE));
    }

    /** What is said on a lifeline comes before the advert, or after it. */
    private static LongSupplier lateness(long seed) {
        Random random = new Random(seed + 1);
        return () -> random.nextInt(4) == 0 ? random.nextLong(MOST_LATE) : random.nextLong(2 * Wire.LATENCY);
    }

    private static void standStill(int version, boolean lifelines, Duration shared) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Wire wire = cluster(random, version);
            if (lifelines) {
                SimulatedLifelines.connect(wire, lateness(seed));
            }
            Duration unit = wire.nodes().getFirst().settings().advertInterval();
            wire.run(unit.multipliedBy(10));
            for (int i = 0; i < FAULTS; i++) {
                SimulatedNode node =
                        wire.nodes().get(random.nextInt(wire.nodes().size()));
                if (node.running()) {
                    node.freeze();
                } else if (random.nextBoolean()) {
                    node.thaw();
                } else {
                    node.thawWithoutMemory();
                }
                wire.twoOwners();
                wire.run(unit.multipliedBy(random.nextInt(1, 800)).dividedBy(100));
                assertThat(wire.twoOwners())
                        .as("seed %d: %s", seed, wire.nodes())
                        .isLessThanOrEqualTo(shared);
            }
            happened.addAndGet(wire.events());
        }
    }

    private enum Net {
        V2_MULTICAST(2, false, false),
        V2_UNICAST(2, false, true),
        V3_MULTICAST(3, false, false),
        V3_UNICAST(3, false, true),
        IPV6_MULTICAST(3, true, false),
        IPV6_UNICAST(3, true, true);

        private final int version;
        private final boolean ipv6;
        private final boolean unicast;

        Net(int version, boolean ipv6, boolean unicast) {
            this.version = version;
            this.ipv6 = ipv6;
            this.unicast = unicast;
        }

        private InetAddress address(int number) {
            return InetAddress.ofLiteral((ipv6 ? "fe80::" : "10.77.0.") + number);
        }
    }

    /**
     * Two to five nodes whose clocks go wrong by a tenth, priorities often equal, packets that are lost, doubled and overtaken
     * by later ones, parts that are cut off from each other and joined, nodes that stand still, die, stop and come back. From
     * time to time it is quiet. After a master down interval each part has one owner, and nothing moves until something
     * happens, but that a higher priority takes the addresses once where it may.
     */
    @ParameterizedTest
    @EnumSource
    void partsOfANetworkThatIsQuietHaveOneOwnerEachAndKeepIt(Net net) {
        becomesQuiet(net, false);
    }

    @ParameterizedTest
    @EnumSource(names = {"V3_MULTICAST", "IPV6_UNICAST"})
    void soTheyDoWithLifelines(Net net) {
        becomesQuiet(net, true);
    }

    private static void becomesQuiet(Net net, boolean lifelines) {
        for (long seed = 0; seed < QUIET_SEEDS; seed++) {
            Random random = new Random(seed);
            Wire wire = new Wire();
            boolean preempt = random.nextBoolean();
            int nodes = random.nextInt(2, 6);
            for (int number = 1; number <= nodes; number++) {
                node(wire, net, number, nodes, random.nextInt(98, 102), preempt, random);
            }
            if (lifelines) {
                SimulatedLifelines.connect(wire, lateness(seed));
            }
            for (int time = 0; time < 6; time++) {
                disturb(wire, random);
                quieten(wire);
                assertQuiet(wire, net + " seed " + seed);
            }
            happened.addAndGet(wire.events());
        }
    }

    private static void node(Wire wire, Net net, int number, int nodes, int priority, boolean preempt, Random random) {
        List<InetAddress> others = IntStream.rangeClosed(1, nodes)
                .filter(other -> other != number)
                .mapToObj(net::address)
                .toList();
        RouterSettings settings =
                RouterSettings.DEFAULT.version(net.version).priority(priority).preempt(preempt);
        settings = net.ipv6 ? settings.addresses("fe80::77", "fd00::100") : settings;
        settings = net.unicast ? settings.peers(new Unicast(net.address(number), others, 255)) : settings;
        new SimulatedNode(wire, net.address(number), settings.build()).clock(random.nextLong(-100_000, 100_001));
    }

    /** Every packet may be lost, doubled or late by up to half an interval; nodes and parts of the network fail. */
    private static void disturb(Wire wire, Random random) {
        long unit = unit(wire);
        wire.lose(() -> random.nextInt(5) == 0);
        wire.twice(() -> random.nextInt(5) == 0);
        wire.delay(() -> Wire.LATENCY + (random.nextInt(3) == 0 ? random.nextLong(unit / 2) : 0));
        for (int i = 0; i < FAULTS; i++) {
            SimulatedNode node = wire.nodes().get(random.nextInt(wire.nodes().size()));
            switch (random.nextInt(7)) {
                case 0, 1 -> node.moveTo(random.nextInt(3));
                case 2 -> node.freeze();
                case 3 -> node.thaw();
                case 4 -> node.thawWithoutMemory();
                case 5 -> stopOrStart(node, random);
                default -> node.connect(node.stopped() || !node.connected());
            }
            wire.run(Duration.ofNanos(random.nextLong(4 * unit)));
        }
    }

    /** Nothing happens any more; a network that packets take long through has delivered the last of them. */
    private static void quieten(Wire wire) {
        wire.lose(() -> false);
        wire.twice(() -> false);
        wire.delay(() -> Wire.LATENCY);
        wire.run(Duration.ofNanos(unit(wire) / 2));
    }

    private static long unit(Wire wire) {
        return wire.nodes().getFirst().settings().advertInterval().toNanos();
    }

    private static void assertQuiet(Wire wire, String name) {
        // Three intervals and a skew time of less than one, by the slowest clock.
        Duration masterDown = Duration.ofNanos(4 * unit(wire) * 10 / 9);
        wire.run(masterDown);
        String cluster = name + ": " + wire.nodes();
        Map<Integer, List<SimulatedNode>> parts = wire.nodes().stream()
                .filter(node -> node.running() && node.connected())
                .collect(Collectors.groupingBy(SimulatedNode::part));
        parts.values().forEach(part -> assertThat(masters(part)).as(cluster).hasSize(1));
        int changes = changes(wire);
        List<SimulatedNode> before = masters(wire.nodes());
        wire.run(masterDown.multipliedBy(2));
        List<SimulatedNode> after = masters(wire.nodes());
        parts.values().forEach(part -> assertThat(masters(part)).as(cluster).hasSize(1));
        long moved = after.stream().filter(node -> !before.contains(node)).count();
        assertThat(changes(wire) - changes).as(cluster).isEqualTo(2 * (int) moved);
        for (SimulatedNode master : after) {
            if (!before.contains(master)) {
                assertThat(master.settings().preemption().allowed()).as(cluster).isTrue();
            }
        }
    }

    private static List<SimulatedNode> masters(List<SimulatedNode> nodes) {
        return nodes.stream()
                .filter(node -> node.running() && node.connected() && node.holdsAddresses())
                .toList();
    }

    private static int changes(Wire wire) {
        return wire.nodes().stream().mapToInt(node -> node.changes().size()).sum();
    }

    private static Wire cluster(Random random, int version) {
        Wire wire = new Wire();
        int nodes = random.nextInt(2, 4);
        boolean preempt = random.nextBoolean();
        boolean lower = random.nextBoolean();
        for (int i = 1; i <= nodes; i++) {
            int priority = random.nextInt(10) == 0 ? 255 - i : random.nextInt(98, 103);
            SimulatedNode.of(wire, i, it -> {
                RouterSettings settings = it.version(version).priority(priority).preempt(preempt);
                return lower ? settings.whenUnusable(new LowerPriority(10)) : settings;
            });
        }
        return wire;
    }

    private static void fault(Fault fault, Wire wire, Random random) {
        SimulatedNode node = wire.nodes().get(random.nextInt(wire.nodes().size()));
        switch (fault) {
            case FREEZE -> node.freeze();
            case THAW -> node.thaw();
            case THAW_WITHOUT_MEMORY -> node.thawWithoutMemory();
            case CUT -> node.cut(true);
            case JOIN -> node.cut(false);
            case PLUG -> node.connect(node.stopped() || !node.connected());
            case CANNOT_SERVE -> node.serve(UNUSABLE);
            case CAN_SERVE -> node.serve(Verdict.USABLE);
            case STOP_OR_START -> stopOrStart(node, random);
            case LOSE -> wire.lose(() -> random.nextInt(3) == 0);
            case LOSE_NO_MORE -> wire.lose(() -> false);
            case REFUSE_TO_ADD -> node.addresses().refuseAdd(random.nextBoolean());
            case REFUSE_TO_REMOVE -> node.addresses().refuseRemove(random.nextBoolean());
        }
    }

    private static void stopOrStart(SimulatedNode node, Random random) {
        if (node.stopped()) {
            node.start();
        } else if (node.running() && random.nextBoolean()) {
            node.stop();
        } else {
            node.kill();
        }
    }

    /** All runs and is connected again; some cannot serve, but not all. */
    private static void heal(Wire wire, Random random) {
        wire.lose(() -> false);
        for (SimulatedNode node : wire.nodes()) {
            node.addresses().refuseAdd(false);
            node.addresses().refuseRemove(false);
            node.connect(true);
            node.thaw();
            node.serve(random.nextInt(3) == 0 ? UNUSABLE : Verdict.USABLE);
            if (node.stopped() || node.status().why().startsWith("cannot add")) {
                // One that was refused the addresses tries again only after a while, so it is started anew.
                node.start();
            }
        }
        wire.nodes().get(random.nextInt(wire.nodes().size())).serve(Verdict.USABLE);
    }

    private static void assertOneMaster(Wire wire, long seed, boolean believed) {
        String cluster = "seed " + seed + ": " + wire.nodes();
        List<SimulatedNode> masters = new ArrayList<>();
        for (SimulatedNode node : wire.nodes()) {
            boolean master = node.state() == VrrpState.MASTER;
            assertThat(node.holdsAddresses()).as(cluster).isEqualTo(master);
            assertThat(node.holdsNone()).as(cluster).isEqualTo(!master);
            if (master) {
                masters.add(node);
            }
        }
        assertThat(masters).as(cluster).hasSize(1);
        if (believed) {
            // Neighbours that believe nobody ask, and the master answers.
            assertThat(wire.believedOwner(RouterSettings.VIRTUAL)).as(cluster).isIn(masters.getFirst(), null);
        }
        if (masters.getFirst().settings().preemption().allowed()) {
            int highest = wire.nodes().stream()
                    .map(node -> node.status().effectivePriority())
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            assertThat(masters.getFirst().status().effectivePriority())
                    .as(cluster)
                    .isEqualTo(highest);
        }
    }
}
