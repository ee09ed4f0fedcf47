package lb.ha.address;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.List;

class NetlinkParserFuzzTest {
    @FuzzTest
    void anyBytesAreMessagesOrMalformed(byte[] bytes) {
        ByteBuffer received = ByteBuffer.wrap(bytes);
        List<NetlinkReply> replies = NetlinkParser.parse(received);
        assertThat(received.position()).isZero();
        assertThat(replies.size()).isLessThanOrEqualTo(bytes.length / NetlinkRequest.HEADER + 1);
        for (int i = 0; i < replies.size() - 1; i++) {
            // Only the last can be: nothing after it is read.
            if (replies.get(i) instanceof NetlinkReply.Malformed malformed) {
                assertThat(malformed.reason()).doesNotStartWith("length").doesNotStartWith("cut");
            }
        }
    }
}
