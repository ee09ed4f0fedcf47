package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import lb.ha.linux.Descriptor;
import lb.ha.linux.PollSet;
import lb.ha.linux.TestNamespace;
import lb.ha.settings.AddressFamily;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two namespaces on one wire: eth0 of the node (fd00:77:41::1/64) and eth0 of its neighbour (fd00:77:41::2/64). */
class NetlinkAddressPlaneIpv6Test {
    private static final InetAddress OWN = InetAddress.ofLiteral("fd00:77:41::1");
    private static final InetAddress VIRTUAL = InetAddress.ofLiteral("fd00:77:41::100");
    private static final InetAddress LINK_LOCAL = InetAddress.ofLiteral("fe80::77");

    private Neighbours wire;
    private TestNamespace node;
    private TestNamespace neighbour;
    private NetlinkAddressPlane plane;

    @BeforeAll
    static void namespacesCanBeMade() {
        TestNamespace.assumePossible();
    }

    @BeforeEach
    void build() {
        wire = new Neighbours("fd00:77:41::1/64", "fd00:77:41::2/64");
        node = wire.node();
        neighbour = wire.neighbour();
        plane = wire.plane();
    }

    @AfterEach
    void takeDown() {
        wire.close();
    }

    @Test
    void anAddressWithALeaseIsRemovedByTheKernelUnlessItIsAskedForAgain() {
        Duration lease = Duration.ofSeconds(1);
        long begun = System.nanoTime();
        do {
            // So often is no lease over.
            in(() -> plane.add("eth0", VIRTUAL, lease));
            assertThat(node.call(() -> plane.addresses("eth0", AddressFamily.IPV6)))
                    .contains(VIRTUAL);
        } while (System.nanoTime() - begun < 2 * lease.toNanos());
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (node.call(() -> plane.addresses("eth0", AddressFamily.IPV6)).contains(VIRTUAL)) {
            assertThat(System.nanoTime()).as(node.ip("address", "show")).isLessThan(deadline);
        }
    }

    @Test
    void anAddressIsAddedAsADeprecatedHostAddressThatIsUsableAtOnce() {
        in(() -> plane.add("eth0", VIRTUAL, Duration.ZERO));

        assertThat(node.ip("address", "show", "dev", "eth0"))
                .containsPattern("inet6 fd00:77:41::100/128 scope global (nodad )?deprecated (nodad )?noprefixroute")
                .containsPattern("valid_lft forever preferred_lft 0sec")
                .doesNotContain("fd00:77:41::100/128 scope global tentative");
        assertThat(node.ip("-6", "route", "show")).doesNotContain("fd00:77:41::100");
        assertThat(node.call(() -> plane.addresses("eth0", AddressFamily.IPV6))).contains(OWN, VIRTUAL);
        assertThat(node.call(() -> plane.addresses("eth0", AddressFamily.IPV4))).isEmpty();
    }

    @Test
    void itIsNeverChosenAsASource() {
        in(() -> plane.add("eth0", VIRTUAL, Duration.ZERO));
        in(() -> plane.add("eth0", InetAddress.ofLiteral("fd00:77:41::"), Duration.ZERO));
        assertThat(node.ip("-6", "route", "get", "fd00:77:41::2")).contains("src fd00:77:41::1 ");
        assertThat(node.ip("-6", "route", "get", "fd00:77:41::ff")).contains("src fd00:77:41::1 ");
    }

    @Test
    void addingTwiceAndRemovingTwiceSucceed() {
        for (InetAddress address : new InetAddress[] {VIRTUAL, LINK_LOCAL}) {
            in(() -> plane.add("eth0", address, Duration.ZERO));
            in(() -> plane.add("eth0", address, Duration.ZERO));
            assertThat(node.call(() -> plane.addresses("eth0", AddressFamily.IPV6)))
                    .contains(address);
            in(() -> plane.remove("eth0", address));
            in(() -> plane.remove("eth0", address));
            assertThat(node.call(() -> plane.addresses("eth0", AddressFamily.IPV6)))
                    .contains(OWN)
                    .doesNotContain(address);
        }
    }

    @Test
    void theInterfacesOwnAddressIsNeitherDeprecatedNorRemoved() {
        in(() -> plane.add("eth0", OWN, Duration.ZERO));
        in(() -> plane.remove("eth0", OWN));
        assertThat(node.ip("address", "show", "dev", "eth0"))
                .containsPattern("inet6 fd00:77:41::1/64 scope global nodad");
    }

    @Test
    void anAddressThatIsNotKnownToBeUniqueYetIsNotThere() {
        node.ip("address", "add", "fd00:77:41::9/64", "dev", "eth0");
        assertThat(node.ip("address", "show", "dev", "eth0")).contains("fd00:77:41::9/64 scope global tentative");
        assertThat(node.call(() -> plane.addresses("eth0", AddressFamily.IPV6)))
                .doesNotContain(InetAddress.ofLiteral("fd00:77:41::9"));
    }

    @Test
    void whereIpv6IsOffTheKernelSaysSo() throws Exception {
        node.call(() -> {
            Files.writeString(Path.of("/proc/sys/net/ipv6/conf/eth0/disable_ipv6"), "1");
            return null;
        });
        assertThatThrownBy(() -> in(() -> plane.add("eth0", VIRTUAL, Duration.ZERO)))
                .isInstanceOf(AddressException.class)
                .hasMessageStartingWith("cannot add fd00:77:41::100 to eth0: ")
                .hasMessageContaining("IPv6 is disabled on this device");
    }

    @Test
    void allNodesAreToldWhereTheAddressIs() {
        in(() -> plane.add("eth0", VIRTUAL, Duration.ZERO));
        // The protocol in network order.
        Descriptor listener =
                neighbour.call(() -> Descriptor.socket(Descriptor.AF_PACKET, Descriptor.SOCK_RAW, 0xdd86));
        try (listener) {
            in(() -> plane.announce("eth0", VIRTUAL));
            String mac = node.ip("-br", "link", "show", "eth0").split("\\s+")[2].replace(":", "");
            String target = HexFormat.of().formatHex(VIRTUAL.getAddress());
            assertThat(advertisement(listener, target))
                    .startsWith("333300000001" + mac + "86dd")
                    .contains("203aff" + target + "ff020000000000000000000000000001" + "8800")
                    .endsWith("20000000" + target + "0201" + mac);
        }
    }

    @Test
    void aNeighbourLearnsWhoHasTheAddressNow() {
        in(() -> plane.add("eth0", VIRTUAL, Duration.ZERO));
        neighbour.ip(
                "neigh", "replace", "fd00:77:41::100", "lladdr", "02:00:00:00:00:99", "dev", "eth0", "nud", "stale");
        in(() -> plane.announce("eth0", VIRTUAL));
        String mac = node.ip("-br", "link", "show", "eth0").split("\\s+")[2];
        long deadline = System.nanoTime() + 5_000_000_000L;
        String entry;
        do {
            entry = neighbour.ip("neigh", "show", "fd00:77:41::100");
        } while (!entry.contains(mac) && System.nanoTime() < deadline);
        assertThat(entry).contains("lladdr " + mac);
    }

    /** The first frame with a neighbour advertisement of a target; others come, too. */
    private static String advertisement(Descriptor listener, String target) {
        MemorySegment frame = Arena.ofAuto().allocate(2048);
        PollSet poll = new PollSet(1);
        poll.put(0, listener);
        long deadline = System.nanoTime() + 5_000_000_000L;
        while (System.nanoTime() < deadline) {
            poll.await(deadline - System.nanoTime());
            int length = listener.receive(frame, 0);
            String hex = HexFormat.of()
                    .formatHex(frame.asSlice(0, Math.max(0, length)).toArray(ValueLayout.JAVA_BYTE));
            if (hex.contains("8800") && hex.contains(target + "0201")) {
                return hex;
            }
        }
        return "nothing within 5 s";
    }

    private void in(Change change) {
        node.call((Callable<Void>) () -> {
            change.make();
            return null;
        });
    }

    private interface Change {
        void make() throws Exception;
    }
}
