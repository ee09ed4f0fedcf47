package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import lb.ha.linux.Descriptor;
import lb.ha.linux.NetworkInterfaces;
import lb.ha.linux.PollSet;
import lb.ha.linux.SystemCallException;
import lb.ha.linux.TestNamespace;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.StaticSettings;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualAddress.Scope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two namespaces on one wire: eth0 of the node (10.77.41.1/24) and eth0 of its neighbour (10.77.41.2/24). */
class NetlinkAddressPlaneTest {
    private static final InetAddress OWN = inet("10.77.41.1");
    private static final InetAddress VIRTUAL = inet("10.77.41.100");

    private static final Duration FOR_EVER = Duration.ZERO;

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
        wire = new Neighbours("10.77.41.1/24", "10.77.41.2/24");
        node = wire.node();
        neighbour = wire.neighbour();
        plane = wire.plane();
    }

    @AfterEach
    void takeDown() {
        wire.close();
    }

    @Test
    void anAddressIsAddedAsAHostAddressWithNoRouteOfItsPrefix() {
        in(() -> plane.add("eth0", VIRTUAL, FOR_EVER));

        assertThat(node.ip("address", "show", "dev", "eth0"))
                .contains("inet 10.77.41.100/32 scope global")
                .contains("noprefixroute")
                .contains("valid_lft forever");
        assertThat(node.ip("route", "show")).doesNotContain("10.77.41.100");
        assertThat(node.call(() -> plane.addresses("eth0", AddressFamily.IPV4))).containsExactly(OWN, VIRTUAL);
    }

    @Test
    void anAddressHasItsLabelAndScopeAsIpShowsThem() {
        VirtualAddress web = new VirtualAddress(VIRTUAL, 24, "eth0", "eth0:web", Scope.LINK);
        in(() -> plane.add("eth0", web, Duration.ofMinutes(1)));
        in(() -> plane.add("eth0", web, Duration.ofMinutes(1)));
        assertThat(node.ip("address", "show", "dev", "eth0"))
                .contains("inet 10.77.41.100/32 scope link dynamic noprefixroute eth0:web")
                .containsOnlyOnce("10.77.41.100");
        in(() -> plane.remove("eth0", VIRTUAL));
        assertThat(node.ip("address", "show", "dev", "eth0")).doesNotContain("10.77.41.100");
    }

    @Test
    void theAddressesOfAllInterfacesAreListedTogether() {
        in(() -> plane.add("lo", VIRTUAL, FOR_EVER));
        assertThat(node.call(() -> plane.addresses(AddressFamily.IPV4)))
                .containsExactly(inet("127.0.0.1"), VIRTUAL, OWN);
    }

    @Test
    void addingTwiceAndRemovingTwiceSucceed() {
        in(() -> plane.add("eth0", VIRTUAL, FOR_EVER));
        in(() -> plane.add("eth0", VIRTUAL, FOR_EVER));
        assertThat(node.call(() -> plane.addresses("eth0", AddressFamily.IPV4))).containsExactly(OWN, VIRTUAL);

        in(() -> plane.remove("eth0", VIRTUAL));
        in(() -> plane.remove("eth0", VIRTUAL));
        assertThat(node.call(() -> plane.addresses("eth0", AddressFamily.IPV4))).containsExactly(OWN);
    }

    @Test
    void anAddressThatWasToExpireStays() {
        node.ip("address", "add", "10.77.41.100/32", "dev", "eth0", "valid_lft", "60", "preferred_lft", "60");
        in(() -> plane.add("eth0", VIRTUAL, FOR_EVER));
        assertThat(node.ip("address", "show", "to", "10.77.41.100/32")).contains("valid_lft forever");
    }

    @Test
    void anAddressWithALeaseIsRemovedByTheKernelUnlessItIsAskedForAgain() {
        Duration lease = Duration.ofSeconds(1);
        in(() -> plane.add("eth0", VIRTUAL, lease));
        long begun = System.nanoTime();
        do {
            // So often is no lease over.
            in(() -> plane.add("eth0", VIRTUAL, lease));
            assertThat(node.call(() -> plane.addresses("eth0", AddressFamily.IPV4)))
                    .contains(VIRTUAL);
        } while (System.nanoTime() - begun < 2 * lease.toNanos());
        awaitGone("eth0");
    }

    @Test
    void theDeviceOfTheProcessGoesWithItsAddressesWhenTheProcessLetsGoOfIt() {
        String device = node.call(() -> plane.processDevice());
        in(() -> plane.add(device, VIRTUAL, FOR_EVER));
        assertThat(node.call(() -> plane.processDevice())).isEqualTo(device);
        assertThat(node.ip("address", "show", "dev", device))
                .contains("10.77.41.100/32")
                .contains("UP")
                .doesNotContain("inet6");

        plane.close();
        assertThat(node.ip("address", "show")).doesNotContain("10.77.41.100").doesNotContain(device);
    }

    @Test
    void theDeviceOfTheProcessIsOpenInNoTableButThatOfItsThread() throws IOException {
        node.call(() -> plane.processDevice());
        try (var descriptors = Files.list(Path.of("/proc/thread-self/fd"))) {
            assertThat(descriptors.filter(NetlinkAddressPlaneTest::isTun)).isEmpty();
        }
    }

    private static boolean isTun(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).endsWith("dev/net/tun");
        } catch (IOException e) {
            // Closed meanwhile.
            return false;
        }
    }

    @Test
    void aDeviceThatSomebodyRemovedIsMadeAnew() {
        node.ip("link", "delete", node.call(() -> plane.processDevice()));
        in(() -> plane.add(plane.processDevice(), VIRTUAL, FOR_EVER));
        assertThat(node.ip("address", "show")).contains("10.77.41.100/32");
    }

    @Test
    void neighboursAreAnsweredForAnAddressOnTheDeviceOfTheProcess() throws Exception {
        in(() -> plane.add(plane.processDevice(), VIRTUAL, FOR_EVER));
        String mac = node.ip("-br", "link", "show", "eth0").split("\\s+")[2];
        neighbour.call(() -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.send(new DatagramPacket(new byte[1], 1, VIRTUAL, 9));
            }
            return null;
        });
        long deadline = System.nanoTime() + 5_000_000_000L;
        String known;
        do {
            known = neighbour.ip("neigh", "show", "10.77.41.100");
        } while (!known.contains(mac) && System.nanoTime() < deadline);
        assertThat(known).contains("lladdr " + mac);
        assertThat(node.ip("route", "get", "10.77.41.2")).contains("src 10.77.41.1 ");
    }

    @Test
    void whatAnEarlierRunHasLeftBehindIsRemovedAndNothingElse() {
        in(() -> plane.add("eth0", VIRTUAL, FOR_EVER));
        in(() -> plane.add("lo", inet("10.77.42.100"), FOR_EVER));
        node.ip("address", "add", "10.77.41.101/32", "dev", "eth0", "noprefixroute");
        // What another run holds: on a lease, and on a device of its own.
        in(() -> plane.add("eth0", inet("10.77.41.102"), Duration.ofMinutes(1)));
        in(() -> plane.add(plane.processDevice(), inet("10.77.41.103"), FOR_EVER));
        String marked = node.ip("-details", "address", "show", "to", "10.77.41.100");

        assertThat(node.call(() -> plane.removeLeftovers(StaticSettings.NONE).removed()))
                .as(marked)
                .containsExactly("virtual address 10.77.42.100 on lo", "virtual address 10.77.41.100 on eth0");
        assertThat(node.call(() -> plane.addresses("eth0", AddressFamily.IPV4)))
                .containsExactly(OWN, inet("10.77.41.101"), inet("10.77.41.102"));
        assertThat(node.ip("address", "show")).contains("10.77.41.103/32");
    }

    private void awaitGone(String device) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (node.call(() -> plane.addresses(device, AddressFamily.IPV4)).contains(VIRTUAL)) {
            assertThat(System.nanoTime()).as(node.ip("address", "show")).isLessThan(deadline);
        }
    }

    @Test
    void theInterfacesOwnAddressIsNeverRemovedInPlaceOfAVirtualOne() {
        in(() -> plane.remove("eth0", OWN));
        assertThat(node.call(() -> plane.addresses("eth0", AddressFamily.IPV4))).containsExactly(OWN);
    }

    @Test
    void theVirtualAddressIsNeverChosenAsASource() {
        node.ip("route", "add", "default", "via", "10.77.41.2");
        // Numerically below the interface's own as well as above.
        in(() -> plane.add("eth0", VIRTUAL, FOR_EVER));
        in(() -> plane.add("eth0", inet("10.77.41.0"), FOR_EVER));
        // Routes made while the virtual addresses are there choose their source then.
        node.ip("route", "add", "10.77.88.0/24", "via", "10.77.41.2");

        assertThat(node.ip("route", "get", "10.77.41.2")).contains("src 10.77.41.1 ");
        assertThat(node.ip("route", "get", "10.77.88.9")).contains("src 10.77.41.1 ");
        assertThat(node.ip("route", "get", "10.77.99.9")).contains("src 10.77.41.1 ");
    }

    @Test
    void removingItLeavesTheOwnAddressAndItsRoute() {
        in(() -> plane.add("eth0", VIRTUAL, FOR_EVER));
        in(() -> plane.remove("eth0", VIRTUAL));
        assertThat(node.ip("address", "show", "dev", "eth0"))
                .contains("10.77.41.1/24")
                .doesNotContain("10.77.41.100");
        assertThat(node.ip("route", "show")).contains("10.77.41.0/24 dev eth0");
    }

    @Test
    void anUnknownInterfaceIsAnsweredWithThoseThatExist() {
        String expected = "there is no interface \"eth9\" (there are: lo, eth0)";
        assertThatThrownBy(() -> in(() -> plane.add("eth9", VIRTUAL, FOR_EVER)))
                .isInstanceOf(AddressException.class)
                .hasMessage("cannot add 10.77.41.100 to eth9: " + expected);
        assertThatThrownBy(() -> in(() -> plane.announce("eth9", VIRTUAL))).hasMessageContaining(expected);
        assertThatThrownBy(() -> in(() -> plane.addresses("eth9", AddressFamily.IPV4)))
                .hasMessageContaining(expected);
        assertThat(node.call(() -> plane.state("eth9"))).isNull();
        assertThat(node.call(() -> plane.state(""))).isNull();
        assertThat(node.call(() -> plane.state("a-name-too-long-for-an-interface")))
                .isNull();
        in(() -> plane.remove("eth9", VIRTUAL));
    }

    @Test
    void whatTheKernelRefusesIsToldInItsWords() {
        // Below the least MTU of IPv4, an interface has no IPv4.
        node.ip("link", "set", "lo", "mtu", "60");
        assertThatThrownBy(() -> in(() -> plane.add("lo", VIRTUAL, FOR_EVER)))
                .isInstanceOf(AddressException.class)
                .hasMessage("cannot add 10.77.41.100 to lo: No buffer space available");
    }

    @Test
    void theKernelsOwnExplanationIsPassedOn() {
        List<NetlinkReply> answer = node.call(() -> {
            try (NetlinkSocket netlink = new NetlinkSocket()) {
                NetlinkRequest.addAddress(
                        netlink.request(), NetworkInterfaces.IMPOSSIBLE, VirtualAddress.of(VIRTUAL), 0, false);
                return netlink.ask();
            }
        });
        assertThat(answer).containsExactly(new NetlinkReply.Result(1, 19, "ipv4: Device not found", false));
    }

    @Test
    void announcingSendsOneGratuitousRequestToEverybody() {
        try (Descriptor listener = neighbour.call(NetlinkAddressPlaneTest::arpSocket)) {
            in(() -> plane.announce("eth0", VIRTUAL));
            String mac = node.ip("-br", "link", "show", "eth0").split("\\s+")[2].replace(":", "");
            assertThat(receive(listener))
                    .isEqualTo("ffffffffffff" + mac + "0806" + "0001080006040001" + mac + "0a4d2964" + "ffffffffffff"
                            + "0a4d2964");
        }
    }

    @Test
    void aNeighbourThatKnewAnotherOwnerLearnsTheNewOne() throws Exception {
        neighbour.ip("neigh", "replace", "10.77.41.100", "lladdr", "02:00:00:00:00:99", "dev", "eth0", "nud", "stale");
        String mac = node.ip("-br", "link", "show", "eth0").split("\\s+")[2];

        in(() -> plane.announce("eth0", VIRTUAL));

        long deadline = System.nanoTime() + 5_000_000_000L;
        String known;
        do {
            known = neighbour.ip("neigh", "show", "10.77.41.100");
        } while (!known.contains(mac) && System.nanoTime() < deadline);
        assertThat(known).contains("lladdr " + mac);
    }

    @Test
    void announcingOnLoopbackSendsNothingAndSucceeds() {
        in(() -> plane.announce("lo", VIRTUAL));
    }

    @Test
    void announcingOnAnInterfaceThatIsDownIsRefused() {
        node.ip("link", "set", "eth0", "down");
        assertThatThrownBy(() -> in(() -> plane.announce("eth0", VIRTUAL)))
                .hasMessage("cannot announce 10.77.41.100 on eth0: Network is down");
    }

    @Test
    void anInterfaceIsUpWhenItIsUpAndHasACarrier() {
        assertThat(upWithin5Seconds(true)).isTrue();
        neighbour.ip("link", "set", "eth0", "down");
        assertThat(upWithin5Seconds(false)).isFalse();
        neighbour.ip("link", "set", "eth0", "up");
        assertThat(upWithin5Seconds(true)).isTrue();
        node.ip("link", "set", "eth0", "down");
        assertThat(node.call(() -> plane.state("eth0")).up()).isFalse();
        assertThat(node.call(() -> plane.state("lo")).up()).isTrue();
    }

    @Test
    void anInterfaceThatCameBackIsUsedUnderItsNewNumber() {
        int before = node.call(() -> plane.state("eth0")).index();
        node.ip("link", "delete", "eth0");
        assertThat(node.call(() -> plane.state("eth0"))).isNull();
        node.connect("eth0", neighbour, "eth0");
        assertThat(node.call(() -> plane.state("eth0")).index()).isNotEqualTo(before);
        in(() -> plane.add("eth0", VIRTUAL, FOR_EVER));
        assertThat(node.call(() -> plane.addresses("eth0", AddressFamily.IPV4))).containsExactly(VIRTUAL);
    }

    @Test
    void interfacesAreListedInTheKernelsOrder() {
        node.connect("aaa", neighbour, "zzz");
        assertThat(node.call(plane::interfaces)).containsExactly("lo", "eth0", "aaa");
    }

    @Test
    void thousandsOfAddressesAreListedInOrder() {
        in(() -> {
            for (int i = 0; i < 2000; i++) {
                plane.add("eth0", inet("10.77." + (100 + i / 250) + "." + i % 250), FOR_EVER);
            }
        });
        List<InetAddress> listed = node.call(() -> plane.addresses("eth0", AddressFamily.IPV4));
        assertThat(listed).hasSize(2001).startsWith(OWN).endsWith(inet("10.77.107.249"));
    }

    private boolean upWithin5Seconds(boolean wanted) {
        long deadline = System.nanoTime() + 5_000_000_000L;
        boolean up;
        do {
            up = node.call(() -> plane.state("eth0")).up();
        } while (up != wanted && System.nanoTime() < deadline);
        return up;
    }

    private static Descriptor arpSocket() throws SystemCallException {
        // The protocol in network order.
        return Descriptor.socket(Descriptor.AF_PACKET, Descriptor.SOCK_RAW, 0x0608);
    }

    private static String receive(Descriptor listener) {
        MemorySegment frame = Arena.ofAuto().allocate(2048);
        PollSet poll = new PollSet(1);
        poll.put(0, listener);
        poll.await(5_000_000_000L);
        int length = listener.receive(frame, 0);
        return HexFormat.of().formatHex(frame.asSlice(0, Math.max(0, length)).toArray(ValueLayout.JAVA_BYTE));
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

    private static InetAddress inet(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
