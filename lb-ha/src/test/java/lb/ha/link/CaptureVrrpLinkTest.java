package lb.ha.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import lb.ha.linux.RawSocketsRefused;
import lb.ha.linux.TestNamespace;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.Secret;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import lb.ha.vrrp.Advert;
import lb.ha.vrrp.Authentication;
import lb.ha.vrrp.AuthenticationHeader;
import lb.ha.vrrp.Decoded;
import lb.ha.vrrp.Decoded.Accepted;
import lb.ha.vrrp.IntegrityKey;
import lb.ha.vrrp.VrrpCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.PcapHandle;

/** A node that may not open raw sockets, and one that may, on one wire: eth0, 10.77.44.0/24. */
class CaptureVrrpLinkTest {
    private static final long FIVE_SECONDS = 5_000_000_000L;
    private static final InetAddress GROUP = VrrpCodec.MULTICAST_GROUP;
    private static final InetAddress A = InetAddress.ofLiteral("10.77.44.1");
    private static final InetAddress B = InetAddress.ofLiteral("10.77.44.2");
    private static final InetAddress LOCAL_A = InetAddress.ofLiteral("fe80::a");
    private static final InetAddress VIRTUAL = InetAddress.ofLiteral("10.77.44.100");
    /** A captured advert of keepalived: version 2, VRID 51, priority 101, PASS. */
    private static final byte[] ADVERT = HexFormat.of().parseHex("21336501010198440a4d05643132333435363738");

    private static final List<Listening> WANTED = List.of(
            new Listening("eth0", AddressFamily.IPV4, true),
            new Listening("eth0", AddressFamily.IPV4, true, true, false),
            new Listening("eth0", AddressFamily.IPV6, true));

    private TestNamespace refused;
    private TestNamespace free;
    private LinkChoice choice;
    private RawVrrpLink raw;

    @BeforeAll
    static void namespacesCanBeMade() {
        TestNamespace.assumePossible();
    }

    @BeforeEach
    void build() {
        refused = new TestNamespace();
        free = new TestNamespace();
        refused.connect("eth0", free, "eth0");
        refused.ip("address", "add", "10.77.44.1/24", "dev", "eth0");
        refused.ip("address", "add", "fe80::a/64", "dev", "eth0", "nodad");
        free.ip("address", "add", "10.77.44.2/24", "dev", "eth0");
        free.ip("address", "add", "fe80::b/64", "dev", "eth0", "nodad");
        refused.change(RawSocketsRefused::here);
        choice = refused.call(() -> LinkChoice.open(WANTED, false));
        raw = free.call(() -> RawVrrpLink.open(WANTED));
    }

    @AfterEach
    void takeDown() {
        if (choice != null) {
            refused.change(() -> choice.link().close());
        }
        Stream.of(raw, refused, free).filter(Objects::nonNull).forEach(CaptureVrrpLinkTest::close);
    }

    private static void close(AutoCloseable built) {
        try {
            built.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private VrrpLink link() {
        return choice.link();
    }

    private VrrpLink.Received heard() {
        return Arrivals.next(refused, link(), FIVE_SECONDS);
    }

    private void sendFromFree() {
        free.change(() -> raw.send("eth0", B, GROUP, ByteBuffer.wrap(ADVERT)));
    }

    @Test
    void whereRawSocketsAreRefusedItIsTakenAndToldOf() {
        assertThat(link()).isInstanceOf(CaptureVrrpLink.class);
        assertThat(choice.notice())
                .isEqualTo(
                        "raw sockets are refused here (socket: Operation not permitted): adverts are sent and heard by"
                                + " libpcap");
        LinkChoice usual = free.call(() -> LinkChoice.open(WANTED, false));
        free.change(() -> usual.link().close());
        assertThat(usual.link()).isInstanceOf(RawVrrpLink.class);
        assertThat(usual.notice()).isNull();
    }

    @Test
    void whatOneSendsTheOtherHearsAsByRawSockets() {
        sendFromFree();
        ByteBuffer heard = heard().packet();
        refused.change(() -> link().send("eth0", A, GROUP, ByteBuffer.wrap(ADVERT)));
        ByteBuffer sent = Arrivals.next(free, raw, FIVE_SECONDS).packet();
        for (ByteBuffer packet : List.of(heard, sent)) {
            assertThat(packet.remaining()).isEqualTo(20 + ADVERT.length);
            assertThat(packet.get(0)).isEqualTo((byte) 0x45);
            assertThat(packet.get(1)).as("TOS").isEqualTo((byte) 0xc0);
            assertThat(packet.getShort(6)).as("fragment").isZero();
            assertThat(packet.get(8)).as("TTL").isEqualTo((byte) 255);
            assertThat(packet.get(9)).as("protocol").isEqualTo((byte) 112);
            assertThat(packet.slice(20, ADVERT.length)).isEqualTo(ByteBuffer.wrap(ADVERT));
        }
        assertThat(heard.getInt(12)).isEqualTo(ByteBuffer.wrap(B.getAddress()).getInt());
        assertThat(sent.getInt(12)).isEqualTo(ByteBuffer.wrap(A.getAddress()).getInt());
        // Its own is none of another node's.
        assertThat(refused.call(() -> link().receive(20_000_000))).isNull();
    }

    @Test
    void ipv6AndAdvertsBehindAnAuthenticationHeaderGoTheSameWay() {
        Advert advert = new Advert(3, 51, 100, Duration.ofSeconds(1), List.of(LOCAL_A), Authentication.NONE);
        ByteBuffer message = ByteBuffer.allocate(VrrpCodec.MAX_MESSAGE_BYTES);
        InetAddress group = VrrpCodec.MULTICAST_GROUP_IPV6;
        VrrpCodec.encode(advert, ChecksumForm.PSEUDO_HEADER, LOCAL_A, group, message);
        refused.change(() -> link().send("eth0", LOCAL_A, group, message.flip()));
        assertThat(VrrpCodec.decode(Arrivals.next(free, raw, FIVE_SECONDS).packet()))
                .isInstanceOf(Accepted.class);
        free.change(() -> raw.send("eth0", InetAddress.ofLiteral("fe80::b"), group, ByteBuffer.allocate(8)));
        VrrpLink.Received heard = heard();
        assertThat(heard.family()).isEqualTo(AddressFamily.IPV6);
        assertThat(heard.packet().get(7)).as("hop limit").isEqualTo((byte) 255);

        ByteBuffer packet = ByteBuffer.allocate(AuthenticationHeader.LENGTH_WITH_IP + ADVERT.length);
        IntegrityKey key = new IntegrityKey(new Secret("12345678"));
        AuthenticationHeader.packet(A, GROUP, 7, key, ByteBuffer.wrap(ADVERT), packet);
        refused.change(() -> link().sendPacket("eth0", A, GROUP, packet));
        assertThat(Arrivals.next(free, raw, FIVE_SECONDS).packet().putShort(10, (short) 0))
                .isEqualTo(packet);
        free.change(() -> raw.sendPacket("eth0", A, GROUP, packet));
        assertThat(heard().packet().putShort(10, (short) 0)).isEqualTo(packet);
    }

    @Test
    void aFloodIsKeptOutByRouterIdAndSender() {
        refused.change(() -> link().admit("eth0", AddressFamily.IPV4, new VrrpLink.Admission(Set.of(52), Set.of())));
        sendFromFree();
        assertThat(refused.call(() -> link().receive(30_000_000))).isNull();
        refused.change(
                () -> link().admit("eth0", AddressFamily.IPV4, new VrrpLink.Admission(Set.of(52, 51), Set.of(A, B))));
        sendFromFree();
        assertThat(heard()).isNotNull();
        refused.change(() -> link().admit("eth0", AddressFamily.IPV4, new VrrpLink.Admission(Set.of(51), Set.of(A))));
        sendFromFree();
        assertThat(refused.call(() -> link().receive(30_000_000))).isNull();
        refused.change(() -> link().admit("eth0", AddressFamily.IPV4, null));
        sendFromFree();
        assertThat(heard()).isNotNull();
    }

    @Test
    void aWakeEndsAWaitAndAnInterfaceThatCameBackIsHeardAgain() throws Exception {
        var waiting = refused.start(() -> link().receive(Long.MAX_VALUE));
        link().wake();
        assertThat(waiting.get()).isNull();
        refused.ip("link", "delete", "eth0");
        assertThatThrownBy(() -> refused.change(() -> {
                    link().receive(50_000_000);
                    link().send("eth0", A, GROUP, ByteBuffer.wrap(ADVERT));
                }))
                .isInstanceOf(LinkException.class)
                .hasMessage(
                        "cannot send an advert from 10.77.44.1 to 224.0.0.18 on eth0: there is no interface \"eth0\""
                                + " (there are: lo)");
        refused.connect("eth0", free, "eth0");
        refused.ip("address", "add", "10.77.44.1/24", "dev", "eth0");
        free.ip("address", "add", "10.77.44.2/24", "dev", "eth0");
        long deadline = System.nanoTime() + FIVE_SECONDS;
        VrrpLink.Received received = null;
        while (received == null && System.nanoTime() < deadline) {
            Arrivals.next(free, raw, 20_000_000);
            sendFromFree();
            received = Arrivals.next(refused, link(), 50_000_000);
        }
        assertThat(received).isNotNull();
    }

    @Test
    void anInterfaceThatIsDownAtTheStartIsHeardOnceItIsUp() throws Exception {
        refused.ip("link", "set", "eth0", "down");
        CaptureVrrpLink early = refused.call(() -> CaptureVrrpLink.open(WANTED, false));
        try {
            assertThatThrownBy(() -> refused.change(() -> early.send("eth0", A, GROUP, ByteBuffer.wrap(ADVERT))))
                    .isInstanceOf(LinkException.class)
                    .hasMessage("cannot send an advert from 10.77.44.1 to 224.0.0.18 on eth0: the interface is down");
            refused.ip("link", "set", "eth0", "up");
            long deadline = System.nanoTime() + FIVE_SECONDS;
            VrrpLink.Received received = null;
            while (received == null && System.nanoTime() < deadline) {
                sendFromFree();
                received = Arrivals.next(refused, early, 50_000_000);
            }
            assertThat(received).isNotNull();
        } finally {
            refused.change(early::close);
        }
    }

    @Test
    void anAdvertBearsTheMacAddressThatItsInterfaceHasNow() {
        PcapHandle wire = freeWire();
        try {
            refused.ip("link", "set", "eth0", "address", "02:00:00:00:77:01");
            refused.change(() -> {
                link().receive(50_000_000);
                link().send("eth0", A, GROUP, ByteBuffer.wrap(ADVERT));
            });
            byte[] frame = free.call(() -> {
                long deadline = System.nanoTime() + FIVE_SECONDS;
                byte[] seen = wire.getNextRawPacket();
                while (seen == null && System.nanoTime() < deadline) {
                    seen = wire.getNextRawPacket();
                }
                return Objects.requireNonNull(seen, "nothing came");
            });
            assertThat(HexFormat.ofDelimiter(":").formatHex(frame, 6, 12)).isEqualTo("02:00:00:00:77:01");
        } finally {
            wire.close();
        }
    }

    /** Frames on the other node's side, in and out. */
    private PcapHandle freeWire() {
        return free.call(() -> {
            PcapHandle wire = new PcapHandle.Builder("eth0")
                    .snaplen(200)
                    .timeoutMillis(10)
                    .immediateMode(true)
                    .build();
            wire.setFilter("ip proto 112", BpfCompileMode.OPTIMIZE);
            return wire;
        });
    }

    @Test
    void ofBrokenFramesSomeAreHandedUpToBeRefusedAndNoneIsTakenForAnAdvert() {
        byte[] broken = AdvertFrame.of(new byte[] {2, 0, 0, 0, 0, 1}, B, GROUP, ByteBuffer.wrap(ADVERT));
        broken[24]++;
        PcapHandle wire = freeWire();
        try {
            free.change(() -> {
                for (int i = 0; i < 40; i++) {
                    wire.sendPacket(broken);
                }
            });
        } finally {
            wire.close();
        }
        sendFromFree();
        int refusals = 0;
        Decoded decoded = VrrpCodec.decode(heard().packet());
        while (decoded instanceof Decoded.Rejected) {
            refusals++;
            decoded = VrrpCodec.decode(heard().packet());
        }
        assertThat(refusals).as("one of 16").isEqualTo(2);
        assertThat(decoded).isInstanceOf(Accepted.class);
    }

    @Test
    void singlePeersAreRefusedWithTheReason() {
        assertThatThrownBy(() -> refused.call(
                        () -> LinkChoice.open(List.of(new Listening("eth0", AddressFamily.IPV4, false)), false)))
                .isInstanceOf(LinkException.class)
                .hasMessage("cannot send or receive VRRP adverts: raw sockets are refused (socket: Operation not"
                        + " permitted), and by libpcap: interface eth0: peers = unicast is not to be had by libpcap"
                        + " (expected: multicast)");
    }

    /** keepalived as the master of priority 100 gives way to what is sent here, and is heard until then. */
    @Test
    void keepalivedIsHeardAndGivesWay(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/sbin/keepalived")), "no keepalived");
        Path conf = Files.writeString(folder.resolve("keepalived.conf"), """
                global_defs { vrrp_version 3 }
                vrrp_instance web {
                    interface eth0
                    state BACKUP
                    virtual_router_id 51
                    priority 100
                    advert_int 0.1
                    virtual_ipaddress { 10.77.44.100 }
                }
                """);
        Process keepalived = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        free.name(),
                        "keepalived",
                        "-n",
                        "-P",
                        "-l",
                        "-f",
                        conf.toString(),
                        "-p",
                        folder.resolve("pid").toString(),
                        "-r",
                        folder.resolve("vrrp.pid").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        try {
            VrrpLink.Received heard = Arrivals.next(refused, link(), 2 * FIVE_SECONDS);
            assertThat(heard).as(Files.readString(folder.resolve("log"))).isNotNull();
            assertThat(VrrpCodec.decode(heard.packet())).isInstanceOfSatisfying(Accepted.class, accepted -> {
                assertThat(accepted.source()).isEqualTo(B);
                assertThat(accepted.advert().priority()).isEqualTo(100);
            });
            Advert higher = new Advert(3, 51, 200, Duration.ofMillis(100), List.of(VIRTUAL), Authentication.NONE);
            ByteBuffer message = ByteBuffer.allocate(VrrpCodec.MAX_MESSAGE_BYTES);
            VrrpCodec.encode(higher, ChecksumForm.PSEUDO_HEADER, A, GROUP, message);
            message.flip();
            long deadline = System.nanoTime() + FIVE_SECONDS;
            boolean owned;
            do {
                refused.change(() -> link().send("eth0", A, GROUP, message));
                Arrivals.next(refused, link(), 20_000_000);
                owned = free.ip("-o", "address").contains("10.77.44.100");
            } while (owned && System.nanoTime() < deadline);
            assertThat(owned).as(Files.readString(folder.resolve("log"))).isFalse();
        } finally {
            keepalived.destroy();
            keepalived.waitFor();
        }
    }
}
