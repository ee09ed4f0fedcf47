package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighbourAdvertisementTest {
    private static final List<Byte> MAC = List.of((byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 2);

    @Test
    void everybodyIsToldFromTheAddressItselfToOverride() {
        // Byte for byte what keepalived sends (vectors/v3-ipv6.pcap).
        assertThat(hex(false))
                .isEqualTo("6000000000203aff" + "fe800000000000000000000000000077"
                        + "ff020000000000000000000000000001" + "880056ae20000000"
                        + "fe800000000000000000000000000077" + "0201020000000002");
    }

    @Test
    void aRouterSaysSo() {
        assertThat(hex(true)).contains("8800d6ada0000000");
    }

    @Test
    void aSolicitationAsksTheGroupOfTheAddress() {
        ByteBuffer message = ByteBuffer.allocate(NeighbourSolicitation.LENGTH);
        Inet6Address target = (Inet6Address) InetAddress.ofLiteral("fd00:77::1:2345");
        NeighbourSolicitation.of(message, MAC, (Inet6Address) InetAddress.ofLiteral("fe80::1"), target);
        assertThat(HexFormat.of().formatHex(message.array()))
                .startsWith("6000000000203aff" + "fe800000000000000000000000000001" + "ff0200000000000000000001ff012345"
                        + "8700")
                .endsWith("00000000" + "fd000077000000000000000000012345" + "0101020000000002");
        assertThat(HexFormat.of().formatHex(NeighbourSolicitation.hardwareGroup(target)))
                .isEqualTo("3333ff012345");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 60, fe80::77",
        // another version, protocol, hop limit, type
        "0, 40,",
        "6, 06,",
        "7, fe,",
        "40, 87,",
        // our own, and another option
        "71, 03,",
        "64, 01, fe80::77",
    })
    void whoAnswersIsFound(int at, String value, String target) {
        byte[] bytes = HexFormat.of().parseHex(hex(false));
        bytes[71] = (byte) 9;
        bytes[at] = (byte) Integer.parseInt(value, 16);
        List<Byte> ours = List.of((byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 3);
        assertThat(NeighbourAdvertisement.targetBesides(ours, ByteBuffer.wrap(bytes)))
                .isEqualTo(target == null ? null : InetAddress.ofLiteral(target));
    }

    @Test
    void aCutAnswerIsNoneAndOneWithoutAnOptionIs() {
        byte[] bytes = HexFormat.of().parseHex(hex(false));
        for (int length = 0; length < bytes.length; length++) {
            InetAddress target = NeighbourAdvertisement.targetBesides(
                    List.of(), ByteBuffer.wrap(bytes).limit(length));
            assertThat(target == null).as("%d bytes", length).isEqualTo(length < 64);
        }
    }

    private static String hex(boolean router) {
        ByteBuffer message = ByteBuffer.allocate(NeighbourAdvertisement.LENGTH);
        NeighbourAdvertisement.unsolicited(message, MAC, InetAddress.ofLiteral("fe80::77"), router);
        assertThat(message.remaining()).isEqualTo(72);
        return HexFormat.of().formatHex(message.array());
    }
}
