package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import lb.ha.address.ClaimListener.Claim;
import lb.ha.linux.TestNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two namespaces on one wire, in which the other one says to have addresses. */
class PacketClaimListenerTest {
    private static final InetAddress VIRTUAL = InetAddress.ofLiteral("10.77.41.100");
    private static final InetAddress LAST = InetAddress.ofLiteral("10.77.43.44");
    private static final InetAddress IPV6 = InetAddress.ofLiteral("fd00:77:41::100");

    private Neighbours wire;
    private TestNamespace node;
    private TestNamespace neighbour;
    private NetlinkAddressPlane plane;
    private NetlinkAddressPlane other;
    private String mac;

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
        other = neighbour.call(NetlinkAddressPlane::open);
        mac = neighbour.ip("-br", "link", "show", "eth0").split("\\s+")[2];
    }

    @AfterEach
    void takeDown() {
        other.close();
        wire.close();
    }

    private ClaimListener listen(List<InetAddress> addresses) {
        return node.call(() -> plane.listen("eth0", addresses));
    }

    private void announce(NetlinkAddressPlane from, TestNamespace where, InetAddress... addresses) {
        where.call(() -> {
            for (InetAddress address : addresses) {
                from.announce("eth0", address);
            }
            return null;
        });
    }

    /** What is heard until there is as much as that, or five seconds are over. */
    private List<Claim> heard(ClaimListener listener, int wanted) {
        List<Claim> heard = new ArrayList<>();
        long deadline = System.nanoTime() + 5_000_000_000L;
        while (heard.size() < wanted && System.nanoTime() < deadline) {
            heard.addAll(node.call(listener::heard));
        }
        return heard;
    }

    @Test
    void onlyWhatOthersSayOfTheAddressesIsHeard() {
        List<InetAddress> addresses = new ArrayList<>(List.of(VIRTUAL, IPV6));
        // More than a conditional jump of the filter reaches.
        IntStream.range(0, 300).forEach(i -> addresses.add(InetAddress.ofLiteral("10.77.42." + i % 250)));
        addresses.add(LAST);
        try (ClaimListener listener = listen(addresses)) {
            announce(plane, node, VIRTUAL, IPV6);
            announce(other, neighbour, InetAddress.ofLiteral("10.77.41.99"), VIRTUAL, VIRTUAL, LAST);
            announce(other, neighbour, InetAddress.ofLiteral("fd00:77:41::99"), IPV6);
            assertThat(heard(listener, 3))
                    .containsOnlyOnce(new Claim(LAST, mac), new Claim(IPV6, mac))
                    .allMatch(claim -> claim.hardwareAddress().equals(mac))
                    .extracting(Claim::address)
                    .containsOnly(VIRTUAL, LAST, IPV6);
        }
    }

    @Test
    void whoHasTheAddressAnswersWhoAsks() {
        neighbour.ip("address", "add", "10.77.41.100/32", "dev", "lo");
        try (ClaimListener listener = listen(List.of(VIRTUAL))) {
            node.call(() -> {
                listener.ask((Inet4Address) VIRTUAL);
                return null;
            });
            assertThat(heard(listener, 1)).containsExactly(new Claim(VIRTUAL, mac));
        }
    }

    @Test
    void anotherInterfaceOfThisMachineIsNoStranger() {
        node.connect("eth1", neighbour, "eth1");
        neighbour.ip("link", "add", "br0", "up", "type", "bridge");
        neighbour.ip("link", "set", "eth0", "master", "br0");
        neighbour.ip("link", "set", "eth1", "master", "br0");
        node.ip("address", "add", "10.77.41.100/32", "dev", "eth1");
        try (ClaimListener listener = listen(List.of(VIRTUAL))) {
            long deadline = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            while (System.nanoTime() < deadline) {
                node.call(() -> {
                    plane.announce("eth1", VIRTUAL);
                    return null;
                });
                assertThat(node.call(listener::heard)).isEmpty();
            }
        }
    }

    @Test
    void whatIsListenedForCanBeChangedAndNothingOfBeforeIsHeardAfterwards() {
        InetAddress peer = InetAddress.ofLiteral("10.77.41.9");
        try (ClaimListener listener = listen(List.of(VIRTUAL, peer))) {
            announce(other, neighbour, peer);
            node.call(() -> {
                listener.listenFor(List.of(VIRTUAL, LAST, IPV6));
                return null;
            });
            announce(other, neighbour, peer, LAST, IPV6);
            assertThat(heard(listener, 2)).containsOnly(new Claim(LAST, mac), new Claim(IPV6, mac));
        }
    }

    @Test
    void whoStopsListeningDoesNotWaitForTheKernel() {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            ClaimListener listener = listen(List.of(VIRTUAL, IPV6));
            long began = System.nanoTime();
            listener.close();
            fastest = Math.min(fastest, System.nanoTime() - began);
        }
        // A packet socket is closed when every CPU has been elsewhere: three of them after 10 ms and more.
        assertThat(fastest).isLessThan(2_000_000);
    }

    @Test
    void loopbackHasNobodyToHear() {
        try (ClaimListener listener = node.call(() -> plane.listen("lo", List.of(VIRTUAL)))) {
            assertThat(node.call(listener::heard)).isEmpty();
        }
    }
}
