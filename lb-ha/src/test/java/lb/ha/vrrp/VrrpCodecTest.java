package lb.ha.vrrp;

import static lb.ha.vrrp.Packets.ip;
import static lb.ha.vrrp.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import lb.ha.vrrp.Decoded.Accepted;
import lb.ha.vrrp.Decoded.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class VrrpCodecTest {
    private static final InetAddress SOURCE = ip("10.77.5.1");
    private static final InetAddress GROUP = VrrpCodec.MULTICAST_GROUP;
    private static final Advert V2 = new Advert(
            2, 51, 101, Duration.ofSeconds(1), List.of(ip("10.77.5.100")), Authentication.ofPassword("12345678"));
    private static final Advert V3 =
            new Advert(3, 51, 101, Duration.ofMillis(500), List.of(ip("10.77.5.100")), Authentication.NONE);
    private static final int IP = 20;

    private static ByteBuffer good(Advert advert) {
        return packet(advert, ChecksumForm.PSEUDO_HEADER, SOURCE, GROUP);
    }

    /** Makes the checksum right again after a change of the message. */
    private static void repair(ByteBuffer packet) {
        packet.putShort(IP + 6, (short) 0);
        long sum = 0;
        for (int at = IP; at + 1 < packet.limit(); at += 2) {
            sum += packet.getShort(at) & 0xffff;
        }
        while (sum > 0xffff) {
            sum = (sum >>> 16) + (sum & 0xffff);
        }
        packet.putShort(IP + 6, (short) ~sum);
    }

    record Hostile(String what, Advert advert, Consumer<ByteBuffer> change, Rejection reason, String words) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Hostile hostile(String what, Consumer<ByteBuffer> change, Rejection reason, String words) {
        return new Hostile(what, V3, change, reason, words);
    }

    private static Hostile message(String what, Consumer<ByteBuffer> change, Rejection reason, String words) {
        return new Hostile(what, V3, change.andThen(VrrpCodecTest::repair), reason, words);
    }

    static Stream<Hostile> hostiles() {
        return Stream.of(
                hostile("nothing", it -> it.limit(0), Rejection.TRUNCATED, "a packet of 0 bytes"),
                hostile(
                        "IPv6 too short for its header",
                        it -> it.put(0, (byte) 0x65),
                        Rejection.TRUNCATED,
                        "32 bytes, shorter than an IPv6 header"),
                hostile("IP version 5", it -> it.put(0, (byte) 0x55), Rejection.IP_HEADER, "IP version 5"),
                hostile("IP version 0", it -> it.put(0, (byte) 0x05), Rejection.IP_HEADER, "IP version 0"),
                hostile("IP header of 16 bytes", it -> it.put(0, (byte) 0x44), Rejection.IP_HEADER, "16 bytes"),
                hostile(
                        "IP header longer than the packet",
                        it -> it.put(0, (byte) 0x4f),
                        Rejection.TRUNCATED,
                        "IP header of 60 bytes and total length 32, received 32 bytes"),
                hostile(
                        "total length beyond the packet",
                        it -> it.putShort(2, (short) 33),
                        Rejection.TRUNCATED,
                        "total length 33, received 32"),
                hostile("total length 65535", it -> it.putShort(2, (short) -1), Rejection.TRUNCATED, "65535"),
                hostile("total length 0", it -> it.putShort(2, (short) 0), Rejection.TRUNCATED, "total length 0"),
                hostile("total length in the header", it -> it.putShort(2, (short) 19), Rejection.TRUNCATED, "19"),
                hostile("no message", it -> it.putShort(2, (short) 20), Rejection.TRUNCATED, "0 bytes, expected 8"),
                hostile("half a header", it -> it.putShort(2, (short) 24), Rejection.TRUNCATED, "4 bytes, expected 8"),
                hostile("options eat the message", it -> it.put(0, (byte) 0x48), Rejection.TRUNCATED, "0 bytes"),
                hostile("first fragment", it -> it.put(6, (byte) 0x20), Rejection.FRAGMENT, "a fragment"),
                hostile("later fragment", it -> it.put(7, (byte) 1), Rejection.FRAGMENT, "a fragment"),
                hostile("UDP", it -> it.put(9, (byte) 17), Rejection.PROTOCOL, "IP protocol 17, expected 112"),
                hostile("TTL 254", it -> it.put(8, (byte) 254), Rejection.TTL, "10.77.5.1: TTL 254, expected 255"),
                hostile("TTL 0", it -> it.put(8, (byte) 0), Rejection.TTL, "TTL 0, expected 255"),
                message("version 1", it -> it.put(IP, (byte) 0x11), Rejection.VERSION, "VRRP version 1"),
                message("version 15", it -> it.put(IP, (byte) 0xf1), Rejection.VERSION, "VRRP version 15"),
                message("type 0", it -> it.put(IP, (byte) 0x30), Rejection.TYPE, "VRRP type 0, expected 1"),
                message("type 2", it -> it.put(IP, (byte) 0x32), Rejection.TYPE, "VRRP type 2, expected 1"),
                message("version 3 said to be 2", it -> it.put(IP, (byte) 0x21), Rejection.TRUNCATED, "need 20"),
                message(
                        "no address",
                        it -> it.put(IP + 3, (byte) 0),
                        Rejection.ADDRESS_COUNT,
                        "0 addresses, which need 8"),
                message("two addresses", it -> it.put(IP + 3, (byte) 2), Rejection.TRUNCATED, "2 addresses need 16"),
                message("255 addresses", it -> it.put(IP + 3, (byte) 255), Rejection.TRUNCATED, "255 addresses need"),
                hostile("checksum", it -> it.putShort(IP + 6, (short) 0x1234), Rejection.CHECKSUM, "0x1234"),
                hostile("another VRID", it -> it.put(IP + 1, (byte) 52), Rejection.CHECKSUM, "wrong checksum"),
                hostile("another source", it -> it.put(15, (byte) 9), Rejection.CHECKSUM, "10.77.5.9"),
                message("interval 0", it -> it.putShort(IP + 4, (short) 0xf000), Rejection.INTERVAL, "interval of 0"),
                new Hostile(
                        "version 2 without its last 8 bytes",
                        V2,
                        it -> it.limit(32).putShort(2, (short) 32),
                        Rejection.TRUNCATED,
                        "1 addresses need 20"),
                new Hostile(
                        "version 2 said to be 3",
                        V2,
                        ((Consumer<ByteBuffer>) it -> it.put(IP, (byte) 0x31)).andThen(VrrpCodecTest::repair),
                        Rejection.ADDRESS_COUNT,
                        "need 12"),
                new Hostile(
                        "another password than summed",
                        V2,
                        it -> it.put(it.limit() - 1, (byte) 'x'),
                        Rejection.CHECKSUM,
                        "wrong checksum"));
    }

    @ParameterizedTest
    @MethodSource("hostiles")
    void whatIsWrongIsRejectedWithItsReason(Hostile hostile) {
        ByteBuffer packet = good(hostile.advert());
        hostile.change().accept(packet);
        Decoded decoded = VrrpCodec.decode(packet);
        assertThat(decoded).isInstanceOf(Rejected.class);
        Rejected rejected = (Rejected) decoded;
        assertThat(rejected.reason()).isEqualTo(hostile.reason());
        assertThat(rejected.sentence()).contains(hostile.words());
    }

    @Test
    void anAdvertCutAnywhereIsTruncated() {
        for (Advert advert : List.of(V2, V3)) {
            ByteBuffer whole = good(advert);
            for (int length = 0; length < whole.limit(); length++) {
                ByteBuffer cut = whole.duplicate().limit(length);
                assertThat(((Rejected) VrrpCodec.decode(cut)).reason()).isEqualTo(Rejection.TRUNCATED);
            }
        }
    }

    @Test
    void anAdvertWhoseLengthIsCutAnywhereIsTruncated() {
        for (Advert advert : List.of(V2, V3)) {
            for (int length = 0; length < good(advert).limit(); length++) {
                ByteBuffer cut = good(advert).putShort(2, (short) length).limit(length);
                assertThat(((Rejected) VrrpCodec.decode(cut)).reason()).isEqualTo(Rejection.TRUNCATED);
            }
        }
    }

    @Test
    void everyFlippedBitOfTheMessageIsNoticed() {
        for (Advert advert : List.of(V2, V3)) {
            for (int bit = IP * 8; bit < good(advert).limit() * 8; bit++) {
                ByteBuffer packet = good(advert);
                packet.put(bit / 8, (byte) (packet.get(bit / 8) ^ 1 << bit % 8));
                assertThat(VrrpCodec.decode(packet)).as("bit %d", bit).isInstanceOf(Rejected.class);
            }
        }
    }

    @Test
    void howManyRoutersAnAdvertByUnicastHasPassedIsForTheSettingsToJudge() {
        ByteBuffer packet = packet(V3, ChecksumForm.PSEUDO_HEADER, SOURCE, ip("10.77.5.2"));
        packet.put(8, (byte) 64);
        assertThat(((Accepted) VrrpCodec.decode(packet)).hops()).isEqualTo(64);
    }

    @Test
    void aRejectedAdvertNamesItsVirtualRouterWhereItCan() {
        ByteBuffer packet = good(V3);
        packet.put(8, (byte) 1);
        assertThat(VrrpCodec.decode(packet).routerId()).isEqualTo(51);
        assertThat(VrrpCodec.decode(packet.limit(10)).routerId()).isEqualTo(Rejected.UNKNOWN_ROUTER);
    }

    @ParameterizedTest
    @EnumSource(ChecksumForm.class)
    void bothFormsOfTheChecksumAreAcceptedAndTold(ChecksumForm form) {
        assertThat(VrrpCodec.decode(packet(V3, form, SOURCE, GROUP)))
                .isEqualTo(new Accepted(V3, SOURCE, GROUP, form, 255));
    }

    @Test
    void theMessageIsWrittenByteForByteAsKeepalivedDoes() {
        ByteBuffer v2 = good(V2).position(IP);
        assertThat(hex(v2)).isEqualTo("213365010101" + "9844" + "0a4d0564" + "3132333435363738");
        ByteBuffer v3 = good(V3).position(IP);
        assertThat(hex(v3)).isEqualTo("313365010032" + "6a0b" + "0a4d0564");
    }

    @Test
    void paddingOfTheLinkAndOptionsOfTheHeaderAreSkipped() {
        ByteBuffer packet = good(V3);
        ByteBuffer longer = ByteBuffer.allocate(60);
        longer.put(packet.slice(0, IP)).putInt(0x01010101).put(packet.slice(IP, 12));
        longer.put(0, (byte) 0x46).putShort(2, (short) 36).rewind();
        assertThat(VrrpCodec.decode(longer)).isInstanceOf(Accepted.class);
    }

    @Test
    void thePositionAndOrderOfTheBufferDoNotMatterAndAreLeftAsTheyAre() {
        ByteBuffer somewhere = ByteBuffer.allocateDirect(100)
                .position(7)
                .put(good(V2))
                .limit(47)
                .position(7);
        somewhere.order(ByteOrder.LITTLE_ENDIAN);
        assertThat(VrrpCodec.decode(somewhere)).isInstanceOf(Accepted.class);
        assertThat(somewhere.position()).isEqualTo(7);
        assertThat(somewhere.limit()).isEqualTo(47);
    }

    @Test
    void extremesComeBackAsTheyWere() {
        List<InetAddress> many = Collections.nCopies(255, ip("255.255.255.255"));
        for (Advert advert : List.of(
                new Advert(2, 255, 255, Duration.ofSeconds(255), many, new Authentication(255, -1)),
                new Advert(3, 255, 255, Duration.ofMillis(40_950), many, Authentication.NONE),
                new Advert(3, 0, 0, Duration.ofMillis(10), List.of(ip("0.0.0.0")), Authentication.NONE))) {
            assertThat(((Accepted) VrrpCodec.decode(good(advert))).advert()).isEqualTo(advert);
        }
    }

    @Test
    void aPasswordIsPaddedWithZeroAndNeverShown() {
        assertThat(Authentication.ofPassword("ab").data()).isEqualTo(0x6162_0000_0000_0000L);
        assertThat(Authentication.ofPassword("123456789")).isEqualTo(Authentication.ofPassword("12345678"));
        assertThat(V2.toString()).doesNotContain("12345678");
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }
}
