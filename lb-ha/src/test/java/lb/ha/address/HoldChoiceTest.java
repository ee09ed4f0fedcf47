package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import lb.ha.RouterSettings;
import lb.ha.linux.TestNamespace;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualAddress.Scope;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Hold;
import org.junit.jupiter.api.Test;

class HoldChoiceTest {
    private static final VirtualRouterSettings SETTINGS =
            RouterSettings.DEFAULT.lease(Duration.ofSeconds(3)).build();

    @Test
    void whatWasAskedForIsNotChanged() {
        assertThat(HoldChoice.of(Hold.PROCESS, "an obstacle").hold()).isEqualTo(Hold.PROCESS);
        assertThat(HoldChoice.of(Hold.INTERFACE, "").hold()).isEqualTo(Hold.INTERFACE);
    }

    @Test
    void otherwiseTheProcessHoldsThemUnlessSomethingStandsInTheWay() {
        HoldChoice free = HoldChoice.of(Hold.AUTO, "");
        assertThat(free.hold()).isEqualTo(Hold.PROCESS);
        assertThat(free.words(SETTINGS)).isEqualTo("held by this process, lease 3s");

        HoldChoice blocked = HoldChoice.of(Hold.AUTO, "an obstacle");
        assertThat(blocked.hold()).isEqualTo(Hold.INTERFACE);
        assertThat(blocked.words(SETTINGS)).isEqualTo("held by eth1 (an obstacle), lease 3s");
    }

    @Test
    void thoseThatAreElsewhereAreNamed() {
        VirtualRouterSettings several = RouterSettings.DEFAULT
                .held(
                        new VirtualAddress(ip("10.77.5.100"), 24, "eth2", null, Scope.GLOBAL),
                        new VirtualAddress(ip("10.77.0.101"), 32, null, "eth1:x", Scope.GLOBAL))
                .build();
        assertThat(HoldChoice.of(Hold.AUTO, "").words(several))
                .isEqualTo(
                        "held by this process and, for 10.77.5.100, by eth2 and, for 10.77.0.101, by eth1, lease 2s");
        assertThat(HoldChoice.of(Hold.AUTO, "an obstacle").words(several))
                .isEqualTo("held by eth1 (an obstacle) and, for 10.77.5.100, by eth2, lease 2s");
        VirtualRouterSettings bothFamilies = RouterSettings.DEFAULT
                .virtualMac()
                .held(VirtualAddress.of(ip("fd00:77::100")))
                .build();
        assertThat(HoldChoice.of(Hold.AUTO, "an obstacle").words(bothFamilies))
                .contains("by vrrp.51 (an obstacle) and, for fd00:77::100, by eth1,");
        VirtualRouterSettings tied = RouterSettings.DEFAULT
                .held(new VirtualAddress(RouterSettings.VIRTUAL, 24, "eth2", null, Scope.GLOBAL))
                .build();
        assertThat(HoldChoice.here(tied, List.of(tied)).hold()).isEqualTo(Hold.INTERFACE);
        assertThat(HoldChoice.here(tied, List.of(tied)).obstacle())
                .isEqualTo("each address has an interface or a label of its own");
    }

    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }

    @Test
    void theMachineIsLookedAt() {
        TestNamespace.assumePossible();
        try (TestNamespace node = new TestNamespace();
                TestNamespace neighbour = new TestNamespace()) {
            node.connect("eth1", neighbour, "eth1");
            assertThat(obstacle(node)).isEqualTo("10.77.0.100 is in no network that eth1 has an address in");
            VirtualRouterSettings withNetwork = RouterSettings.DEFAULT
                    .held(new VirtualAddress(RouterSettings.VIRTUAL, 24, null, null, Scope.GLOBAL))
                    .build();
            assertThat(node.call(() ->
                            HoldChoice.here(withNetwork, List.of(withNetwork)).obstacle()))
                    .isEmpty();
            node.ip("address", "add", "10.77.0.1/24", "dev", "eth1");
            assertThat(obstacle(node)).isEmpty();
            node.call(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/conf/eth1/arp_ignore"), "1"));
            assertThat(obstacle(node))
                    .isEqualTo("arp_ignore is 1 on eth1, so that it answers ARP only for addresses of its own");
        }
    }

    private static String obstacle(TestNamespace node) {
        return node.call(() -> HoldChoice.here(SETTINGS, List.of(SETTINGS)).obstacle());
    }
}
