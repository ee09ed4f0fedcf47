package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;

class ArpMessageFuzzTest {
    private static final List<Byte> OURS = Collections.nCopies(Announcer.HARDWARE_ADDRESS, (byte) 2);

    @FuzzTest
    void anyBytesNameASenderOrNobody(byte[] bytes) {
        ByteBuffer message = ByteBuffer.wrap(bytes);
        Inet4Address sender = ArpMessage.senderBesides(OURS, message);
        assertThat(message.position()).isZero();
        if (sender != null) {
            assertThat(bytes.length).isGreaterThanOrEqualTo(ArpMessage.LENGTH);
            assertThat(sender.isAnyLocalAddress()).isFalse();
        }
    }
}
