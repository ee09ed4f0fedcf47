package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import lb.ha.address.ClaimListener.Claim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimFrameTest {
    private static final String ARP = "ffffffffffff" + "020000000001" + "0806" + "0001080006040001" + "020000000002"
            + "0a4d0564" + "000000000000" + "0a4d0501";
    private static final String ADVERTISEMENT = "333300000001" + "020000000001" + "86dd" + "6000000000183aff"
            + "fe800000000000000000000000000001" + "ff020000000000000000000000000001" + "88000000" + "20000000"
            + "fd000000000000000000000000000100";

    private static ClaimFrame parse(String hex) {
        return ClaimFrame.parse(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    @Test
    void anArpPacketClaimsItsSender() {
        assertThat(parse(ARP).claim()).isEqualTo(new Claim(InetAddress.ofLiteral("10.77.5.100"), "02:00:00:00:00:02"));
    }

    @Test
    void aNeighbourAdvertisementClaimsItsTarget() {
        assertThat(parse(ADVERTISEMENT).claim())
                .isEqualTo(new Claim(InetAddress.ofLiteral("fd00::100"), "02:00:00:00:00:01"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ffffffffffff0200000000010806",
                // A probe, a solicitation, TCP, and each cut off by a byte.
                "ffffffffffff0200000000010806000108000604000102000000000200000000000000000000" + "0a4d0501",
                "3333000000010200000000018"
                        + "6dd6000000000183afffe800000000000000000000000000001ff02000000000000000000000000000187000000"
                        + "20000000fd000000000000000000000000000100",
                "020000000002020000000001080045000028000000004006000000000000000000000000",
                "ffffffffffff020000000001080600010800060400010200000000020a4d05640000000000000a4d05",
            })
    void anythingElseClaimsNothing(String hex) {
        assertThat(parse(hex)).isNull();
    }
}
