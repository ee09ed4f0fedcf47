package lb.admin.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.Prefix;
import lb.ha.settings.StaticSettings;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualAddress.Scope;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRule;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What moves from node to node, from the file to the settings. */
class MovedLoadingTest {
    @TempDir
    Path folder;

    private Loading loading;

    @BeforeEach
    void inFolder() {
        loading = new Loading(folder);
    }

    private VirtualRouterSettings router(String text) throws IOException {
        return loading.as("ha1", """
                        nodes { ha1 { address = 10.77.0.1 }, ha2 { address = 10.77.0.2, priority = 90 } }
                        virtual-ips { web { interface = eth1, router-id = 51, %s } }
                        """.formatted(text)).virtualRouters().getFirst();
    }

    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }

    @Test
    void anAddressIsWrittenAloneAsAnObjectOrAsKeepalivedsLine() throws IOException {
        var router = router("""
                addresses = [
                  10.77.0.100
                  { address = 10.77.0.101/24, interface = eth2, label = "eth2:web", scope = link }
                  "10.77.0.102/24 dev eth2 label eth2:web scope link"
                ]
                """);
        assertThat(router.addresses()).containsExactly(ip("10.77.0.100"), ip("10.77.0.101"), ip("10.77.0.102"));
        assertThat(router.held())
                .containsExactly(
                        VirtualAddress.of(ip("10.77.0.100")),
                        new VirtualAddress(ip("10.77.0.101"), 24, "eth2", "eth2:web", Scope.LINK),
                        new VirtualAddress(ip("10.77.0.102"), 24, "eth2", "eth2:web", Scope.LINK));
        assertThat(router.excluded()).isEmpty();
    }

    @Test
    void theSourceOfARouteMayStandBeforeItsDestinationAsInKeepalivedsOwnExamples() throws IOException {
        var routes = router("""
                address = 10.77.0.100
                routes = [
                  "src 10.77.0.100 to 10.9.0.0/16 via 10.77.0.9 dev eth1"
                  "src 10.77.0.100 10.8.0.0/16 via 10.77.0.9 dev eth1"
                ]
                """).routes();
        assertThat(routes).extracting(VirtualRoute::source).containsOnly(ip("10.77.0.100"));
        assertThat(routes)
                .extracting(VirtualRoute::to)
                .containsExactly(new Prefix(ip("10.9.0.0"), 16), new Prefix(ip("10.8.0.0"), 16));
    }

    @Test
    void aDefaultRouteThatNamesNoAddressIsOfTheVirtualIpsFamily() throws IOException {
        var routes = router("""
                addresses = [ "fe80::56:69", "fd00::69" ]
                routes = [ "default dev eth1 table 100" ]
                """).routes();
        assertThat(routes.getFirst().to()).isEqualTo(new Prefix(ip("::"), 0));
    }

    @Test
    void routesAreWrittenAsObjectsOrAsKeepalivedsLines() throws IOException {
        var routes = router("""
                address = 10.77.0.100
                routes = [
                  { to = 10.9.0.0/16, via = 10.77.0.254, interface = eth2, source = 10.77.0.1, table = 100, metric = 10 }
                  "10.9.0.0/16 via 10.77.0.254 dev eth2 src 10.77.0.1 table 200 metric 10"
                  { to = default, via = "fd00::1", table = main }
                  "blackhole 10.8.0.0/16 scope site"
                  "fd00:8::/64"
                  10.7.0.1
                ]
                """).routes();
        var main = VirtualRoute.MAIN_TABLE;
        var unicast = VirtualRoute.Type.UNICAST;
        assertThat(routes)
                .containsExactly(
                        new VirtualRoute(
                                new Prefix(ip("10.9.0.0"), 16),
                                unicast,
                                ip("10.77.0.254"),
                                "eth2",
                                ip("10.77.0.1"),
                                100,
                                10,
                                Scope.GLOBAL),
                        new VirtualRoute(
                                new Prefix(ip("10.9.0.0"), 16),
                                unicast,
                                ip("10.77.0.254"),
                                "eth2",
                                ip("10.77.0.1"),
                                200,
                                10,
                                Scope.GLOBAL),
                        new VirtualRoute(
                                new Prefix(ip("::"), 0), unicast, ip("fd00::1"), null, null, main, 0, Scope.GLOBAL),
                        new VirtualRoute(
                                new Prefix(ip("10.8.0.0"), 16),
                                VirtualRoute.Type.BLACKHOLE,
                                null,
                                null,
                                null,
                                main,
                                0,
                                Scope.SITE),
                        new VirtualRoute(
                                new Prefix(ip("fd00:8::"), 64), unicast, null, "eth1", null, main, 0, Scope.LINK),
                        new VirtualRoute(
                                new Prefix(ip("10.7.0.1"), 32), unicast, null, "eth1", null, main, 0, Scope.LINK));
    }

    @Test
    void rulesAreWrittenAsObjectsOrAsKeepalivedsLines() throws IOException {
        var rules = router("""
                address = 10.77.0.100
                rules = [
                  { from = 10.9.0.0/16, to = all, table = 100 }
                  "to fd00:9::/64 lookup 70000 pref 5"
                  { mark = 0x10, table = default, priority = 6 }
                  "from all fwmark 16/0xff table local"
                ]
                """).rules();
        assertThat(rules)
                .containsExactly(
                        new VirtualRule(AddressFamily.IPV4, new Prefix(ip("10.9.0.0"), 16), null, 100, 16_384, 0, 0),
                        new VirtualRule(AddressFamily.IPV6, null, new Prefix(ip("fd00:9::"), 64), 70_000, 5, 0, 0),
                        new VirtualRule(AddressFamily.IPV4, null, null, 253, 6, 0x10, VirtualRule.EVERY_BIT),
                        new VirtualRule(AddressFamily.IPV4, null, null, 255, 16_384, 16, 0xff));
    }

    @Test
    void aNodeHasStaticAddressesRoutesAndRulesOfItsOwn() throws IOException {
        var configuration = loading.as("ha1", """
                nodes {
                  ha1 { address = 10.77.0.1, override { static { addresses = [ "10.78.0.7/24 dev eth2 label eth2:a" ] } } }
                  ha2 { address = 10.77.0.2, override { static { addresses = [ "10.78.0.8/24 dev eth2" ] } } }
                }
                static {
                  routes = [ { to = 10.9.0.0/16, via = 10.78.0.1 }, "10.8.0.0/16 dev eth2" ]
                  rules = [ "from 10.9.0.0/16 table 100" ]
                }
                """);
        assertThat(configuration.fixed())
                .isEqualTo(new StaticSettings(
                        List.of(new VirtualAddress(ip("10.78.0.7"), 24, "eth2", "eth2:a", Scope.GLOBAL)),
                        List.of(
                                new VirtualRoute(
                                        new Prefix(ip("10.9.0.0"), 16),
                                        VirtualRoute.Type.UNICAST,
                                        ip("10.78.0.1"),
                                        null,
                                        null,
                                        VirtualRoute.MAIN_TABLE,
                                        0,
                                        Scope.GLOBAL),
                                VirtualRoute.connected(new Prefix(ip("10.8.0.0"), 16), "eth2", null)),
                        List.of(new VirtualRule(
                                AddressFamily.IPV4, new Prefix(ip("10.9.0.0"), 16), null, 100, 16_384, 0, 0))));
    }

    @Test
    void excludedAddressesAreHeldAfterTheOthersAndOfEitherFamily() throws IOException {
        var router = router("""
                address = "10.77.0.100 label eth1"
                excluded-addresses = [ "fd00:77::100/64", "10.78.0.100 dev eth2" ]
                """);
        assertThat(router.addresses()).containsExactly(ip("10.77.0.100"));
        assertThat(router.excluded()).containsExactly(ip("fd00:77::100"), ip("10.78.0.100"));
        assertThat(router.held())
                .isEqualTo(List.of(
                        new VirtualAddress(ip("10.77.0.100"), 32, null, "eth1", Scope.GLOBAL),
                        new VirtualAddress(ip("fd00:77::100"), 64, null, null, Scope.GLOBAL),
                        new VirtualAddress(ip("10.78.0.100"), 32, "eth2", null, Scope.GLOBAL)));
    }
}
