package lb.admin.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;

/** Another node may be of any version, or somebody with its key. */
class ReportCodecFuzzTest {
    @FuzzTest
    void anyBytesAreAReportOrRefusedInASentence(FuzzedDataProvider data) {
        boolean packed = data.consumeBoolean();
        ByteBuffer bytes = packed
                ? ReportCodecTest.deflated(data.consumeRemainingAsString())
                : ByteBuffer.wrap(data.consumeRemainingAsBytes());
        try {
            assertThat(ReportCodec.read(bytes).rows()).doesNotContainNull();
        } catch (ReportException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
