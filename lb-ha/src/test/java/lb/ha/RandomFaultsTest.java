package lb.ha;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import lb.ha.NodeHealth.Verdict;
import lb.ha.settings.VirtualRouterSettings.LowerPriority;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of clusters with faults at random; a failure names its seed. */
class RandomFaultsTest {
    private static final int SEEDS = 1_000;
    private static final int FAULTS = 12;

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
        YIELD,
        RESUME,
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
            Fault.YIELD,
            Fault.RESUME,
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
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Wire wire = cluster(random, version);
            Duration unit = wire.nodes().getFirst().settings().advertInterval();
            List<Fault> faults = FAMILIES.get((int) (seed % FAMILIES.size()));
            for (int i = 0; i < FAULTS; i++) {
                fault(faults.get(random.nextInt(faults.size())), wire, random);
                wire.run(unit.multipliedBy(random.nextInt(1, 800)).dividedBy(100));
            }
            heal(wire, random);
            wire.run(unit.multipliedBy(30));
            assertOneMaster(wire, seed, faults != EVERYTHING);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void nodesThatStandStillNeverShareTheAddressesForLongerThanAnAdvertTakes(int version) {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Wire wire = cluster(random, version);
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
                        .isLessThanOrEqualTo(Duration.ofNanos(4 * Wire.LATENCY));
            }
        }
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
            case YIELD -> node.yield("web");
            case RESUME -> node.resume("web");
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
            node.resume("web");
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
