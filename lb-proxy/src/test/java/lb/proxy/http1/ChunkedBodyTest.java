package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkedBodyTest {
    /** What is unread begins behind the last whole span, and | stands before the byte that is wrong. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            |zz,                       CHUNK_SIZE
            1~x|x~,                    CHUNK_END
            1~x~|ZZ~,                  CHUNK_SIZE
            5|g~,                      CHUNK_SIZE
            5 |g~,                     CHUNK_SIZE
            5;a=|^~,                   CHUNK_EXTENSION
            5;a~hello~0~|A B: c~~,     TRAILER
            0~A: b~|Host: a~~,         TRAILER
            0~A: |^~~,                 TRAILER
            """)
    void whereItIsRefusedIsKnownInWhatIsUnread(String marked, Malformed reason) {
        String input = marked.replace("~", "\r\n").replace('^', '\u007f');
        ByteBuf in = Unpooled.copiedBuffer(input.replace("|", ""), ISO_8859_1);
        ChunkedBody body = new ChunkedBody();
        ChunkedBody.Span span = body.next(in);
        while (span.ordinal() <= ChunkedBody.Span.TRAILER.ordinal()) {
            span = body.next(in);
        }
        assertThat(body.malformed()).isEqualTo(reason);
        assertThat(in.readerIndex() + body.position())
                .as("%s, unread: %s", marked, in.toString(ISO_8859_1))
                .isEqualTo(input.indexOf('|'));
        assertThat(in.isReadable()).as("what is refused is unread").isTrue();
    }
}
