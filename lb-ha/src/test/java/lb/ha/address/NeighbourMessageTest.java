package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighbourMessageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "0001080006040001 020000000002 0a4d0564 ffffffffffff 0a4d0564;"
                        + " ArpRequest[senderMac=02:00:00:00:00:02, sender=/10.77.5.100, target=/10.77.5.100]",
                "0001080006040002 020000000002 0a4d0564 020000000001 00000000;"
                        + " ArpReply[senderMac=02:00:00:00:00:02, sender=/10.77.5.100]",
                "0001080006040003 020000000002 0a4d0564 020000000001 00000000;"
                        + " Malformed[reason=ARP operation 3, expected 1 or 2]",
                "0006080006040001 020000000002 0a4d0564 020000000001 00000000;"
                        + " Malformed[reason=ARP of another kind than IPv4 on Ethernet]",
                "0001080006040001 020000000002 0a4d0564 020000000001 000000; Malformed[reason=ARP of 27 bytes, expected 28]",
                "''; Malformed[reason=ARP of 0 bytes, expected 28]",
            })
    void arpIsReadOrSaidWhatIsWrong(String hexadecimal, String expected) {
        assertThat(NeighbourMessage.arp(bytes(hexadecimal))).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "3aff 87 00; Solicitation[source=/fe80:0:0:0:0:0:0:1, target=/fe80:0:0:0:0:0:0:77]",
                "3aff 88 20; Advertisement[target=/fe80:0:0:0:0:0:0:77, solicited=false]",
                "3aff 88 60; Advertisement[target=/fe80:0:0:0:0:0:0:77, solicited=true]",
                "3aff 85 00; Malformed[reason=ICMPv6 type 133, expected 135 or 136]",
                "3afe 88 00; Malformed[reason=neighbour discovery with hop limit 254, expected 255]",
            })
    void discoveryIsReadOrSaidWhatIsWrong(String varied, String expected) {
        String[] parts = varied.split(" ");
        ByteBuffer whole = bytes("600000000018" + parts[0] + "fe800000000000000000000000000001"
                + "ff020000000000000000000000000001" + parts[1] + "005678" + parts[2] + "000000"
                + "fe800000000000000000000000000077");
        assertThat(NeighbourMessage.discovery(whole)).hasToString(expected);
        for (int length = 0; length < whole.limit(); length++) {
            assertThat(NeighbourMessage.discovery(whole.duplicate().limit(length)))
                    .hasToString("Malformed[reason=neighbour discovery of " + length + " bytes, expected 64 at least]");
        }
    }

    private static ByteBuffer bytes(String hexadecimal) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hexadecimal.replace(" ", "")));
    }
}
