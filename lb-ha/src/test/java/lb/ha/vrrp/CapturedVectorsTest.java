package lb.ha.vrrp;

import static lb.ha.vrrp.Packets.ip;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lb.ha.settings.AddressText;
import lb.ha.settings.VirtualRouterSettings.ChecksumForm;
import lb.ha.vrrp.Decoded.Accepted;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real keepalived has sent. */
class CapturedVectorsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Authentication PASSWORD = Authentication.ofPassword("12345678");
    private static final Authentication NONE = Authentication.NONE;

    static Stream<Arguments> files() {
        List<InetAddress> one = List.of(ip("10.77.5.100"));
        List<InetAddress> lab2 = List.of(ip("10.77.0.100"));
        List<InetAddress> six = List.of(ip("fe80::77"), ip("fd00:77::100"));
        List<InetAddress> two = List.of(ip("10.77.5.100"), ip("10.77.5.101"));
        return Stream.of(
                Arguments.of("v2-auth-multicast", new Advert(2, 51, 100, SECOND, one, PASSWORD)),
                Arguments.of("v2-noauth-two-addresses", new Advert(2, 51, 100, SECOND, two, NONE)),
                Arguments.of("v2-unicast", new Advert(2, 51, 100, SECOND, one, NONE)),
                Arguments.of(
                        "v2-use-vmac", new Advert(2, 51, 150, SECOND, lab2, Authentication.ofPassword("s3cret12"))),
                Arguments.of("v3-ipv4", new Advert(3, 51, 100, Duration.ofMillis(500), one, NONE)),
                Arguments.of("v3-ipv6", new Advert(3, 51, 100, Duration.ofMillis(500), six, NONE)),
                Arguments.of("v3-ipv4-unicast", new Advert(3, 51, 150, Duration.ofMillis(100), lab2, NONE)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyAdvertIsReadInFull(String file, Advert expected) {
        for (Accepted accepted : read(file)) {
            int priority = accepted.advert().priority();
            assertThat(accepted.advert()).as(file).isEqualTo(expected.withPriority(priority));
            assertThat(priority).isIn(0, 100, 101, 150);
            boolean ipv6 = file.contains("ipv6");
            assertThat(AddressText.of(accepted.source()))
                    .matches(ipv6 ? "fe80::ff:fe00:[12]" : "10\\.77\\.[05]\\.[12]");
            if (file.contains("unicast")) {
                assertThat(accepted.destination().getHostAddress()).matches("10\\.77\\.[05]\\.[12]");
            } else {
                assertThat(accepted.destination()).isEqualTo(ipv6 ? ip("ff02::12") : ip("224.0.0.18"));
            }
            assertThat(accepted.checksum())
                    .isEqualTo(expected.version() == 3 ? ChecksumForm.PSEUDO_HEADER : ChecksumForm.MESSAGE_ONLY);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyAdvertIsWrittenAgainToTheSameBytes(String file, Advert expected) {
        for (ByteBuffer packet : PcapFile.adverts("/vectors/" + file + ".pcap")) {
            Accepted accepted = (Accepted) VrrpCodec.decode(packet);
            ByteBuffer again = ByteBuffer.allocate(VrrpCodec.MAX_MESSAGE_BYTES);
            VrrpCodec.encode(accepted.advert(), accepted.checksum(), accepted.source(), accepted.destination(), again);
            int header = file.contains("ipv6") ? 40 : 20;
            assertThat(again.flip()).isEqualTo(packet.slice(header, packet.limit() - header));
        }
    }

    @Test
    void anElectionWithACleanStopShowsBothPrioritiesAndZero() {
        assertThat(read("v2-auth-multicast"))
                .extracting(it -> it.advert().priority())
                .contains(100, 101, 0);
        assertThat(read("v3-ipv4")).extracting(it -> it.advert().priority()).contains(100, 101, 0);
    }

    private static List<Accepted> read(String file) {
        List<Accepted> all = new ArrayList<>();
        for (ByteBuffer packet : PcapFile.adverts("/vectors/" + file + ".pcap")) {
            assertThat(VrrpCodec.decode(packet)).as(file).isInstanceOf(Accepted.class);
            all.add((Accepted) VrrpCodec.decode(packet));
        }
        assertThat(all).as("adverts in %s", file).hasSizeGreaterThan(2);
        return all;
    }
}
