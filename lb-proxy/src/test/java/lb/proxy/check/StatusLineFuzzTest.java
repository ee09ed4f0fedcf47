package lb.proxy.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import lb.proxy.check.StatusLine.State;

class StatusLineFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void noBytesBreakTheReader(byte[] bytes) {
        StatusLine line = new StatusLine();
        State state = State.PARTIAL;
        int taken = 0;
        while (state == State.PARTIAL && taken < bytes.length) {
            state = line.accept(bytes[taken++]);
        }

        assertThat(taken).isLessThanOrEqualTo(StatusLine.LIMIT);
        if (state == State.COMPLETE) {
            String text = new String(bytes, 0, taken, StandardCharsets.ISO_8859_1);
            assertThat(text).matches("(?s)HTTP/1\\.[0-9] [1-9][0-9]{2}( [^\\x00-\\x08\\x0A-\\x1F\\x7F]*)?\r?\n");
            assertThat(line.code()).isEqualTo(Integer.parseInt(text.substring(9, 12)));
            assertThat(line.reason()).matches("[\\t -~]*");
        }
    }
}
