package lb.ha.lifeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import lb.ha.lifeline.FrameCodec.Incomplete;
import lb.ha.lifeline.FrameCodec.Malformed;
import lb.ha.lifeline.FrameCodec.Whole;

class FrameCodecFuzzTest {
    @FuzzTest
    void anyBytesAreFramesOrIncompleteOrMalformed(byte[] bytes) {
        ByteBuffer received = ByteBuffer.wrap(bytes);
        while (true) {
            int before = received.position();
            switch (FrameCodec.decode(received)) {
                case Whole(Frame frame) -> {
                    assertThat(received.position()).isGreaterThan(before);
                    ByteBuffer again = ByteBuffer.allocate(FrameCodec.LONGEST_FRAME);
                    FrameCodec.encode(frame, again);
                    assertThat(FrameCodec.decode(again.flip())).isEqualTo(new Whole(frame));
                }
                case Incomplete incomplete -> {
                    assertThat(received.position()).isEqualTo(before);
                    return;
                }
                case Malformed malformed -> {
                    assertThat(received.position()).isEqualTo(before);
                    assertThat(malformed.why()).isNotEmpty();
                    return;
                }
            }
        }
    }
}
