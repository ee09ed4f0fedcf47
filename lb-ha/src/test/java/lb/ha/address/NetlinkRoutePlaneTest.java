package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import lb.ha.linux.LinkMonitor;
import lb.ha.linux.PollSet;
import lb.ha.linux.TestNamespace;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.Prefix;
import lb.ha.settings.StaticSettings;
import lb.ha.settings.VirtualAddress.Scope;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRoute.Type;
import lb.ha.settings.VirtualRule;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes and rules of the real kernel: a node with eth0 (10.77.41.1/24, fd00:77:41::1/64) on a wire with a neighbour. */
class NetlinkRoutePlaneTest {
    private Neighbours wire;
    private TestNamespace node;
    private NetlinkAddressPlane plane;

    @BeforeAll
    static void namespacesCanBeMade() {
        TestNamespace.assumePossible();
    }

    @BeforeEach
    void build() {
        wire = new Neighbours("10.77.41.1/24", "10.77.41.2/24");
        node = wire.node();
        plane = wire.plane();
        node.ip("address", "add", "fd00:77:41::1/64", "dev", "eth0", "nodad");
    }

    @AfterEach
    void takeDown() {
        wire.close();
    }

    private static Prefix prefix(String first, int length) {
        return new Prefix(InetAddress.ofLiteral(first), length);
    }

    private static VirtualRoute route(
            Prefix to, @Nullable String via, @Nullable String device, long table, long metric) {
        return new VirtualRoute(
                to,
                Type.UNICAST,
                via == null ? null : InetAddress.ofLiteral(via),
                device,
                null,
                table,
                metric,
                via == null ? Scope.LINK : Scope.GLOBAL);
    }

    private boolean add(VirtualRoute route) {
        return node.call(() -> plane.routes().add(route));
    }

    private boolean has(VirtualRoute route) {
        return node.call(() -> plane.routes().present(List.of(route)).contains(route));
    }

    private boolean remove(VirtualRoute route) {
        return node.call(() -> plane.routes().remove(route));
    }

    @Test
    void aRouteIsAddedOnceWithOurMarkAndRemoved() {
        VirtualRoute route = new VirtualRoute(
                prefix("10.9.0.0", 16),
                Type.UNICAST,
                InetAddress.ofLiteral("10.77.41.2"),
                "eth0",
                InetAddress.ofLiteral("10.77.41.1"),
                VirtualRoute.MAIN_TABLE,
                10,
                Scope.GLOBAL);
        assertThat(has(route)).isFalse();
        assertThat(add(route)).isTrue();
        assertThat(add(route)).isFalse();
        assertThat(has(route)).isTrue();
        assertThat(node.ip("route", "show", "10.9.0.0/16"))
                .contains("10.9.0.0/16 via 10.77.41.2 dev eth0 proto 112 src 10.77.41.1 metric 10");
        assertThat(remove(route)).isTrue();
        assertThat(remove(route)).isFalse();
        assertThat(node.ip("route", "show")).doesNotContain("10.9.0.0");
    }

    @Test
    void routesOfEveryKindAreFoundAgain() {
        Stream.of(
                        route(prefix("10.8.0.0", 16), null, "eth0", VirtualRoute.MAIN_TABLE, 0),
                        route(prefix("0.0.0.0", 0), "10.77.41.2", null, 70_000, 0),
                        route(prefix("fd00:9::", 64), null, "eth0", VirtualRoute.MAIN_TABLE, 0),
                        route(prefix("::", 0), "fd00:77:41::2", "eth0", 100, 7),
                        new VirtualRoute(
                                prefix("10.7.0.0", 16), Type.BLACKHOLE, null, null, null, 100, 0, Scope.GLOBAL),
                        new VirtualRoute(prefix("fd00:7::", 64), Type.PROHIBIT, null, null, null, 254, 0, Scope.GLOBAL))
                .forEach(route -> {
                    assertThat(has(route)).as("%s", route).isFalse();
                    assertThat(add(route)).as("%s", route).isTrue();
                    assertThat(has(route)).as("%s", route).isTrue();
                    assertThat(add(route)).as("%s", route).isFalse();
                    assertThat(remove(route)).as("%s", route).isTrue();
                    assertThat(has(route)).as("%s", route).isFalse();
                });
    }

    @Test
    void somebodyElsesRouteToTheSameIsNotOursAndStays() {
        node.ip("route", "add", "10.9.0.0/16", "via", "10.77.41.3", "dev", "eth0");
        VirtualRoute route = route(prefix("10.9.0.0", 16), "10.77.41.2", "eth0", VirtualRoute.MAIN_TABLE, 0);
        assertThat(add(route)).isFalse();
        assertThat(has(route)).isFalse();
        assertThat(remove(route)).isFalse();
        assertThat(node.ip("route", "show", "10.9.0.0/16")).contains("via 10.77.41.3");
    }

    @Test
    void aRuleIsAddedOnceWithOurMarkAndRemoved() {
        VirtualRule rule = new VirtualRule(AddressFamily.IPV4, prefix("10.9.0.0", 16), null, 100, 16_384, 0x10, 0xff);
        VirtualRule six = new VirtualRule(
                AddressFamily.IPV6, null, prefix("fd00:9::1", 128), 70_000, 5, 0x10, VirtualRule.EVERY_BIT);
        for (VirtualRule one : new VirtualRule[] {rule, six}) {
            assertThat(node.call(() -> plane.routes().presentRules(List.of(one)).contains(one)))
                    .isFalse();
            assertThat(node.call(() -> plane.routes().add(one))).isTrue();
            assertThat(node.call(() -> plane.routes().add(one))).isFalse();
            assertThat(node.call(() -> plane.routes().presentRules(List.of(one)).contains(one)))
                    .isTrue();
        }
        assertThat(node.ip("rule", "show")).contains("16384:\tfrom 10.9.0.0/16 fwmark 0x10/0xff lookup 100 proto 112");
        assertThat(node.ip("-6", "rule", "show")).contains("to fd00:9::1 fwmark 0x10 lookup 70000 proto 112");
        assertThat(node.call(() -> plane.routes().remove(rule))).isTrue();
        assertThat(node.call(() -> plane.routes().remove(rule))).isFalse();
        assertThat(node.ip("rule", "show")).doesNotContain("10.9.0.0");
    }

    @Test
    void aRuleThatSomebodyElseHasAddedIsNotDoubledAndNotRemoved() {
        VirtualRule rule = new VirtualRule(AddressFamily.IPV4, prefix("10.9.0.0", 16), null, 100, 50, 0x10, 0xff);
        for (String protocol : List.of("boot", "static", "77")) {
            node.ip(
                    "rule",
                    "add",
                    "from",
                    "10.9.0.0/16",
                    "fwmark",
                    "0x10/0xff",
                    "lookup",
                    "100",
                    "pref",
                    "50",
                    "protocol",
                    protocol);
            String before = node.ip("rule", "show");
            assertThat(node.call(() -> plane.routes().add(rule))).as(protocol).isFalse();
            assertThat(node.call(() -> plane.routes().presentRules(List.of(rule))))
                    .isEmpty();
            assertThat(node.call(() -> plane.routes().remove(rule)))
                    .as(protocol)
                    .isFalse();
            assertThat(node.ip("rule", "show")).isEqualTo(before);
            node.ip("rule", "del", "pref", "50");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not",
                "iif eth0",
                "oif eth0",
                "tos 0x10",
                "ipproto tcp",
                "sport 80",
                "dport 80",
                "uidrange 0-9",
                "suppress_prefixlength 0",
                "suppress_ifgroup 1"
            })
    void aRuleForFewerPacketsIsAnotherOne(String more) {
        VirtualRule rule = new VirtualRule(AddressFamily.IPV4, prefix("10.9.0.0", 16), null, 100, 50, 0, 0);
        node.ip(("rule add " + more + " from 10.9.0.0/16 lookup 100 pref 50").split(" "));
        String before = node.ip("rule", "show");
        assertThat(node.call(() -> plane.routes().add(rule))).isTrue();
        assertThat(node.call(() -> plane.routes().add(rule))).isFalse();
        assertThat(node.call(() -> plane.routes().remove(rule))).isTrue();
        assertThat(node.ip("rule", "show")).isEqualTo(before);
    }

    @Test
    void whatAnEarlierRunHasLeftBehindIsRemovedAndNothingElse() {
        node.ip("route", "add", "10.6.0.0/16", "via", "10.77.41.3", "dev", "eth0");
        node.ip("rule", "add", "from", "10.6.0.0/16", "lookup", "100", "priority", "50");
        add(route(prefix("10.9.0.0", 16), "10.77.41.2", "eth0", 100, 0));
        add(route(prefix("fd00:9::", 64), null, "eth0", VirtualRoute.MAIN_TABLE, 0));
        node.call(() -> plane.routes()
                .add(new VirtualRule(AddressFamily.IPV4, prefix("10.9.0.0", 16), null, 100, 16_384, 0, 0)));
        String before = node.ip("route", "show") + node.ip("rule", "show");

        assertThat(node.call(() -> plane.removeLeftovers(StaticSettings.NONE).removed()))
                .containsExactly(
                        "rule from 10.9.0.0/16 table 100 priority 16384",
                        "route 10.9.0.0/16 table 100",
                        "route fd00:9::/64");
        assertThat(node.call(() -> plane.removeLeftovers(StaticSettings.NONE).removed()))
                .isEmpty();
        assertThat(before).contains("from 10.9.0.0/16");
        assertThat(node.ip("route", "show")).contains("10.6.0.0/16").contains("10.77.41.0/24");
        assertThat(node.ip("rule", "show")).contains("from 10.6.0.0/16").doesNotContain("10.9.0.0");
    }

    @Test
    void neighboursOfANetworkThatMovesWithAnAddressOnTheDeviceOfTheProcessAreAnswered() {
        wire.neighbour().ip("address", "add", "10.77.44.2/24", "dev", "eth0");
        add(VirtualRoute.connected(prefix("10.77.44.0", 24), "eth0", InetAddress.ofLiteral("10.77.41.1")));
        InetAddress virtual = InetAddress.ofLiteral("10.77.44.100");
        String mac = node.ip("-br", "link", "show", "eth0").split("\\s+")[2];
        node.call(() -> {
            plane.add(plane.processDevice(), virtual, Duration.ZERO);
            return null;
        });
        wire.neighbour().call(() -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.send(new DatagramPacket(new byte[1], 1, virtual, 9));
            }
            return null;
        });
        long deadline = System.nanoTime() + 5_000_000_000L;
        String known;
        do {
            known = wire.neighbour().ip("neigh", "show", "10.77.44.100");
        } while (!known.contains(mac) && System.nanoTime() < deadline);
        assertThat(known).contains("lladdr " + mac);
    }

    @Test
    void whatTheKernelRefusesIsToldInWords() {
        VirtualRoute far = route(prefix("10.9.0.0", 16), "10.99.0.1", "eth0", VirtualRoute.MAIN_TABLE, 0);
        assertThatThrownBy(() -> add(far))
                .isInstanceOf(AddressException.class)
                .hasMessage("cannot add route 10.9.0.0/16 via 10.99.0.1 dev eth0: 10.99.0.1 is in no network that eth0"
                        + " has a route to (kernel: Nexthop has invalid gateway)");
        VirtualRoute elsewhere = route(prefix("10.9.0.0", 16), null, "eth9", VirtualRoute.MAIN_TABLE, 0);
        assertThatThrownBy(() -> add(elsewhere))
                .hasMessage(
                        "cannot add route 10.9.0.0/16 dev eth9: there is no interface \"eth9\" (there are: lo, eth0)");
        assertThat(remove(elsewhere)).isFalse();
        VirtualRoute foreign = new VirtualRoute(
                prefix("10.9.0.0", 16),
                Type.UNICAST,
                null,
                "eth0",
                InetAddress.ofLiteral("10.1.1.1"),
                VirtualRoute.MAIN_TABLE,
                0,
                Scope.LINK);
        assertThatThrownBy(() -> add(foreign))
                .hasMessage("cannot add route 10.9.0.0/16 dev eth0 src 10.1.1.1: Invalid argument"
                        + " (kernel: Invalid prefsrc address)");
        node.ip("link", "set", "eth0", "down");
        assertThatThrownBy(() -> add(route(prefix("10.9.0.0", 16), null, "eth0", VirtualRoute.MAIN_TABLE, 0)))
                .hasMessageStartingWith("cannot add route 10.9.0.0/16 dev eth0: eth0 is down");
    }

    @Test
    void aRouteOrRuleThatSomebodyTakesAwayIsNoticedAndOthersAreNot() throws Exception {
        VirtualRoute route = route(prefix("10.9.0.0", 16), "10.77.41.2", "eth0", VirtualRoute.MAIN_TABLE, 0);
        try (LinkMonitor monitor = node.call(() -> new LinkMonitor(true))) {
            monitor.clear();
            add(route);
            node.ip("route", "add", "10.6.0.0/16", "via", "10.77.41.3", "dev", "eth0");
            node.ip("route", "del", "10.6.0.0/16");
            assertThat(noticed(monitor)).isFalse();
            node.ip("route", "del", "10.9.0.0/16");
            assertThat(noticed(monitor)).isTrue();
            add(route);
            node.ip("route", "replace", "10.9.0.0/16", "via", "10.77.41.3", "dev", "eth0");
            assertThat(noticed(monitor)).isTrue();
            node.call(() -> plane.routes().add(new VirtualRule(AddressFamily.IPV6, null, null, 100, 5, 0, 0)));
            assertThat(noticed(monitor)).isFalse();
            node.ip("-6", "rule", "del", "priority", "5");
            assertThat(noticed(monitor)).isTrue();
        }
    }

    /** The kernel tells before a change returns to who made it. */
    private static boolean noticed(LinkMonitor monitor) throws Exception {
        PollSet poll = new PollSet(1);
        poll.put(0, monitor.descriptor());
        poll.await(1_000_000_000L);
        return monitor.clear();
    }
}
