package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import lb.ha.NanoClock;
import lb.ha.StaticHolding;
import lb.ha.linux.TestNamespace;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.Prefix;
import lb.ha.settings.StaticSettings;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualAddress.Scope;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Static addresses, routes and rules in a kernel: eth0 of the node has 10.77.41.1/24. */
class StaticHoldingTest {
    private static final long PATIENCE_SECONDS = 20;

    private Neighbours wire;
    private TestNamespace node;
    private final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void namespacesCanBeMade() {
        TestNamespace.assumePossible();
    }

    @BeforeEach
    void build() {
        wire = new Neighbours("10.77.41.1/24", "10.77.41.2/24");
        node = wire.node();
    }

    @AfterEach
    void takeDown() {
        wire.close();
    }

    private static VirtualAddress address(String text, int prefix) {
        return new VirtualAddress(InetAddress.ofLiteral(text), prefix, "eth0", null, Scope.GLOBAL);
    }

    private StaticHolding hold(VirtualAddress... addresses) {
        return hold(settings(addresses), StaticSettings.NONE);
    }

    private StaticHolding hold(StaticSettings settings, StaticSettings ours) {
        return node.call(
                () -> StaticHolding.start(settings, ours, NetlinkAddressPlane.open(), told::add, NanoClock.SYSTEM));
    }

    private static StaticSettings settings(VirtualAddress... addresses) {
        return new StaticSettings(
                List.of(addresses),
                List.of(new VirtualRoute(
                        new Prefix(InetAddress.ofLiteral("10.9.0.0"), 16),
                        VirtualRoute.Type.UNICAST,
                        InetAddress.ofLiteral("10.78.41.2"),
                        null,
                        null,
                        100,
                        0,
                        Scope.GLOBAL)),
                List.of(new VirtualRule(
                        AddressFamily.IPV4, new Prefix(InetAddress.ofLiteral("10.8.0.0"), 16), null, 100, 50, 0, 0)));
    }

    /** But for the interface's own link-local address, which comes when the kernel has looked for others that have it. */
    private String kernel() {
        String all = node.ip("-o", "address", "show", "dev", "eth0", "scope", "global")
                + node.ip("route", "show", "table", "all")
                + node.ip("rule", "show");
        return all.lines().filter(line -> !line.contains("fe80:")).collect(Collectors.joining("\n"));
    }

    /** What is asked takes some milliseconds each time: it runs ip(8). */
    private static void await(BooleanSupplier wanted) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!wanted.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    @Test
    void theyAreTheNodesOwnUntilTheStopAndArePutBack() {
        String before = kernel();
        try (StaticHolding _ = hold(address("10.78.41.7", 24), address("fd00:78:41::7", 64))) {
            assertThat(kernel())
                    .contains("inet 10.78.41.7/24 ")
                    .contains("inet6 fd00:78:41::7/64 ")
                    .doesNotContain("deprecated")
                    .contains("10.78.41.0/24 dev eth0 proto kernel scope link src 10.78.41.7")
                    .contains("10.9.0.0/16 via 10.78.41.2 dev eth0 table 100")
                    .contains("50:\tfrom 10.8.0.0/16 lookup 100");
            node.ip("address", "del", "10.78.41.7/24", "dev", "eth0");
            node.ip("rule", "del", "priority", "50");
            await(() -> kernel().contains("inet 10.78.41.7/24 ")
                    && kernel().contains("50:\tfrom 10.8.0.0/16")
                    && kernel().contains("10.9.0.0/16 via"));
            assertThat(kernel())
                    .contains("inet 10.78.41.7/24 ")
                    .contains("10.9.0.0/16 via 10.78.41.2 dev eth0 table 100")
                    .contains("50:\tfrom 10.8.0.0/16");
        }
        assertThat(kernel()).isEqualTo(before);
        assertThat(told).contains("static: address 10.78.41.7/24 on eth0 was missing: added again");
    }

    @Test
    void whatWasThereIsLeftAndWhatAKilledRunLeftIsRemovedByTheNext() {
        node.ip("address", "add", "10.79.41.7/24", "dev", "eth0");
        String before = kernel();
        try (StaticHolding _ = hold(address("10.78.41.7", 24), address("10.79.41.7", 24))) {
            assertThat(told)
                    .containsExactly("static: address 10.79.41.7/24 on eth0 is not added: the like is there already,"
                            + " and is left as it is");
            // As the start after a kill sees it.
            assertThat(node.call(() -> wire.plane().removeLeftovers(StaticSettings.NONE))
                            .removed())
                    .contains("static address 10.78.41.7 on eth0", "route 10.9.0.0/16 table 100");
        }
        assertThat(kernel()).isEqualTo(before);
    }

    /** A node on which a run of these settings was killed, and where somebody has added others in its networks since. */
    private String afterAKill(StaticSettings settings) {
        for (String device : List.of("all", "eth0")) {
            TestNamespace.run("ip", "netns", "exec", node.name(), "sysctl", "-qw", promoteSecondaries(device) + "=0");
        }
        node.change(() -> {
            for (VirtualAddress address : settings.addresses()) {
                assertThat(wire.plane().addStatic("eth0", address)).isTrue();
            }
            for (VirtualRoute route : settings.routes()) {
                assertThat(wire.plane().routes().add(route)).isTrue();
            }
            for (VirtualRule rule : settings.rules()) {
                assertThat(wire.plane().routes().add(rule)).isTrue();
            }
        });
        node.ip("address", "add", "10.78.41.8/24", "dev", "eth0", "label", "eth0:8", "broadcast", "10.78.41.254");
        node.ip("address", "add", "10.78.41.9/24", "dev", "eth0", "valid_lft", "3600", "preferred_lft", "1800");
        node.ip("route", "add", "10.99.0.0/16", "via", "10.78.41.3", "src", "10.78.41.8");
        return timeless(kernel());
    }

    private static String promoteSecondaries(String device) {
        return "net.ipv4.conf." + device + ".promote_secondaries";
    }

    private static String timeless(String kernel) {
        return kernel.replaceAll("\\d+sec", "");
    }

    @Test
    void whatAKilledRunLeftIsTakenOverByOneOfTheSameFile() {
        StaticSettings settings = settings(address("10.78.41.7", 24), address("fd00:78:41::7", 64));
        String before = kernel();
        String left = afterAKill(settings);
        LeftBehind found = node.call(() -> wire.plane().removeLeftovers(settings));
        assertThat(found).isEqualTo(new LeftBehind(List.of(), settings));
        assertThat(timeless(kernel())).isEqualTo(left);
        try (StaticHolding _ = hold(settings, found.kept())) {
            assertThat(timeless(kernel())).isEqualTo(left);
            assertThat(told).isEmpty();
        }
        assertOthersAreWhole();
        // With the second, since it is the first of both now.
        node.ip("address", "del", "10.78.41.8/24", "dev", "eth0");
        assertThat(kernel()).isEqualTo(before);
    }

    @Test
    void othersOfItsNetworkStayWhenTheFirstIsRemoved() {
        afterAKill(settings(address("10.78.41.7", 24)));
        assertThat(node.call(() -> wire.plane().removeLeftovers(StaticSettings.NONE))
                        .removed())
                .contains("static address 10.78.41.7 on eth0");
        assertOthersAreWhole();
    }

    @Test
    void oneThatIsToBeAnotherNowIsRemoved() {
        afterAKill(settings(address("10.78.41.7", 24)));
        var labelled = new VirtualAddress(InetAddress.ofLiteral("10.78.41.7"), 24, "eth0", "eth0:7", Scope.GLOBAL);
        LeftBehind found = node.call(() -> wire.plane().removeLeftovers(settings(labelled)));
        assertThat(found.removed()).containsExactly("static address 10.78.41.7 on eth0");
        assertThat(found.kept().addresses()).isEmpty();
        assertOthersAreWhole();
    }

    private void assertOthersAreWhole() {
        assertThat(kernel())
                .doesNotContain("10.78.41.7")
                .contains("inet 10.78.41.8/24 brd 10.78.41.254 scope global eth0:8")
                .contains("inet 10.78.41.9/24")
                .containsPattern("valid_lft 3\\d+sec preferred_lft 1\\d+sec")
                .contains("10.99.0.0/16 via 10.78.41.3 dev eth0 src 10.78.41.8")
                .contains("10.78.41.0/24 dev eth0 proto kernel scope link src 10.78.41.8");
        assertThat(TestNamespace.run("ip", "netns", "exec", node.name(), "sysctl", "-n", promoteSecondaries("eth0")))
                .isEqualTo("0\n");
    }
}
