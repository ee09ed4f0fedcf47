package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import lb.ha.link.Listening;
import lb.ha.link.RawVrrpLink;
import lb.ha.link.VrrpLink;
import lb.ha.linux.TestNamespace;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.StaticSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two namespaces on one wire: eth0 of the node (10.77.61.1/24, fe80::1) and eth0 of its neighbour (10.77.61.2/24). */
class VirtualMacDevicesTest {
    private static final InetAddress VIRTUAL = InetAddress.ofLiteral("10.77.61.100");
    private static final InetAddress VIRTUAL_IPV6 = InetAddress.ofLiteral("fd00:77::100");
    private static final String MAC = "00:00:5e:00:01:33";
    private static final String MAC_IPV6 = "00:00:5e:00:02:33";

    private TestNamespace node;
    private TestNamespace neighbour;
    private NetlinkAddressPlane plane;

    @BeforeAll
    static void namespacesCanBeMade() {
        TestNamespace.assumePossible();
    }

    @BeforeEach
    void build() {
        node = new TestNamespace();
        neighbour = new TestNamespace();
        node.connect("eth0", neighbour, "eth0");
        node.ip("address", "add", "10.77.61.1/24", "dev", "eth0");
        node.ip("address", "add", "fe80::1/64", "dev", "eth0", "nodad");
        node.ip("address", "add", "fd00:77::1/64", "dev", "eth0", "nodad");
        neighbour.ip("address", "add", "10.77.61.2/24", "dev", "eth0");
        neighbour.ip("address", "add", "fd00:77::2/64", "dev", "eth0", "nodad");
        plane = node.call(NetlinkAddressPlane::open);
    }

    @AfterEach
    void takeDown() {
        if (plane != null) {
            node.change(() -> plane.close());
        }
        Stream.of(node, neighbour).filter(Objects::nonNull).forEach(TestNamespace::close);
    }

    private void make() {
        node.change(() -> plane.makeVirtualMacDevice("vrrp.51", "eth0", 51, AddressFamily.IPV4));
    }

    private String ping(String address) {
        return neighbour.call(() -> TestNamespace.run("ping", "-c", "1", "-W", "2", address));
    }

    private String setting(String device, String name) {
        return node.call(() -> Files.readString(Path.of("/proc/sys/net/ipv4/conf", device, name))
                .strip());
    }

    @Test
    void neighboursFindTheAddressAtTheVirtualMacOnly() {
        make();
        make();
        node.change(() -> plane.add("vrrp.51", VIRTUAL, Duration.ofSeconds(2)));
        for (int i = 0; i < 3; i++) {
            ping("10.77.61.100");
            // The node has asked for its neighbour meanwhile, in nobody's name but its own.
            assertThat(neighbour.ip("neighbour", "show", "10.77.61.100")).contains(MAC);
            node.ip("neighbour", "flush", "dev", "eth0");
        }
        ping("10.77.61.1");
        assertThat(neighbour.ip("neighbour", "show", "10.77.61.1")).doesNotContain(MAC);
    }

    @Test
    void anAddressOfIpv6IsAtTheMacOfItsFamily() {
        node.change(() -> plane.makeVirtualMacDevice("vrrp6.51", "eth0", 51, AddressFamily.IPV6));
        node.change(() -> plane.add("vrrp6.51", VIRTUAL_IPV6, Duration.ofSeconds(2)));
        ping("fd00:77::100");
        assertThat(neighbour.ip("neighbour", "show", "fd00:77::100")).contains(MAC_IPV6);
        assertThat(node.ip("-6", "address", "show", "dev", "vrrp6.51")).doesNotContain("fe80");
    }

    @Test
    void whatIsAnnouncedComesFromTheVirtualMac() {
        make();
        node.change(() -> plane.add("vrrp.51", VIRTUAL, Duration.ZERO));
        neighbour.ip("neighbour", "add", "10.77.61.100", "lladdr", "02:00:00:00:00:99", "dev", "eth0", "nud", "stale");
        node.change(() -> plane.announce("vrrp.51", VIRTUAL));
        assertThat(neighbour.ip("neighbour", "show", "10.77.61.100")).contains(MAC);
    }

    @Test
    void itGoesWithThePlaneAndTheInterfaceIsAsItWas() {
        make();
        assertThat(setting("eth0", "arp_ignore")).isEqualTo("1");
        assertThat(setting("eth0", "arp_announce")).isEqualTo("2");
        assertThat(setting("vrrp.51", "rp_filter")).isEqualTo("2");
        assertThat(node.ip("-d", "link", "show", "vrrp.51")).contains(MAC, "macvlan mode vepa", "UP");
        node.change(() -> plane.close());
        assertThat(node.ip("link")).doesNotContain("vrrp");
        assertThat(setting("eth0", "arp_ignore")).isEqualTo("0");
        assertThat(setting("eth0", "arp_announce")).isEqualTo("0");
    }

    @Test
    void whatAKilledRunLeftIsRemovedAndAnothersIsNot() {
        make();
        // A killed one does not close it.
        NetlinkAddressPlane next = node.call(NetlinkAddressPlane::open);
        assertThat(node.call(() -> next.removeLeftovers(StaticSettings.NONE).removed()))
                .containsExactly("device vrrp.51");
        assertThat(node.ip("link")).doesNotContain("vrrp");

        node.change(next::close);

        node.ip("link", "add", "vrrp.51", "link", "eth0", "type", "macvlan", "mode", "private");
        assertThatThrownBy(this::make)
                .isInstanceOf(AddressException.class)
                .hasMessage("cannot make vrrp.51: there is another interface of that name (ip link delete vrrp.51)");
        assertThat(node.call(() -> plane.removeLeftovers(StaticSettings.NONE).removed()))
                .isEmpty();
    }

    @Test
    void thatOfAnotherOneThatMayLiveIsNotTaken() {
        make();
        try (NetlinkAddressPlane other = node.call(NetlinkAddressPlane::open)) {
            assertThatThrownBy(() ->
                            node.change(() -> other.makeVirtualMacDevice("vrrp.51", "eth0", 51, AddressFamily.IPV4)))
                    .isInstanceOf(AddressException.class)
                    .hasMessage(
                            "cannot make vrrp.51: another lb in this network namespace has made it and may still live"
                                    + " (expected: another router-id; or, when nobody needs it, ip link delete vrrp.51)");
        }
        assertThat(node.ip("-d", "link", "show", "vrrp.51")).contains(MAC, "UP");
    }

    @Test
    void oneWhoseProcessWasKilledBeforeItHadAnAliasIsRemovedAndAnothersOfItsGroupIsNot() {
        make();
        node.ip("link", "set", "vrrp.51", "alias", "");
        node.ip("link", "add", "theirs", "link", "eth0", "group", "27746", "type", "macvlan");
        assertThat(node.ip("link", "show", "vrrp.51")).doesNotContain("lb virtual-mac");
        try (NetlinkAddressPlane next = node.call(NetlinkAddressPlane::open)) {
            assertThat(node.call(() -> next.removeLeftovers(StaticSettings.NONE).removed()))
                    .containsExactly("device vrrp.51");
        }
        assertThat(node.ip("link")).contains("theirs");
    }

    @Test
    void whatAKilledRunChangedOfTheInterfaceIsPutBack() {
        node.call(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/conf/eth0/arp_announce"), "1"));
        make();
        node.change(() -> plane.makeVirtualMacDevice("vrrp.52", "eth0", 52, AddressFamily.IPV4));
        for (String device : List.of("vrrp.51", "vrrp.52")) {
            assertThat(node.ip("link", "show", device)).contains("lb virtual-mac eth0 arp_ignore=0 arp_announce=1");
        }
        try (NetlinkAddressPlane next = node.call(NetlinkAddressPlane::open)) {
            assertThat(node.call(() -> next.removeLeftovers(StaticSettings.NONE).removed()))
                    .containsExactlyInAnyOrder("device vrrp.51", "device vrrp.52");
        }
        assertThat(setting("eth0", "arp_ignore")).isEqualTo("0");
        assertThat(setting("eth0", "arp_announce")).isEqualTo("1");
    }

    @Test
    void oneThatIsSetDownIsSetUpAgain() {
        make();
        node.ip("link", "set", "vrrp.51", "down");
        make();
        assertThat(node.ip("link", "show", "vrrp.51")).contains(",UP");
    }

    @Test
    void somebodyElseWithTheVirtualMacIsHeard() throws Exception {
        make();
        try (ClaimListener heard = node.call(() -> plane.listen("eth0", List.of(VIRTUAL)));
                NetlinkAddressPlane theirs = neighbour.call(NetlinkAddressPlane::open)) {
            neighbour.change(() -> theirs.makeVirtualMacDevice("vrrp.51", "eth0", 51, AddressFamily.IPV4));
            neighbour.change(() -> theirs.announce("vrrp.51", VIRTUAL));
            List<ClaimListener.Claim> claims = heard.heard();
            long deadline = System.nanoTime() + 5_000_000_000L;
            while (claims.isEmpty() && System.nanoTime() < deadline) {
                Thread.onSpinWait();
                claims = heard.heard();
            }
            assertThat(claims).contains(new ClaimListener.Claim(VIRTUAL, MAC));
        }
    }

    @Test
    void withoutItsInterfaceThereIsNone() {
        assertThatThrownBy(
                        () -> node.change(() -> plane.makeVirtualMacDevice("vrrp.51", "eth9", 51, AddressFamily.IPV4)))
                .isInstanceOf(AddressException.class)
                .hasMessage("cannot make vrrp.51 on eth9: there is no interface \"eth9\" (there are: lo, eth0)");
    }

    /** Both nodes have devices of the same MAC address, as in life. */
    @ParameterizedTest
    @CsvSource({"vrrp.51, IPV4, 10.77.61.1, 224.0.0.18, 40", "vrrp6.51, IPV6, fe80::1, ff02::12, 60"})
    void anAdvertGoesFromTheOneNodesDeviceToTheOthersInterface(
            String device, AddressFamily family, String source, String group, int length) throws Exception {
        node.change(() -> plane.makeVirtualMacDevice(device, "eth0", 51, family));
        var sent = List.of(new Listening(device, family, false, false, true));
        var heard = List.of(new Listening("eth0", family, true));
        try (NetlinkAddressPlane theirs = neighbour.call(NetlinkAddressPlane::open)) {
            neighbour.change(() -> theirs.makeVirtualMacDevice(device, "eth0", 51, family));
            try (RawVrrpLink here = node.call(() -> RawVrrpLink.open(sent));
                    RawVrrpLink there = neighbour.call(() -> RawVrrpLink.open(heard))) {
                VrrpLink.Received received = null;
                long deadline = System.nanoTime() + 5_000_000_000L;
                while (received == null && System.nanoTime() < deadline) {
                    node.change(() -> here.send(
                            device,
                            InetAddress.ofLiteral(source),
                            InetAddress.ofLiteral(group),
                            ByteBuffer.wrap(new byte[20])));
                    received = neighbour.call(() -> there.receive(50_000_000));
                }
                assertThat(received).isNotNull();
                assertThat(received.packet().remaining()).isEqualTo(length);
            }
        }
    }
}
