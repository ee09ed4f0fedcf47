package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

class ClaimFrameFuzzTest {
    @FuzzTest
    void anyBytesAreAClaimOrNone(byte[] bytes) {
        ByteBuffer received = ByteBuffer.wrap(bytes);
        ClaimFrame frame = ClaimFrame.parse(received);
        assertThat(received.position()).isZero();
        if (frame != null) {
            assertThat(frame.claim().hardwareAddress()).hasSize(17);
        }
    }
}
