package lb.ha.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lb.ha.linux.TestNamespace;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.Secret;
import lb.ha.vrrp.AuthenticationHeader;
import lb.ha.vrrp.IntegrityKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes on two wires: eth0 (10.77.42.0/24) and eth1 (10.77.43.0/24). */
class RawVrrpLinkTest {
    private static final long FIVE_SECONDS = 5_000_000_000L;
    private static final InetAddress GROUP = inet("224.0.0.18");
    private static final InetAddress A = inet("10.77.42.1");
    private static final InetAddress B = inet("10.77.42.2");
    /** A captured advert of keepalived: version 2, VRID 51, priority 101, PASS. */
    private static final byte[] ADVERT = HexFormat.of().parseHex("21336501010198440a4d05643132333435363738");

    private static final Listening AUTHENTICATED = new Listening("eth0", AddressFamily.IPV4, true, true, false);

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
        wire("eth0", 42);
        wire("eth1", 43);
        linkA = nodeA.call(
                () -> RawVrrpLink.open(List.of(multicast("eth0"), multicast("eth1"), unicast("eth0"), AUTHENTICATED)));
        linkB = nodeB.call(
                () -> RawVrrpLink.open(List.of(multicast("eth0"), unicast("eth0"), unicast("eth1"), AUTHENTICATED)));
    }

    private static Listening multicast(String interfaceName) {
        return new Listening(interfaceName, AddressFamily.IPV4, true);
    }

    private static Listening unicast(String interfaceName) {
        return new Listening(interfaceName, AddressFamily.IPV4, false);
    }

    private void wire(String name, int subnet) {
        nodeA.connect(name, nodeB, name);
        nodeA.ip("address", "add", "10.77." + subnet + ".1/24", "dev", name);
        nodeB.ip("address", "add", "10.77." + subnet + ".2/24", "dev", name);
    }

    @AfterEach
    void takeDown() {
        // Whatever of it was built, so that a failure leaves no namespace behind and hides no reason.
        Stream.of(linkA, linkB, nodeA, nodeB).filter(Objects::nonNull).forEach(RawVrrpLinkTest::close);
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
        send("eth0", A, GROUP);
        assertArrived("eth0", A, GROUP);
    }

    @Test
    void anAdvertBehindAnAuthenticationHeaderArrivesAsItWasMade() {
        for (InetAddress destination : List.of(GROUP, B)) {
            ByteBuffer packet = ByteBuffer.allocate(AuthenticationHeader.LENGTH_WITH_IP + ADVERT.length);
            IntegrityKey key = new IntegrityKey(new Secret("12345678"));
            AuthenticationHeader.packet(A, destination, 0x20007, key, ByteBuffer.wrap(ADVERT), packet);
            nodeA.change(() -> linkA.sendPacket("eth0", A, destination, packet));
            ByteBuffer received = receiveAtB(FIVE_SECONDS).packet();
            assertThat(received.getShort(4)).as("identification").isEqualTo((short) 7);
            // The kernel fills in the header's checksum.
            assertThat(received.putShort(10, (short) 0)).isEqualTo(packet);
        }
    }

    @Test
    void aUnicastAdvertArrivesAsTheRfcWantsIt() {
        send("eth1", inet("10.77.43.1"), inet("10.77.43.2"));
        assertArrived("eth1", inet("10.77.43.1"), inet("10.77.43.2"));
    }

    @Test
    void theGroupIsHeardOnlyWhereItWasJoined() {
        send("eth1", inet("10.77.43.1"), GROUP);
        send("eth0", A, GROUP);
        assertArrived("eth0", A, GROUP);
        assertThat(receiveAtB(20_000_000)).isNull();
    }

    @Test
    void theSourceIsTheOneNamedAndNotAVirtualAddress() {
        nodeA.ip("address", "add", "10.77.42.100/32", "dev", "eth0", "noprefixroute");
        send("eth0", A, GROUP);
        assertArrived("eth0", A, GROUP);
        send("eth0", inet("10.77.42.100"), B);
        assertArrived("eth0", inet("10.77.42.100"), B);
    }

    @Test
    void aLinkGoesToOtherPlacesAndHearsOnInThoseThatStay() {
        nodeB.change(() -> {
            VrrpLink.Prepared places = linkB.prepare(List.of(multicast("eth0"), multicast("eth1")));
            linkB.widen(places);
            linkB.narrow(places);
        });
        send("eth1", inet("10.77.43.1"), GROUP);
        assertArrived("eth1", inet("10.77.43.1"), GROUP);
        send("eth0", A, GROUP);
        assertArrived("eth0", A, GROUP);
        nodeB.change(() -> {
            VrrpLink.Prepared places = linkB.prepare(List.of(multicast("eth0")));
            linkB.widen(places);
            linkB.narrow(places);
        });
        send("eth1", inet("10.77.43.1"), GROUP);
        send("eth0", A, GROUP);
        assertArrived("eth0", A, GROUP);
        linkB.wake();
        assertThat(receiveAtB(FIVE_SECONDS))
                .as("a wake, and nothing of the place that was left")
                .isNull();
    }

    @Test
    void placesThatCannotBeHadAreSaidAndNothingHasChanged() {
        assertThatThrownBy(() -> nodeB.change(
                        () -> linkB.prepare(List.of(multicast("eth0"), multicast("eth1"), unicast("eth7")))))
                .hasStackTraceContaining("eth7");
        send("eth0", A, GROUP);
        assertArrived("eth0", A, GROUP);
        nodeB.change(() -> linkB.prepare(List.of(multicast("eth1"))).close());
        send("eth0", A, GROUP);
        assertArrived("eth0", A, GROUP);
    }

    @Test
    void theSenderDoesNotHearItself() {
        send("eth0", A, GROUP);
        assertArrived("eth0", A, GROUP);
        assertThat(nodeA.call(() -> linkA.receive(20_000_000))).isNull();
    }

    @Test
    void theMessageIsLeftAsItWas() {
        ByteBuffer message = ByteBuffer.allocate(64).put(7, ADVERT).position(7).limit(7 + ADVERT.length);
        nodeA.change(() -> linkA.send("eth0", A, GROUP, message.asReadOnlyBuffer()));
        nodeA.change(() -> linkA.send("eth0", A, GROUP, message));
        assertThat(message.position()).isEqualTo(7);
        assertThat(message.limit()).isEqualTo(7 + ADVERT.length);
        assertArrived("eth0", A, GROUP);
        assertArrived("eth0", A, GROUP);
    }

    @Test
    void receiveReturnsNothingWhenTheTimeIsOver() {
        assertThat(receiveAtB(5_000_000)).isNull();
        assertThat(receiveAtB(0)).isNull();
        assertThat(receiveAtB(-1)).isNull();
    }

    @Test
    void wakeEndsAReceiveThatWaitsAndTheNextOne() throws Exception {
        Future<VrrpLink.Received> waiting = nodeB.start(() -> linkB.receive(Long.MAX_VALUE));
        linkB.wake();
        assertThat(waiting.get(5, TimeUnit.SECONDS)).isNull();

        linkB.wake();
        linkB.wake();
        long started = System.nanoTime();
        assertThat(nodeB.call(() -> linkB.receive(FIVE_SECONDS))).isNull();
        assertThat(System.nanoTime() - started).isLessThan(FIVE_SECONDS);

        // Several wakes are one.
        send("eth0", A, GROUP);
        assertArrived("eth0", A, GROUP);
    }

    @Test
    void everyPacketThatWaitsComesBeforeTheNullOfAWake() {
        forgetNotices();
        send("eth0", A, GROUP);
        send("eth0", A, GROUP);
        linkB.wake();
        assertThat(nodeB.call(() -> linkB.receive(FIVE_SECONDS))).isNotNull();
        assertThat(nodeB.call(() -> linkB.receive(FIVE_SECONDS))).isNotNull();
        assertThat(nodeB.call(() -> linkB.receive(0))).isNull();
    }

    @Test
    void wakeAfterCloseHasNoEffect() {
        linkB.close();
        linkB.wake();
        linkB.close();
    }

    @Test
    void anInterfaceThatWentDownAndCameUpIsHeardAgain() {
        nodeB.ip("link", "set", "eth0", "down");
        assertThatThrownBy(() -> nodeB.change(() -> linkB.send("eth0", B, GROUP, ByteBuffer.wrap(ADVERT))))
                .isInstanceOf(LinkException.class)
                .hasMessageStartingWith("cannot send an advert from 10.77.42.2 to 224.0.0.18 on eth0: ")
                .hasMessageContaining("down");
        nodeB.ip("link", "set", "eth0", "up");
        assertArrivesInTime();
    }

    @Test
    void aChangeOfAnInterfaceEndsAReceive() throws Exception {
        forgetNotices();
        Future<VrrpLink.Received> waiting = nodeB.start(() -> linkB.receive(Long.MAX_VALUE));
        nodeA.ip("link", "set", "eth0", "down");
        assertThat(waiting.get(5, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void aChangeOfAnInterfaceThatComesWithAPacketIsTold() {
        forgetNotices();
        nodeB.call(linkB::noticed);
        send("eth0", A, GROUP);
        nodeB.ip("link", "set", "eth1", "down");
        assertThat(nodeB.call(() -> linkB.receive(FIVE_SECONDS))).isNotNull();
        assertThat(nodeB.call(linkB::noticed)).isTrue();
        assertThat(nodeB.call(linkB::noticed)).isFalse();
    }

    @Test
    void anInterfaceThatWasDeletedAndMadeAgainIsHeardAgain() {
        nodeB.ip("link", "delete", "eth0");
        forgetNotices();
        assertThatThrownBy(() -> nodeB.change(() -> linkB.send("eth0", B, GROUP, ByteBuffer.wrap(ADVERT))))
                .isInstanceOf(LinkException.class)
                .hasMessage("cannot send an advert from 10.77.42.2 to 224.0.0.18 on eth0: there is no interface"
                        + " \"eth0\" (there are: lo, eth1)");

        wire("eth0", 42);
        assertArrivesInTime();
        nodeB.change(() -> linkB.send("eth0", B, GROUP, ByteBuffer.wrap(ADVERT)));
    }

    @Test
    void anInterfaceThatGotTheNameOfAnotherIsUsed() {
        nodeB.ip("link", "set", "eth0", "down");
        nodeB.ip("link", "set", "eth0", "name", "old0");
        nodeB.ip("link", "set", "eth1", "down");
        nodeB.ip("link", "set", "eth1", "name", "eth0");
        nodeB.ip("link", "set", "eth0", "up");
        forgetNotices();
        long deadline = System.nanoTime() + FIVE_SECONDS;
        VrrpLink.Received received;
        do {
            send("eth1", inet("10.77.43.1"), GROUP);
            received = receiveAtB(50_000_000);
        } while (received == null && System.nanoTime() < deadline);
        assertThat(received).isNotNull();
        assertThat(received.interfaceName()).isEqualTo("eth0");
    }

    @Test
    void aSourceThatIsNotOfThisMachineIsRefused() {
        assertThatThrownBy(() ->
                        nodeA.change(() -> linkA.send("eth0", inet("10.77.42.77"), GROUP, ByteBuffer.wrap(ADVERT))))
                .isInstanceOf(LinkException.class)
                .hasMessageEndingWith("10.77.42.77 is not an address of this machine");
    }

    @Test
    void anUnknownInterfaceIsAnsweredWithThoseThatExist() {
        assertThatThrownBy(() -> nodeA.call(() -> RawVrrpLink.open(List.of(multicast("eth9")))))
                .isInstanceOf(LinkException.class)
                .hasMessage("there is no interface \"eth9\" (there are: lo, eth0, eth1)");
    }

    @Test
    void anOversizedPacketIsCutAndNothingBreaks() {
        byte[] longest = new byte[1480];
        nodeA.change(() -> linkA.send("eth0", A, B, ByteBuffer.wrap(longest)));
        VrrpLink.Received received = receiveAtB(FIVE_SECONDS);
        assertThat(received).isNotNull();
        assertThat(received.packet().remaining()).isEqualTo(1500);
    }

    @Test
    void aFloodOnOneInterfaceDoesNotSilenceTheOther() {
        for (int i = 0; i < 100; i++) {
            send("eth0", A, GROUP);
        }
        send("eth1", inet("10.77.43.1"), inet("10.77.43.2"));
        assertThat(receiveAtB(FIVE_SECONDS).interfaceName()).isEqualTo("eth0");
        assertThat(receiveAtB(FIVE_SECONDS).interfaceName()).isEqualTo("eth1");
        assertThat(receiveAtB(FIVE_SECONDS).interfaceName()).isEqualTo("eth0");
    }

    private void assertArrivesInTime() {
        long deadline = System.nanoTime() + FIVE_SECONDS;
        VrrpLink.Received received;
        do {
            send("eth0", A, GROUP);
            received = receiveAtB(50_000_000);
        } while (received == null && System.nanoTime() < deadline);
        assertThat(received).isNotNull();
        assertThat(received.interfaceName()).isEqualTo("eth0");
    }

    /** What the kernel told of interfaces so far has been seen, and the receives that it ended. */
    private void forgetNotices() {
        receiveAtB(50_000_000);
    }

    private void assertArrived(String interfaceName, InetAddress source, InetAddress destination) {
        VrrpLink.Received received = receiveAtB(FIVE_SECONDS);
        assertThat(received).isNotNull();
        assertThat(received.interfaceName()).isEqualTo(interfaceName);
        ByteBuffer packet = received.packet();
        assertThat(packet.remaining()).isEqualTo(20 + ADVERT.length);
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        String hex = HexFormat.of().formatHex(bytes);
        assertThat(hex.substring(0, 2)).as("version and header length").isEqualTo("45");
        assertThat(hex.substring(2, 4)).as("TOS").isEqualTo("c0");
        assertThat(hex.substring(4, 8)).as("total length").isEqualTo("0028");
        assertThat(hex.substring(12, 16)).as("fragment bits").isEqualTo("0000");
        assertThat(hex.substring(16, 18)).as("TTL").isEqualTo("ff");
        assertThat(hex.substring(18, 20)).as("protocol").isEqualTo("70");
        assertThat(hex.substring(24, 32)).as("source").isEqualTo(HexFormat.of().formatHex(source.getAddress()));
        assertThat(hex.substring(32, 40))
                .as("destination")
                .isEqualTo(HexFormat.of().formatHex(destination.getAddress()));
        assertThat(hex.substring(40)).as("message").isEqualTo(HexFormat.of().formatHex(ADVERT));
    }

    private void send(String interfaceName, InetAddress source, InetAddress destination) {
        nodeA.change(() -> linkA.send(interfaceName, source, destination, ByteBuffer.wrap(ADVERT)));
    }

    private VrrpLink.Received receiveAtB(long nanos) {
        return Arrivals.next(nodeB, linkB, nanos);
    }

    private static InetAddress inet(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
