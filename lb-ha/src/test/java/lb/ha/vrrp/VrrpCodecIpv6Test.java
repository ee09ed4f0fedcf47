package lb.ha.vrrp;

import static lb.ha.vrrp.Packets.ip;
import static lb.ha.vrrp.Packets.packet;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
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

class VrrpCodecIpv6Test {
    private static final InetAddress SOURCE = ip("fe80::1");
    private static final InetAddress GROUP = VrrpCodec.MULTICAST_GROUP_IPV6;
    private static final Advert ADVERT = new Advert(
            3, 51, 101, Duration.ofMillis(500), List.of(ip("fe80::77"), ip("fd00::100")), Authentication.NONE);
    private static final int IP = 40;

    private static ByteBuffer good() {
        return packet(ADVERT, ChecksumForm.PSEUDO_HEADER, SOURCE, GROUP);
    }

    record Hostile(String what, Consumer<ByteBuffer> change, Rejection reason, String words) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Hostile> hostiles() {
        return Stream.of(
                new Hostile(
                        "a packet of 39 bytes",
                        it -> it.limit(39),
                        Rejection.TRUNCATED,
                        "39 bytes, shorter than an IPv6 header"),
                new Hostile(
                        "more payload than there is",
                        it -> it.putShort(4, (short) 41),
                        Rejection.TRUNCATED,
                        "payload length 41, received 80"),
                new Hostile("payload length 65535", it -> it.putShort(4, (short) -1), Rejection.TRUNCATED, "65535"),
                new Hostile("no payload", it -> it.putShort(4, (short) 0), Rejection.TRUNCATED, "0 bytes, expected 8"),
                new Hostile("one byte", it -> it.putShort(4, (short) 1), Rejection.TRUNCATED, "1 bytes, expected 8"),
                new Hostile("a fragment", it -> it.put(6, (byte) 44), Rejection.FRAGMENT, "a fragment"),
                new Hostile("ICMPv6", it -> it.put(6, (byte) 58), Rejection.PROTOCOL, "next header 58, expected 112"),
                new Hostile(
                        "a router on the way",
                        it -> it.put(7, (byte) 254),
                        Rejection.TTL,
                        "fe80::1: hop limit 254, expected 255"),
                new Hostile(
                        "version 2", it -> it.put(IP, (byte) 0x21), Rejection.VERSION, "version 2 in IPv6, expected 3"),
                new Hostile("type 2", it -> it.put(IP, (byte) 0x32), Rejection.TYPE, "VRRP type 2, expected 1"),
                new Hostile(
                        "no address",
                        it -> it.put(IP + 3, (byte) 0),
                        Rejection.ADDRESS_COUNT,
                        "0 addresses, which need 8"),
                new Hostile(
                        "one address less than there are",
                        it -> it.put(IP + 3, (byte) 1),
                        Rejection.ADDRESS_COUNT,
                        "1 addresses, which need 24"),
                new Hostile(
                        "255 addresses", it -> it.put(IP + 3, (byte) 255), Rejection.TRUNCATED, "addresses need 4088"),
                new Hostile("another source", it -> it.put(23, (byte) 9), Rejection.CHECKSUM, "fe80::9"),
                new Hostile("another destination", it -> it.put(39, (byte) 9), Rejection.CHECKSUM, "wrong checksum"));
    }

    @ParameterizedTest
    @MethodSource("hostiles")
    void whatIsWrongIsRejectedWithItsReason(Hostile hostile) {
        ByteBuffer packet = good();
        hostile.change().accept(packet);
        assertThat(VrrpCodec.decode(packet)).isInstanceOfSatisfying(Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(hostile.reason());
            assertThat(rejected.sentence()).contains(hostile.words());
        });
    }

    @Test
    void anAdvertCutAnywhereIsTruncated() {
        for (int length = 0; length < good().limit(); length++) {
            assertThat(((Rejected) VrrpCodec.decode(good().limit(length))).reason())
                    .isEqualTo(Rejection.TRUNCATED);
        }
    }

    @Test
    void everyFlippedBitOfTheMessageIsNoticed() {
        for (int bit = IP * 8; bit < good().limit() * 8; bit++) {
            ByteBuffer packet = good();
            packet.put(bit / 8, (byte) (packet.get(bit / 8) ^ 1 << bit % 8));
            assertThat(VrrpCodec.decode(packet)).as("bit %d", bit).isInstanceOf(Rejected.class);
        }
    }

    @ParameterizedTest
    @EnumSource(ChecksumForm.class)
    void theChecksumHasAPseudoHeaderWhateverTheForm(ChecksumForm form) {
        assertThat(VrrpCodec.decode(packet(ADVERT, form, SOURCE, GROUP)))
                .isEqualTo(new Accepted(ADVERT, SOURCE, GROUP, ChecksumForm.PSEUDO_HEADER, 255));
    }

    @Test
    void aChecksumOfTheMessageOnlyIsWrong() {
        ByteBuffer packet = good();
        packet.putShort(IP + 6, (short) 0);
        packet.putShort(IP + 6, InternetChecksum.of(InternetChecksum.sum(packet, IP, packet.limit())));
        assertThat(((Rejected) VrrpCodec.decode(packet)).reason()).isEqualTo(Rejection.CHECKSUM);
    }

    @Test
    void theMostAddressesComeBackAsTheyWere() {
        Advert most = new Advert(
                3,
                255,
                255,
                Duration.ofMillis(40_950),
                Collections.nCopies(255, ip("ffff::ffff")),
                Authentication.NONE);
        ByteBuffer packet = packet(most, ChecksumForm.PSEUDO_HEADER, SOURCE, GROUP);
        assertThat(((Accepted) VrrpCodec.decode(packet)).advert()).isEqualTo(most);
    }

    @Test
    void anAddressThatMapsOneOfIpv4StaysOneOfIpv6() {
        ByteBuffer packet = good();
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
        packet.put(IP + 8, mapped).putShort(IP + 6, (short) 0);
        long sum = InternetChecksum.sum(packet, IP, packet.limit())
                + InternetChecksum.pseudoHeader(SOURCE, GROUP, 112, packet.limit() - IP);
        packet.putShort(IP + 6, InternetChecksum.of(sum));
        Accepted accepted = (Accepted) VrrpCodec.decode(packet);
        assertThat(accepted.advert().addresses().getFirst()).isInstanceOf(Inet6Address.class);
    }
}
