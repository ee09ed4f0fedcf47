package lb.ha.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import lb.ha.linux.Descriptor;
import lb.ha.linux.SocketAddresses;
import lb.ha.linux.TestNamespace;
import lb.ha.settings.AddressFamily;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one wire, with a link-local and another address each, and IPv4 beside. */
class RawVrrpLinkIpv6Test {
    private static final long FIVE_SECONDS = 5_000_000_000L;
    private static final InetAddress GROUP = InetAddress.ofLiteral("ff02::12");
    private static final InetAddress A = InetAddress.ofLiteral("fe80::a");
    private static final InetAddress B = InetAddress.ofLiteral("fe80::b");
    private static final InetAddress FAR_A = InetAddress.ofLiteral("fd00:77:45::a");
    private static final InetAddress FAR_B = InetAddress.ofLiteral("fd00:77:45::b");
    /** A captured advert of keepalived: version 3, VRID 51, priority 100, two addresses. */
    private static final byte[] ADVERT = HexFormat.of()
            .parseHex("3133640200326ff8" + "fe800000000000000000000000000077" + "fd000077000000000000000000000100");

    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_UNICAST_HOPS = 16;

    private TestNamespace nodeA;
    private TestNamespace nodeB;
    private RawVrrpLink linkA;
    private RawVrrpLink linkB;

    @BeforeAll
    static void namespacesCanBeMade() {
        TestNamespace.assumePossible();
    }

    @BeforeEach
    void build() {
        nodeA = new TestNamespace();
        nodeB = new TestNamespace();
        nodeA.connect("eth0", nodeB, "eth0");
        own(nodeA, "10.77.45.1/24", A, FAR_A);
        own(nodeB, "10.77.45.2/24", B, FAR_B);
        linkA = nodeA.call(() -> RawVrrpLink.open(both()));
        linkB = nodeB.call(() -> RawVrrpLink.open(both()));
    }

    private static List<Listening> both() {
        return List.of(
                new Listening("eth0", AddressFamily.IPV6, true),
                new Listening("eth0", AddressFamily.IPV6, false),
                new Listening("eth0", AddressFamily.IPV4, true));
    }

    private static void own(TestNamespace node, String ipv4, InetAddress linkLocal, InetAddress far) {
        node.ip("address", "add", ipv4, "dev", "eth0");
        for (InetAddress address : List.of(linkLocal, far)) {
            node.ip("address", "add", address.getHostAddress() + "/64", "dev", "eth0", "nodad");
        }
    }

    @AfterEach
    void takeDown() {
        // Whatever of it was built, so that a failure leaves no namespace behind and hides no reason.
        Stream.of(linkA, linkB, nodeA, nodeB).filter(Objects::nonNull).forEach(RawVrrpLinkIpv6Test::close);
    }

    private static void close(AutoCloseable built) {
        try {
            built.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aMulticastAdvertArrivesAsTheRfcWantsIt() {
        send(A, GROUP);
        assertArrived(A, GROUP);
    }

    @Test
    void aUnicastAdvertArrivesAsTheRfcWantsIt() {
        send(A, B);
        assertArrived(A, B);
        send(FAR_A, FAR_B);
        assertArrived(FAR_A, FAR_B);
    }

    @Test
    void theHopLimitIsTheOneThatItCameWith() {
        nodeA.call(() -> {
            try (Descriptor socket = Descriptor.socket(Descriptor.AF_INET6, Descriptor.SOCK_RAW, 112)) {
                socket.option(IPPROTO_IPV6, IPV6_UNICAST_HOPS, 7);
                Arena arena = Arena.ofAuto();
                MemorySegment to = SocketAddresses.of(arena, new InetSocketAddress(FAR_B, 0));
                return socket.send(arena.allocateFrom(JAVA_BYTE, ADVERT), ADVERT.length, to);
            }
        });
        assertThat(receiveAtB().packet().get(7)).isEqualTo((byte) 7);
    }

    @Test
    void eachFamilyIsHeardAsWhatItIs() {
        nodeA.change(() -> linkA.send(
                "eth0",
                InetAddress.ofLiteral("10.77.45.1"),
                InetAddress.ofLiteral("224.0.0.18"),
                ByteBuffer.wrap(ADVERT)));
        assertThat(receiveAtB().family()).isEqualTo(AddressFamily.IPV4);
        send(A, GROUP);
        assertThat(receiveAtB().family()).isEqualTo(AddressFamily.IPV6);
    }

    @Test
    void theLongestAdvertFits() {
        byte[] longest = new byte[4088];
        nodeA.change(() -> linkA.send("eth0", FAR_A, FAR_B, ByteBuffer.wrap(longest)));
        assertThat(receiveAtB().packet().remaining()).isEqualTo(4128);
    }

    @Test
    void aSourceThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> send(InetAddress.ofLiteral("fe80::99"), GROUP))
                .isInstanceOf(LinkException.class)
                .hasMessage("cannot send an advert from fe80::99 to ff02::12 on eth0:"
                        + " fe80::99 is not an address of this machine");
    }

    private void assertArrived(InetAddress source, InetAddress destination) {
        VrrpLink.Received received = receiveAtB();
        assertThat(received).isNotNull();
        assertThat(received.interfaceName()).isEqualTo("eth0");
        assertThat(received.family()).isEqualTo(AddressFamily.IPV6);
        byte[] bytes = new byte[received.packet().remaining()];
        received.packet().get(bytes);
        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(bytes))
                .isEqualTo("60000000002870ff" + hex.formatHex(source.getAddress())
                        + hex.formatHex(destination.getAddress()) + hex.formatHex(ADVERT));
    }

    private void send(InetAddress source, InetAddress destination) {
        nodeA.change(() -> linkA.send("eth0", source, destination, ByteBuffer.wrap(ADVERT)));
    }

    private VrrpLink.Received receiveAtB() {
        return Arrivals.next(nodeB, linkB, FIVE_SECONDS);
    }
}
