package lb.ha;

import static lb.ha.vrrp.Packets.ip;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lb.ha.NodeHealth.Verdict;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.Prefix;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualAddress.Scope;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRule;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.Test;

/** The routes and rules that a master has. */
class MovedRoutesTest {
    private static final VirtualRoute ROUTE = new VirtualRoute(
            new Prefix(ip("10.9.0.0"), 16),
            VirtualRoute.Type.UNICAST,
            ip("10.77.0.254"),
            "eth1",
            null,
            100,
            10,
            Scope.GLOBAL);
    private static final VirtualRule RULE =
            new VirtualRule(AddressFamily.IPV4, new Prefix(ip("10.8.0.0"), 16), null, 100, 16_384, 0, 0);
    private static final String ROUTE_WORDS = "10.9.0.0/16 via 10.77.0.254 dev eth1 table 100 metric 10";
    private static final String RULE_WORDS = "from 10.8.0.0/16 table 100 priority 16384";

    private final Wire wire = new Wire();

    private void run(long millis) {
        wire.run(Duration.ofMillis(millis));
    }

    private SimulatedNode node(UnaryOperator<RouterSettings> change) {
        return SimulatedNode.of(wire, 1, change);
    }

    private SimulatedNode master() {
        SimulatedNode node = node(it -> it.routes(ROUTE).rules(RULE));
        run(1);
        assertThat(node.addresses().routes().present()).isEmpty();
        run(1_000);
        assertThat(node.state()).isEqualTo(VrrpState.MASTER);
        return node;
    }

    @Test
    void aMasterHasThemAndNobodyElse() {
        SimulatedNode node = master();
        assertThat(node.addresses().routes().present()).containsExactly(ROUTE_WORDS, RULE_WORDS);
        node.stop();
        assertThat(node.addresses().routes().present()).isEmpty();
        assertThat(node.warnings()).isEmpty();
    }

    @Test
    void whatSomebodyTookFromTheMasterIsPutBackAndTold() {
        SimulatedNode node = master();
        node.addresses().routes().take();
        run(101);
        assertThat(node.addresses().routes().present()).containsExactly(ROUTE_WORDS, RULE_WORDS);
        assertThat(node.warnings())
                .containsExactly(
                        "virtual router web: route " + ROUTE_WORDS
                                + " was missing though this node is master: added again",
                        "virtual router web: rule " + RULE_WORDS
                                + " was missing though this node is master: added again");
    }

    @Test
    void whatTheKernelRefusesIsToldAndTriedAgainAndTheAddressesStay() {
        SimulatedNode node = node(it -> it.routes(ROUTE).rules(RULE));
        node.addresses().routes().refuse(true);
        run(1_000);
        assertThat(node.state()).isEqualTo(VrrpState.MASTER);
        assertThat(node.warnings())
                .containsExactly(
                        "virtual router web: cannot add " + ROUTE_WORDS + ": network is unreachable"
                                + " (another try follows)",
                        "virtual router web: cannot add " + RULE_WORDS + ": network is unreachable"
                                + " (another try follows)");
        node.addresses().routes().refuse(false);
        run(101);
        assertThat(node.addresses().routes().present()).containsExactly(ROUTE_WORDS, RULE_WORDS);
        assertThat(node.warnings()).hasSize(2);
    }

    @Test
    void whatCannotBeRemovedIsTriedAgainUntilItIsGone() {
        SimulatedNode node = master();
        node.addresses().routes().refuse(true);
        node.interfaceUp(false);
        run(1_000);
        assertThat(node.state()).isEqualTo(VrrpState.INITIALIZE);
        assertThat(node.addresses().routes().present()).hasSize(2);
        node.addresses().routes().refuse(false);
        run(101);
        assertThat(node.addresses().routes().present()).isEmpty();
    }

    @Test
    void anotherRouteInItsPlaceIsToldAndLeftAlone() {
        SimulatedNode node = node(it -> it.routes(ROUTE));
        node.addresses().routes().replace(ROUTE);
        run(1_000);
        assertThat(node.warnings())
                .containsExactly("virtual router web: route " + ROUTE_WORDS
                        + " cannot be added: another one, not of lb, is in its place");
        node.stop();
        assertThat(node.addresses().routes().present()).isEmpty();
    }

    @Test
    void theRouteOfANetworkMovesWithAnAddressWhereTheNodeHasNoneInIt() {
        SimulatedNode node = node(it -> it.held(
                new VirtualAddress(RouterSettings.VIRTUAL, 24, null, null, Scope.GLOBAL),
                new VirtualAddress(ip("10.99.0.100"), 24, null, null, Scope.GLOBAL),
                new VirtualAddress(ip("10.99.0.101"), 24, null, null, Scope.GLOBAL),
                new VirtualAddress(ip("10.98.0.100"), 24, "eth2", null, Scope.GLOBAL),
                new VirtualAddress(InetAddress.ofLiteral("fd00:99::100"), 64, null, null, Scope.GLOBAL)));
        run(1_000);
        assertThat(node.addresses().routes().present())
                .containsExactly(
                        "10.99.0.0/24 dev eth1 src 10.77.0.1",
                        "10.98.0.0/24 dev eth2",
                        "fd00:99::/64 dev eth1 metric 256");
        node.stop();
        assertThat(node.addresses().routes().present()).isEmpty();
    }

    @Test
    void theRouteOfANetworkThatTwoVirtualRoutersAreInGoesWithTheLastOfThem() {
        List<VirtualRouterSettings> both = Stream.of("100", "101")
                .map(host -> RouterSettings.DEFAULT
                        .named("web" + host, Integer.parseInt(host))
                        .addresses("10.99.0." + host)
                        .held(new VirtualAddress(ip("10.99.0." + host), 24, null, null, Scope.GLOBAL))
                        .build())
                .toList();
        SimulatedNode node = new SimulatedNode(wire, ip("10.77.0.1"), both.toArray(VirtualRouterSettings[]::new));
        run(1_000);
        String route = "10.99.0.0/24 dev eth1 src 10.77.0.1";
        assertThat(node.addresses().routes().present()).containsExactly(route);
        for (String first : List.of("web100", "web101")) {
            node.serve(first, new Verdict(false, "no server is up"));
            run(1);
            assertThat(node.addresses().routes().present())
                    .as(first + " has gone")
                    .containsExactly(route);
            node.serve(first, Verdict.USABLE);
            run(1_000);
        }
        assertThat(node.warnings()).isEmpty();
        node.stop();
        assertThat(node.addresses().routes().present()).isEmpty();
    }

    @Test
    void tablesAreReadOnceASecondAtMostAndOnlyAfterANoticeOfRoutes() {
        SimulatedNode node = master();
        assertThat(node.addresses().routes().lists()).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            node.wake();
            run(50);
        }
        assertThat(node.addresses().routes().lists()).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            node.tellOfRoutes();
            run(50);
        }
        assertThat(node.addresses().routes().lists()).isBetween(5, 7);
    }

    @Test
    void oneThatAnotherHandReplacedIsTold() {
        SimulatedNode node = master();
        run(2_000);
        node.addresses().routes().replace(ROUTE);
        node.tellOfRoutes();
        run(101);
        assertThat(node.warnings())
                .containsExactly("virtual router web: route " + ROUTE_WORDS
                        + " cannot be added: another one, not of lb, is in its place");
    }
}
