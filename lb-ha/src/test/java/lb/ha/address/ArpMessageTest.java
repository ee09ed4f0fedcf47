package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArpMessageTest {
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
}
