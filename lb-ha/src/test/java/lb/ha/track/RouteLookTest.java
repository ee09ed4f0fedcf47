package lb.ha.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import lb.ha.linux.TestNamespace;
import lb.ha.settings.Prefix;
import lb.ha.settings.VirtualRoute;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteLookTest {
    private static final List<String> IPV4 = List.of(
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
            "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
            "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0",
            "*\t0000090A\t00000000\t0201\t0\t0\t0\t0000FFFF\t0\t0\t0");
    private static final List<String> IPV6 = List.of(
            "20010db8000000000000000000000000 20 00000000000000000000000000000000 00 00000000000000000000000000000000"
                    + " 00000100 00000001 00000000 00000001     eth0",
            "00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000"
                    + " ffffffff 00000001 00000000 00200200       lo");

    private static RouteLook to(String network, int prefix) {
        return new RouteLook(InetAddress.ofLiteral(network), prefix);
    }

    @Test
    void aRouteToJustThatNetworkIsFound() {
        assertThat(to("0.0.0.0", 0).isThere(IPV4.stream())).isTrue();
        assertThat(to("192.0.2.0", 24).isThere(IPV4.stream())).isTrue();
        assertThat(to("2001:db8::", 32).isThere(IPV6.stream())).isTrue();
    }

    @Test
    void oneToALargerOrSmallerNetworkIsNone() {
        assertThat(to("192.0.2.0", 25).isThere(IPV4.stream())).isFalse();
        assertThat(to("192.0.0.0", 16).isThere(IPV4.stream())).isFalse();
        assertThat(to("2001:db8::", 33).isThere(IPV6.stream())).isFalse();
    }

    @Test
    void oneThatRefusesIsNone() {
        assertThat(to("10.9.0.0", 16).isThere(IPV4.stream())).isFalse();
        assertThat(to("::", 0).isThere(IPV6.stream())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "eth0", "eth0 x 0 1 0 0 0 0", "eth0 00000000 0 zz 0 0 0 00000000", "e 0 0 1 0 0 0 0 0 0"})
    void whatTheKernelWouldNotPrintIsNoRoute(String line) {
        assertThat(to("0.0.0.0", 0).isThere(Stream.of(line))).isFalse();
        assertThat(to("::", 0).isThere(Stream.of(line))).isFalse();
    }

    private static int inTable(TestNamespace namespace, String network, int prefix, long table) {
        return namespace.<Integer>call(() -> {
            try (TableLook look = new TableLook(new Prefix(InetAddress.ofLiteral(network), prefix), table)) {
                return look.see();
            }
        });
    }

    @Test
    void theKernelsOwnRoutesAreSeen() throws Exception {
        TestNamespace.assumePossible();
        try (TestNamespace namespace = new TestNamespace();
                TestNamespace other = new TestNamespace()) {
            namespace.connect("eth7", other, "eth7");
            namespace.ip("address", "add", "10.77.3.1/24", "dev", "eth7");
            namespace.ip("route", "add", "10.88.0.0/16", "via", "10.77.3.2");
            namespace.ip("-6", "route", "add", "fd77::/48", "dev", "eth7");
            assertThat(namespace.<Integer>call(to("10.77.3.0", 24)::see)).isZero();
            assertThat(namespace.<Integer>call(to("10.88.0.0", 16)::see)).isZero();
            assertThat(namespace.<Integer>call(to("fd77::", 48)::see)).isZero();
            namespace.ip("route", "add", "10.99.0.0/16", "via", "10.77.3.2", "table", "7000");
            namespace.ip("-6", "route", "add", "fd99::/48", "dev", "eth7", "table", "7000");
            namespace.ip("route", "add", "blackhole", "10.98.0.0/16", "table", "7000");
            assertThat(inTable(namespace, "10.99.0.0", 16, 7000)).isZero();
            assertThat(inTable(namespace, "fd99::", 48, 7000)).isZero();
            assertThat(inTable(namespace, "10.88.0.0", 16, VirtualRoute.MAIN_TABLE))
                    .isZero();
            assertThat(inTable(namespace, "10.98.0.0", 16, 7000)).as("refuses").isOne();
            assertThat(inTable(namespace, "10.99.0.0", 16, VirtualRoute.MAIN_TABLE))
                    .isOne();
            assertThat(inTable(namespace, "10.99.0.0", 16, 7001))
                    .as("no such table")
                    .isOne();
            assertThat(namespace.<Integer>call(to("10.99.0.0", 16)::see)).isOne();
            namespace.ip("link", "set", "eth7", "down");
            assertThat(inTable(namespace, "10.99.0.0", 16, 7000)).isOne();
            assertThat(namespace.<Integer>call(to("10.88.0.0", 16)::see)).isOne();
            assertThat(namespace.<Integer>call(to("fd77::", 48)::see)).isOne();
        }
    }
}
