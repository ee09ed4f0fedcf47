package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArpMessageTest {
    private static final List<Byte> OURS = List.of((byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1);

    @Test
    void senderAndTargetAreTheAddressAndTheTargetMacIsBroadcast() throws Exception {
        ByteBuffer message = ByteBuffer.allocate(ArpMessage.LENGTH);
        ArpMessage.gratuitous(
                message, List.of((byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1), (Inet4Address)
                        InetAddress.getByName("10.77.5.100"));
        assertThat(message.remaining()).isEqualTo(28);
        // Byte for byte what keepalived sends (vectors/v2-auth-multicast.pcap).
        assertThat(HexFormat.of().formatHex(message.array()))
                .isEqualTo("0001080006040001" + "020000000001" + "0a4d0564" + "ffffffffffff" + "0a4d0564");
    }

    @Test
    void aProbeHasNoSenderAndAsksNobodyInParticular() {
        ByteBuffer message = ByteBuffer.allocate(ArpMessage.LENGTH);
        ArpMessage.probe(message, OURS, Inet4Address.ofLiteral("10.77.5.100"));
        assertThat(HexFormat.of().formatHex(message.array()))
                .isEqualTo("0001080006040001" + "020000000001" + "00000000" + "000000000000" + "0a4d0564");
    }

    @ParameterizedTest
    @CsvSource({
        // a reply, a gratuitous request and one for somebody else, with Ethernet's padding
        "0001080006040002 020000000002 0a4d0564 020000000001 00000000, 10.77.5.100",
        "0001080006040001 020000000002 0a4d0564 ffffffffffff 0a4d0564, 10.77.5.100",
        "0001080006040001 020000000002 ffffffff 000000000000 0a4d0501 000000000000, 255.255.255.255",
        // our own, a probe, another operation, other hardware, another protocol, other lengths, cut off
        "0001080006040001 020000000001 0a4d0564 ffffffffffff 0a4d0564,",
        "0001080006040001 020000000002 00000000 000000000000 0a4d0564,",
        "0001080006040003 020000000002 0a4d0564 020000000001 00000000,",
        "0006080006040002 020000000002 0a4d0564 020000000001 00000000,",
        "000186dd06040002 020000000002 0a4d0564 020000000001 00000000,",
        "0001080008040002 020000000002 0a4d0564 020000000001 00000000,",
        "0001080006100002 020000000002 0a4d0564 020000000001 00000000,",
        "0001080006040002 020000000002 0a4d0564 020000000001 000000,",
        "00,",
        "'',",
    })
    void whoSaysToHaveAnAddressIsFoundInRequestsAndReplies(String hexadecimal, String sender) {
        ByteBuffer message = ByteBuffer.wrap(HexFormat.of().parseHex(hexadecimal.replace(" ", "")));
        assertThat(ArpMessage.senderBesides(OURS, message))
                .isEqualTo(sender == null ? null : Inet4Address.ofLiteral(sender));
        assertThat(message.position()).isZero();
    }
}
