package lb.ha.vrrp;

import static lb.ha.vrrp.Packets.ip;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lb.ha.RouterSettings;
import lb.ha.settings.Secret;
import lb.ha.settings.VirtualRouterSettings.Header;
import lb.ha.vrrp.Decoded.Accepted;
import lb.ha.vrrp.Decoded.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AuthenticationHeaderTest {
    private static final InetAddress SOURCE = ip("10.77.60.1");
    private static final InetAddress GROUP = VrrpCodec.MULTICAST_GROUP;
    private static final String PASSWORD = "12345678";
    private static final Advert ADVERT =
            new Advert(2, 51, 101, Duration.ofSeconds(1), List.of(ip("10.77.60.100")), new Authentication(2, 0));
    private static final int IP = 20;
    private static final int MESSAGE = 44;
    private static final int CHECKSUM = 10;
    private static final IntegrityKey KEY = new IntegrityKey(new Secret(PASSWORD));
    private static final AdvertCheck CHECK = new AdvertCheck(RouterSettings.DEFAULT
            .version(2)
            .addresses("10.77.60.100")
            .authentication(new Header(new Secret(PASSWORD)))
            .build());

    private static List<ByteBuffer> captured(String file) {
        return PcapFile.adverts("/vectors/" + file + ".pcap");
    }

    private static ByteBuffer good() {
        return Packets.authenticated(ADVERT, SOURCE, GROUP, 42, PASSWORD);
    }

    @Test
    void everyAdvertOfKeepalivedIsAuthenticAndItsNodesCountTogether() {
        List<Integer> sequences = new ArrayList<>();
        for (ByteBuffer packet : captured("v2-ah-multicast")) {
            Accepted accepted = (Accepted) VrrpCodec.decode(packet);
            assertThat(accepted.advert())
                    .isEqualTo(ADVERT.withPriority(accepted.advert().priority()));
            assertThat(CHECK.reject(accepted, null)).isNull();
            sequences.add(accepted.header().sequence());
        }
        // Two nodes, of which one was stopped and one was killed, and came back.
        assertThat(sequences)
                .hasSize(29)
                .isSorted()
                .doesNotHaveDuplicates()
                .startsWith(1)
                .endsWith(29);
    }

    @ParameterizedTest
    @CsvSource({"v2-ah-multicast, 6", "v2-ah-unicast, 4"})
    void whatKeepalivedSendsIsWrittenByteForByte(String file, int expected) {
        int compared = 0;
        for (ByteBuffer packet : captured(file)) {
            Accepted accepted = (Accepted) VrrpCodec.decode(packet);
            int sequence = accepted.header().sequence();
            // Its identification is a counter of its own, the same as the sequence number at first.
            if (packet.getShort(4) == sequence) {
                ByteBuffer written = Packets.authenticated(
                        accepted.advert(), accepted.source(), accepted.destination(), sequence, PASSWORD);
                // For the kernel to fill in.
                written.putShort(CHECKSUM, packet.getShort(CHECKSUM));
                assertThat(written).isEqualTo(packet);
                compared++;
            }
        }
        assertThat(compared).isEqualTo(expected);
    }

    @Test
    void whatChangesOnTheWayDoesNotMatter() {
        ByteBuffer packet = Packets.authenticated(ADVERT, SOURCE, ip("10.77.60.2"), 42, PASSWORD);
        packet.put(1, (byte) 0)
                .put(8, (byte) 9)
                .putShort(CHECKSUM, (short) 0x1234)
                .putShort(6, (short) 0x4000);
        Accepted accepted = (Accepted) VrrpCodec.decode(packet);
        assertThat(accepted.header().isBy(KEY)).isTrue();
        assertThat(accepted.hops()).isEqualTo(9);
    }

    @Test
    void everyOtherFlippedBitIsNoticed() {
        List<Integer> mutable = List.of(1, 6, 7, 8, 10, 11);
        for (int bit = 0; bit < good().limit() * 8; bit++) {
            ByteBuffer packet = good();
            packet.put(bit / 8, (byte) (packet.get(bit / 8) ^ 1 << bit % 8));
            boolean heard =
                    VrrpCodec.decode(packet) instanceof Accepted accepted && CHECK.reject(accepted, null) == null;
            if (!mutable.contains(bit / 8)) {
                assertThat(heard).as("bit %d", bit).isFalse();
            }
        }
    }

    record Hostile(String what, Consumer<ByteBuffer> change, Rejection reason, String words) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Hostile> hostiles() {
        String expected = "without an authentication header of 24 bytes";
        return Stream.of(
                new Hostile("another next header", it -> it.put(IP, (byte) 6), Rejection.PROTOCOL, expected),
                new Hostile("one in another", it -> it.put(IP, (byte) 51), Rejection.PROTOCOL, expected),
                new Hostile("no length", it -> it.put(IP + 1, (byte) 0), Rejection.PROTOCOL, expected),
                new Hostile("a longer one", it -> it.put(IP + 1, (byte) 5), Rejection.PROTOCOL, expected),
                new Hostile("the longest", it -> it.put(IP + 1, (byte) 255), Rejection.PROTOCOL, expected),
                new Hostile("options before it", it -> it.put(0, (byte) 0x46), Rejection.PROTOCOL, expected),
                new Hostile("an IP header only", it -> it.putShort(2, (short) 20), Rejection.PROTOCOL, expected),
                new Hostile("half of it", it -> it.putShort(2, (short) 32), Rejection.PROTOCOL, expected),
                new Hostile(
                        "nothing behind it",
                        it -> it.putShort(2, (short) 44),
                        Rejection.TRUNCATED,
                        "message of 0 bytes"),
                new Hostile(
                        "a piece of a message",
                        it -> it.putShort(2, (short) 51),
                        Rejection.TRUNCATED,
                        "message of 7 bytes"),
                new Hostile(
                        "longer than it is",
                        it -> it.putShort(2, (short) 65),
                        Rejection.TRUNCATED,
                        "received 64 bytes"),
                new Hostile("a fragment", it -> it.putShort(6, (short) 1), Rejection.FRAGMENT, "a fragment"),
                new Hostile("multicast from afar", it -> it.put(8, (byte) 254), Rejection.TTL, "TTL 254, expected 255"),
                new Hostile(
                        "a message that is none",
                        it -> it.put(MESSAGE, (byte) 0x51),
                        Rejection.VERSION,
                        "VRRP version 5, expected 2 or 3"));
    }

    @ParameterizedTest
    @MethodSource("hostiles")
    void whatIsWrongIsRejectedWithItsReason(Hostile hostile) {
        ByteBuffer packet = good();
        hostile.change().accept(packet);
        Rejected rejected = (Rejected) VrrpCodec.decode(packet);
        assertThat(rejected.reason()).isEqualTo(hostile.reason());
        assertThat(rejected.sentence()).startsWith("advert from 10.77.60.1: ").contains(hostile.words());
    }

    @Test
    void aPacketCutAnywhereIsTruncated() {
        for (int length = 0; length < good().limit(); length++) {
            ByteBuffer cut = good().limit(length);
            assertThat(((Rejected) VrrpCodec.decode(cut)).reason()).isEqualTo(Rejection.TRUNCATED);
        }
    }

    @Test
    void anIdentificationOfZeroWhichTheKernelWouldReplaceIsNeverSent() {
        assertThat(Packets.authenticated(ADVERT, SOURCE, GROUP, 0x10000, PASSWORD)
                        .getShort(4))
                .isEqualTo((short) 1);
    }
}
