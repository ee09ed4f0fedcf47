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
        StaticSettings settings = new StaticSettings(
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
        return node.call(() -> StaticHolding.start(settings, NetlinkAddressPlane.open(), told::add, NanoClock.SYSTEM));
    }

    /** But for the interface's own link-local address, which comes when the kernel has looked for others that have it. */
    private String kernel() {
        String all = node.ip("-o", "address", "show", "dev", "eth0", "scope", "global")
                + node.ip("route", "show", "table", "all")
                + node.ip("rule", "show");
        return all.lines().filter(line -> !line.contains("fe80:")).collect(Collectors.joining("\n"));
    }

    private static void await(BooleanSupplier wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!wanted.getAsBoolean() && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void theyAreTheNodesOwnUntilTheStopAndArePutBack() throws InterruptedException {
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
            assertThat(node.call(() -> wire.plane().removeLeftovers()))
                    .contains("static address 10.78.41.7 on eth0", "route 10.9.0.0/16 table 100");
        }
        assertThat(kernel()).isEqualTo(before);
    }
}
