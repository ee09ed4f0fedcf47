package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

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

    private static String hex(boolean router) {
        ByteBuffer message = ByteBuffer.allocate(NeighbourAdvertisement.LENGTH);
        NeighbourAdvertisement.unsolicited(message, MAC, InetAddress.ofLiteral("fe80::77"), router);
        assertThat(message.remaining()).isEqualTo(72);
        return HexFormat.of().formatHex(message.array());
    }
}
