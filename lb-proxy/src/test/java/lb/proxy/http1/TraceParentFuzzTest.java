package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.regex.Pattern;

/** Any bytes are a valid value exactly where a regular expression finds one, and what is written then is read as the same. */
class TraceParentFuzzTest {
    private static final Pattern VALID = Pattern.compile(
            "(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", Pattern.DOTALL);

    @FuzzTest(maxDuration = "5m")
    void anyBytesAreAValueOrNone(byte[] bytes) {
        var found = VALID.matcher(new String(bytes, ISO_8859_1));
        boolean valid = found.matches() && (!"00".equals(found.group(1)) || found.group(5) == null);
        TraceParent parent = new TraceParent();
        assertThat(parent.read(Unpooled.wrappedBuffer(bytes), 0, bytes.length)).isEqualTo(valid);
        if (valid) {
            ByteBuf out = Unpooled.buffer();
            parent.write(out, parent.parent());
            assertThat(out.toString(ISO_8859_1)).startsWith("00-" + found.group(2) + "-" + found.group(3) + "-0");
            assertThat(new TraceParent().read(out, 0, out.writerIndex())).isTrue();
        }
    }
}
