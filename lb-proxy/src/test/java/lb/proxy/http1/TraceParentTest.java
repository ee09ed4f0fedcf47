package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values of W3C Trace Context, section 3.2, and such as are none. */
class TraceParentTest {
    private static final String ID = "0af7651916cd43dd8448eb211c80319c";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            00-ID-b7ad6b7169203331-00         | 00
            00-ID-b7ad6b7169203331-01         | 01
            00-ID-b7ad6b7169203331-02         | 02
            00-ID-b7ad6b7169203331-ff         | 03
            01-ID-b7ad6b7169203331-01         | 01
            01-ID-b7ad6b7169203331-03         | 01
            cc-ID-b7ad6b7169203331-01-        | 01
            fe-ID-b7ad6b7169203331-00-more-01 | 00
            """)
    void aValidValueIsWrittenAsVersion00(String value, String flags) {
        TraceParent parent = new TraceParent();
        assertThat(read(parent, value.replace("ID", ID))).isTrue();
        assertThat(parent.parent()).isEqualTo(0xb7ad6b7169203331L);
        assertThat(parent.isSampled()).isEqualTo(flags.equals("01") || flags.equals("03"));
        ByteBuf out = Unpooled.buffer();
        parent.write(out, 0x00f067aa0ba902b7L);
        assertThat(out.toString(ISO_8859_1)).isEqualTo("00-" + ID + "-00f067aa0ba902b7-" + flags);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``
            00
            00-ID-b7ad6b7169203331
            00-ID-b7ad6b7169203331-
            00-ID-b7ad6b7169203331-1
            00-ID-b7ad6b7169203331-001
            00-ID-b7ad6b7169203331-01-
            00-ID-b7ad6b7169203331-01-more
            00-ID-b7ad6b7169203331-0g
            00-ID-b7ad6b7169203331-0A
            00-ID-b7ad6b716920333g-01
            00-ID-B7AD6B7169203331-01
            00-ID-0000000000000000-01
            00-00000000000000000000000000000000-b7ad6b7169203331-01
            00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01
            00-0af7651916cd43dd8448eb211c80319-b7ad6b71692033311-01
            00_ID_b7ad6b7169203331_01
            00-ID_b7ad6b7169203331-01
            00-ID-b7ad6b7169203331_01
            ff-ID-b7ad6b7169203331-01
            ff-ID-b7ad6b7169203331-01-more
            FE-ID-b7ad6b7169203331-01
            0g-ID-b7ad6b7169203331-01
            -1-ID-b7ad6b7169203331-01
            cc-ID-b7ad6b7169203331-01.more
            cc-ID-b7ad6b7169203331-0
            00-ID-b7ad6b7169203331-01,00-ID-b7ad6b7169203331-01
            ` 0-ID-b7ad6b7169203331-01`
            00-0af7651916cd43dd8448eb211c8031\u00e4c-b7ad6b7169203331-01
            """)
    void whatIsNoValueIsRefused(String value) {
        assertThat(read(new TraceParent(), value.replace("ID", ID))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"true, 01", "false, 00"})
    void aBeginningHasNoParent(boolean sampled, String flags) {
        TraceParent parent = new TraceParent();
        parent.start(1, -1, sampled);
        ByteBuf out = Unpooled.buffer();
        parent.write(out, 2);
        assertThat(out.toString(ISO_8859_1)).isEqualTo("00-0000000000000001ffffffffffffffff-0000000000000002-" + flags);
        assertThat(parent.parent()).isZero();
    }

    /** Not at the beginning of its buffer, and not at its end. */
    private static boolean read(TraceParent parent, String value) {
        ByteBuf in = Unpooled.copiedBuffer("00-" + value + "-01", ISO_8859_1);
        return parent.read(in, 3, in.writerIndex() - 3);
    }
}
