package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class LineBufferFuzzTest {
    @FuzzTest
    void whateverARequestHoldsItsLineIsOneLineOfPrintableCharacters(FuzzedDataProvider data) {
        String request = data.consumeRemainingAsString();
        LineBuffer line = new LineBuffer().add('"').addQuotable(request).add('"');
        String text = StandardCharsets.US_ASCII.decode(line.end()).toString();
        assertThat(text.length()).isLessThanOrEqualTo(LineBuffer.LONGEST + 1);
        assertThat(text).matches("\"[ !$-~#]*\"?\n");
    }
}
