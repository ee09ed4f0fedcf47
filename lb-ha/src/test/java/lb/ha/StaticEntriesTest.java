package lb.ha;

import static lb.ha.vrrp.Packets.ip;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.Prefix;
import lb.ha.settings.StaticSettings;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualAddress.Scope;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRule;
import org.junit.jupiter.api.Test;

/** What a node has whoever is master. */
class StaticEntriesTest {
    private static final VirtualAddress ADDRESS = new VirtualAddress(ip("10.78.0.7"), 24, "eth2", null, Scope.GLOBAL);
    private static final VirtualRoute ROUTE = VirtualRoute.connected(new Prefix(ip("10.9.0.0"), 16), "eth2", null);
    private static final VirtualRule RULE =
            new VirtualRule(AddressFamily.IPV4, new Prefix(ip("10.8.0.0"), 16), null, 100, 16_384, 0, 0);
    private static final String ROUTE_WORDS = "10.9.0.0/16 dev eth2";
    private static final String RULE_WORDS = "from 10.8.0.0/16 table 100 priority 16384";

    private final Wire wire = new Wire();
    private final InMemoryAddresses plane = SimulatedNode.of(wire, 1, it -> it).addresses();
    private final List<String> told = new ArrayList<>();
    private final StaticEntries entries = new StaticEntries(
            new StaticSettings(List.of(ADDRESS), List.of(ROUTE), List.of(RULE)),
            StaticSettings.NONE,
            plane,
            new Warnings("static", told::add, wire));

    @Test
    void theyAreHeldUntilTheyAreReleased() {
        entries.hold();
        entries.hold();
        assertThat(plane.log()).containsExactly("add 10.78.0.7/24 to eth2");
        assertThat(plane.routes().present()).containsExactly(ROUTE_WORDS, RULE_WORDS);
        entries.release();
        assertThat(plane.addresses("eth2")).isEmpty();
        assertThat(plane.routes().present()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void whatSomebodyTookIsPutBackAndTold() {
        entries.hold();
        plane.take(ip("10.78.0.7"));
        plane.routes().take();
        entries.hold();
        assertThat(plane.addresses("eth2")).containsExactly(ip("10.78.0.7"));
        assertThat(plane.routes().present()).containsExactly(ROUTE_WORDS, RULE_WORDS);
        assertThat(told)
                .containsExactly(
                        "static: address 10.78.0.7/24 on eth2 was missing: added again",
                        "static: route " + ROUTE_WORDS + " was missing: added again",
                        "static: rule " + RULE_WORDS + " was missing: added again");
    }

    @Test
    void whatWasThereBeforeIsToldOnceAndStaysAtTheEnd() {
        plane.put("eth2", ip("10.78.0.7"));
        entries.hold();
        entries.hold();
        assertThat(told)
                .containsExactly("static: address 10.78.0.7/24 on eth2 is not added: the like is there already, and is"
                        + " left as it is");
        entries.release();
        assertThat(plane.addresses("eth2")).containsExactly(ip("10.78.0.7"));
    }

    @Test
    void whatTheKernelRefusesIsToldAndTriedAgainAndTheOthersAreHeld() {
        plane.refuseAdd(true);
        entries.hold();
        entries.hold();
        assertThat(told)
                .containsExactly(
                        "static: cannot add 10.78.0.7/24 to eth2: operation not permitted (another try" + " follows)");
        assertThat(plane.routes().present()).containsExactly(ROUTE_WORDS, RULE_WORDS);
        plane.refuseAdd(false);
        entries.hold();
        assertThat(plane.addresses("eth2")).containsExactly(ip("10.78.0.7"));
    }

    @Test
    void whatAnEarlierRunCouldNotRemoveIsOurs() throws Exception {
        StaticSettings settings = new StaticSettings(List.of(ADDRESS), List.of(ROUTE), List.of(RULE));
        plane.addStatic("eth2", ADDRESS);
        plane.routes().add(ROUTE);
        plane.routes().add(RULE);
        StaticEntries next = new StaticEntries(settings, settings, plane, new Warnings("static", told::add, wire));
        next.hold();
        assertThat(plane.log()).containsExactly("add 10.78.0.7/24 to eth2");
        assertThat(told).isEmpty();
        next.release();
        assertThat(plane.addresses("eth2")).isEmpty();
        assertThat(plane.routes().present()).isEmpty();
    }
}
