package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.Prefix;
import lb.ha.settings.VirtualAddress.Scope;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRule;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes and rules in netlink's bytes, as a little-endian machine has them. */
class RouteMessageTest {
    private static final VirtualRoute ROUTE = new VirtualRoute(
            new Prefix(inet("10.9.0.0"), 16),
            VirtualRoute.Type.UNICAST,
            inet("10.77.5.1"),
            "eth1",
            inet("10.77.5.9"),
            1000,
            10,
            Scope.GLOBAL);
    private static final VirtualRule RULE =
            new VirtualRule(AddressFamily.IPV4, new Prefix(inet("10.9.0.0"), 16), null, 100, 16_384, 0x10, 0xff);

    private final ByteBuffer into = ByteBuffer.allocate(256);

    @BeforeAll
    static void littleEndian() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "bytes are written little-endian");
    }

    @Test
    void aRouteIsAddedUnlessThereIsOneWithOurMark() {
        RouteMessage.of(ROUTE, 3).add(into);
        assertThat(hex())
                .isEqualTo("4c000000" + "1800" + "0506" + "00000000" + "00000000"
                        + "02" + "10" + "00" + "00" + "00" + "70" + "00" + "01" + "00000000"
                        + "0800" + "0100" + "0a090000"
                        + "0800" + "0f00" + "e8030000"
                        + "0800" + "0500" + "0a4d0501"
                        + "0800" + "0400" + "03000000"
                        + "0800" + "0700" + "0a4d0509"
                        + "0800" + "0600" + "0a000000");
    }

    @Test
    void aRuleIsAddedUnlessThereIsOneWithOurMark() {
        RuleMessage.of(RULE).add(into);
        assertThat(hex())
                .isEqualTo("4c000000" + "2000" + "0506" + "00000000" + "00000000"
                        + "02" + "00" + "10" + "00" + "64" + "0000" + "01" + "00000000"
                        + "0800" + "0200" + "0a090000"
                        + "0800" + "0600" + "00400000"
                        + "0800" + "0f00" + "64000000"
                        + "0800" + "0a00" + "10000000"
                        + "0800" + "1000" + "ff000000"
                        + "0500" + "1500" + "70000000");
    }

    @Test
    void whatIsWrittenIsRead() {
        List<VirtualRoute> routes = List.of(
                ROUTE,
                VirtualRoute.connected(new Prefix(inet("fd00:9::"), 64), "eth1", null),
                new VirtualRoute(
                        new Prefix(inet("0.0.0.0"), 0),
                        VirtualRoute.Type.BLACKHOLE,
                        null,
                        null,
                        null,
                        4_294_967_295L,
                        0,
                        Scope.GLOBAL));
        for (VirtualRoute route : routes) {
            RouteMessage written = RouteMessage.of(route, route.interfaceName() == null ? 0 : 3);
            written.add(into);
            assertThat(RouteMessage.parse(payload())).isEqualTo(written);
            assertThat(written.isMetBy(written)).isTrue();
        }
        List<VirtualRule> rules = List.of(
                RULE, new VirtualRule(AddressFamily.IPV6, null, new Prefix(inet("fd00::1"), 128), 300, 1, 0, 0));
        for (VirtualRule rule : rules) {
            RuleMessage.of(rule).add(into);
            assertThat(RuleMessage.parse(payload())).isEqualTo(RuleMessage.of(rule));
        }
    }

    @Test
    void whatTheKernelChoseByItselfIsNoDifference() {
        RouteMessage wanted = RouteMessage.of(
                new VirtualRoute(
                        new Prefix(inet("fd00:9::"), 64),
                        VirtualRoute.Type.UNICAST,
                        null,
                        "eth1",
                        null,
                        VirtualRoute.MAIN_TABLE,
                        0,
                        Scope.LINK),
                0);
        RouteMessage kernels = new RouteMessage(
                wanted.destination(), 254, NetlinkRequest.PROTOCOL, 0, 1, null, 7, inet("fd00:9::1"), 1024);
        assertThat(wanted.isMetBy(kernels)).isTrue();
        assertThat(kernels.isMetBy(wanted)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "02100000fe0000",
                // 33 bits of IPv4, a destination of 16 bits that is not given, one of IPv6 in a route of IPv4, no
                // family.
                "02210000fe70000100000000080001000a090000",
                "02100000fe70000100000000",
                "02100000fe7000010000000014000100fd000000000000000000000000000000",
                "00100000fe70000100000000080001000a090000"
            })
    void whatCannotBeARouteOrARuleIsNone(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(RouteMessage.parse(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)))
                .isNull();
        if (bytes.length > 7) {
            assertThat(RuleMessage.parse(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)))
                    .isNull();
        }
    }

    /** What the kernel would send back: the same without the message's header. */
    private ByteBuffer payload() {
        return into.slice(NetlinkRequest.HEADER, into.limit() - NetlinkRequest.HEADER)
                .order(ByteOrder.nativeOrder());
    }

    private String hex() {
        return HexFormat.of().formatHex(into.array(), into.position(), into.limit());
    }

    private static InetAddress inet(String text) {
        return InetAddress.ofLiteral(text);
    }
}
