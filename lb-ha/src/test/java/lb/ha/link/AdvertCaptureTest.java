package lb.ha.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lb.ha.linux.TestNamespace;
import lb.ha.settings.AddressFamily;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvertCaptureTest {
    private static final Path VECTORS = Path.of("src/test/resources/vectors");

    @BeforeAll
    static void libpcapIsThere() {
        // The captures need no root, libpcap only; where that is missing so is root's lab.
        TestNamespace.assumePossible();
    }

    @ParameterizedTest
    @CsvSource({
        "v2-auth-multicast.pcap, 9, 02:00:00:00:00:02, 10.77.5.2",
        "v2-noauth-two-addresses.pcap, 9, 02:00:00:00:00:02, 10.77.5.2",
        "v2-unicast.pcap, 9, 02:00:00:00:00:02, 10.77.5.2",
        "v2-ah-multicast.pcap, 29, d2:c9:52:5c:d7:9d, 10.77.60.1",
        "v2-use-vmac.pcap, 3, 00:00:5e:00:01:33, 10.77.0.1",
        "v3-ipv4-unicast.pcap, 5, 02:77:00:00:00:01, 10.77.0.1",
        "v3-ipv4.pcap, 14, 02:00:00:00:00:02, 10.77.5.2",
    })
    void theAdvertsOfACaptureFileAreGiven(String file, int adverts, String mac, String source) throws Exception {
        List<CapturedFrame> captured = read(VECTORS.resolve(file));
        assertThat(captured).hasSize(adverts);
        assertThat(captured.getFirst().sourceMac()).isEqualTo(mac);
        byte[] from = InetAddress.getByName(source).getAddress();
        assertThat(hex(captured.getFirst().packet()).substring(24, 32))
                .isEqualTo(HexFormat.of().formatHex(from));
        assertThat(captured)
                .allSatisfy(advert -> assertThat(advert.packet().remaining())
                        .as("no padding")
                        .isEqualTo(advert.packet().getShort(2)));
    }

    @Test
    void anAdvertIsGivenByteForByte() throws Exception {
        CapturedFrame first = read(VECTORS.resolve("v2-auth-multicast.pcap")).getFirst();
        assertThat(hex(first.packet())).endsWith("2133" + "64" + "0101019944" + "0a4d0564" + "3132333435363738");
        assertThat(first.time())
                .isBetween(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2040-01-01T00:00:00Z"));
    }

    @Test
    void advertsInIpv6AreGivenAsThoseInIpv4() throws Exception {
        List<CapturedFrame> captured = read(VECTORS.resolve("v3-ipv6.pcap"));
        assertThat(captured).hasSizeGreaterThan(2);
        assertThat(hex(captured.getFirst().packet()))
                .endsWith("3133640200326ff8" + "fe800000000000000000000000000077" + "fd000077000000000000000000000100");
    }

    private static List<CapturedFrame> read(Path file) throws CaptureException {
        List<CapturedFrame> captured = new ArrayList<>();
        try (AdvertCapture capture = AdvertCapture.file(file)) {
            capture.run(captured::add);
        }
        captured.removeIf(frame -> frame.kind() != CapturedFrame.Kind.ADVERT);
        return captured;
    }

    @Test
    void anAdvertOnTheWireIsGivenAtOnceWithItsTimeAndMac() throws Exception {
        try (TestNamespace sender = new TestNamespace();
                TestNamespace watcher = new TestNamespace()) {
            sender.connect("eth0", watcher, "eth0");
            sender.ip("address", "add", "10.77.44.1/24", "dev", "eth0");
            BlockingQueue<CapturedFrame> captured = new LinkedBlockingQueue<>();
            try (AdvertCapture capture = watcher.call(() -> AdvertCapture.live("eth0"));
                    RawVrrpLink link = sender.call(
                            () -> RawVrrpLink.open(List.of(new Listening("eth0", AddressFamily.IPV4, true))))) {
                Future<?> run = watcher.start(() -> {
                    capture.run(frame -> {
                        if (frame.kind() == CapturedFrame.Kind.ADVERT) {
                            captured.add(frame);
                        }
                    });
                    return null;
                });
                byte[] message = HexFormat.of().parseHex("3133650100326a0b0a4d0564");
                InetAddress source = InetAddress.getByName("10.77.44.1");
                InetAddress group = InetAddress.getByName("224.0.0.18");
                sender.call(() -> {
                    link.send("eth0", source, group, ByteBuffer.wrap(message));
                    return null;
                });

                CapturedFrame advert = captured.poll(5, TimeUnit.SECONDS);
                assertThat(advert).isNotNull();
                assertThat(advert.sourceMac())
                        .isEqualTo(sender.ip("-br", "link", "show", "eth0").split("\\s+")[2]);
                assertThat(Duration.between(advert.time(), Instant.now()))
                        .isBetween(Duration.ZERO, Duration.ofSeconds(10));
                assertThat(hex(advert.packet()))
                        .startsWith("45c00020")
                        .endsWith("0a4d2c01e0000012" + "3133650100326a0b0a4d0564");

                capture.stop();
                run.get(5, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void stopBeforeRunLetsItReturnAtOnce() throws Exception {
        try (AdvertCapture capture = AdvertCapture.file(VECTORS.resolve("v2-auth-multicast.pcap"))) {
            capture.stop();
            List<CapturedFrame> captured = new ArrayList<>();
            capture.run(captured::add);
            assertThat(captured).isEmpty();
        }
    }

    @Test
    void theSinkCanStopIt() throws Exception {
        try (AdvertCapture capture = AdvertCapture.file(VECTORS.resolve("v2-auth-multicast.pcap"))) {
            List<CapturedFrame> captured = new ArrayList<>();
            capture.run(advert -> {
                captured.add(advert);
                capture.stop();
            });
            assertThat(captured).hasSize(1);
        }
    }

    @Test
    void whatTheSinkThrowsEndsTheCapture() throws Exception {
        try (AdvertCapture capture = AdvertCapture.file(VECTORS.resolve("v2-auth-multicast.pcap"))) {
            assertThatThrownBy(() -> capture.run(advert -> {
                        throw new IllegalStateException("nobody reads");
                    }))
                    .hasMessage("nobody reads");
        }
    }

    @Test
    void anInterfaceThatGoesAwayIsTold() {
        try (TestNamespace sender = new TestNamespace();
                TestNamespace watcher = new TestNamespace()) {
            sender.connect("eth0", watcher, "eth0");
            try (AdvertCapture capture = watcher.call(() -> AdvertCapture.live("eth0"))) {
                Future<?> run = watcher.start(() -> {
                    capture.run(advert -> {});
                    return null;
                });
                sender.ip("link", "delete", "eth0");
                assertThatThrownBy(() -> run.get(5, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(CaptureException.class)
                        .hasMessageContaining("the capture broke off: ");
            }
        }
    }

    @Test
    void anUnknownInterfaceIsAnsweredWithThoseThatExist() {
        try (TestNamespace node = new TestNamespace()) {
            assertThatThrownBy(() -> node.call(() -> AdvertCapture.live("eth9")))
                    .isInstanceOf(CaptureException.class)
                    .hasMessage("there is no interface \"eth9\" (there are: lo)");
        }
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> AdvertCapture.file(Path.of("no-such.pcap")))
                .isInstanceOf(CaptureException.class)
                .hasMessage("cannot read no-such.pcap: there is no such file, or it may not be read");
    }

    @Test
    void aFileOfAnotherKindIsNamed(@TempDir Path directory) throws Exception {
        Path text = Files.writeString(directory.resolve("notes.txt"), "nothing that libpcap wrote");
        assertThatThrownBy(() -> AdvertCapture.file(text))
                .isInstanceOf(CaptureException.class)
                .hasMessageStartingWith("cannot read " + text + ": ");
        Path empty = Files.createFile(directory.resolve("empty.pcap"));
        assertThatThrownBy(() -> AdvertCapture.file(empty)).isInstanceOf(CaptureException.class);
    }

    @Test
    void aFileThatBreaksOffIsToldAfterWhatItHeld(@TempDir Path directory) throws Exception {
        byte[] whole = Files.readAllBytes(VECTORS.resolve("v2-auth-multicast.pcap"));
        Path cut = Files.write(directory.resolve("cut.pcap"), Arrays.copyOf(whole, whole.length - 5));
        List<CapturedFrame> captured = new ArrayList<>();
        try (AdvertCapture capture = AdvertCapture.file(cut)) {
            assertThatThrownBy(() -> capture.run(captured::add))
                    .isInstanceOf(CaptureException.class)
                    .hasMessageStartingWith("the capture broke off: ");
        }
        assertThat(captured).isNotEmpty();
    }

    private static String hex(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
