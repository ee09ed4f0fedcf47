package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import lb.proxy.settings.Capture;
import lb.proxy.settings.Captures;
import lb.proxy.settings.HeadLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept was held against HAProxy 2.6 with the same heads. */
class CapturedMessageTest {
    private final HeadLines lines = new HeadLines(HeadLimits.STANDARD);

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SESS=abcdefghijklmn; b=c      | SESS=abcdefg
            a=1; SESS=2                   | SESS=2
            a=1,SESS=2,d                  | SESS=2
            SESS=a;SESS=b                 | SESS=a
            SESSION=x; SESS=y             | SESSION=x
            SESS="a;b,c"; x               | SESS="a;b,c"
            x="a;SESS=1"; SESS=2          | SESS=2
            x="a\\";SESS=1"; SESS=2        | SESS=2
            SESS = sp ;b                  | SESS=sp
            SESS=a b                      | SESS=a b
            SESS=                         | SESS=
            $SESS=1;=;SESS=3              | SESS=3
            SESS                          |
            SESSx                         |
            sess=1                        |
            `;; SES=1;`                   |
            `"SESS=1`                     |
            """)
    void theFirstCookieOfARequestWhoseNameBeginsAsWantedIsKept(String field, String kept) {
        CapturedMessage captured = cookie("SESS", 12);
        takeRequest(captured, "Cookie: " + field);
        assertThat(String.valueOf(captured.requestCookie())).isEqualTo(String.valueOf(kept));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SESS=new; Path=/              | SESS=new
            SESS=1,SESS2=2                | SESS=1,SESS2=2
            a=1,SESS=2                    |
            a=1; SESS=2                   |
            SESS = v w; x                 | SESS=v w
            """)
    void aSetCookieHasOneCookie(String field, String kept) {
        CapturedMessage captured = cookie("SESS=", 60);
        takeRequest(captured, "X: y");
        takeResponse(captured, "Set-Cookie: " + field);
        assertThat(String.valueOf(captured.responseCookie())).isEqualTo(String.valueOf(kept));
    }

    @Test
    void anEqualsSignEndsTheNameThatIsWanted() {
        CapturedMessage captured = cookie("SESS=", 60);
        takeRequest(captured, "Cookie: SESSION=long; SES=short; SESS =this");
        assertThat(captured.requestCookie()).hasToString("SESS=this");
        takeRequest(captured, "Cookie: SESSION=long");
        assertThat(captured.requestCookie()).isNull();
    }

    @Test
    void ofAFieldThatIsThereTwiceTheLastLineCountsAndItIsCut() {
        CapturedMessage captured = fields();
        takeRequest(captured, "host: www.example.com\r\nX-A: one\r\nx-a: two\r\nX-AB: no");
        assertThat(captured.request().value(0)).hasToString("www.exampl");
        assertThat(captured.request().value(1)).hasToString("two");
        assertThat(captured.response().size()).isOne();
        assertThat(captured.response().value(0)).isNull();
        takeResponse(captured, "Server:   \t");
        assertThat(captured.response().value(0)).isNotNull().isEmpty();
    }

    @Test
    void whatOneRequestHadTheNextHasNot() {
        CapturedMessage captured = fields();
        takeRequest(captured, "Host: a\r\nX-A: b");
        takeResponse(captured, "Server: c");
        captured.clear();
        assertThat(captured.request().size()).isZero();
        assertThat(captured.response().size()).isZero();
        takeRequest(captured, "Host: a");
        assertThat(captured.request().value(1)).isNull();
        assertThat(captured.response().value(0)).isNull();
    }

    @Test
    void bytesStayWhatTheyWere() {
        CapturedMessage captured = fields();
        takeRequest(captured, "X-A: \t|}\u00e4\u00ff\"");
        assertThat(captured.request().value(1)).hasToString("|}\u00e4\u00ff\"");
    }

    @Test
    void whereNothingIsWantedThereIsNothing() {
        assertThat(CapturedMessage.of(Captures.NONE)).isNull();
    }

    private static CapturedMessage fields() {
        return Objects.requireNonNull(CapturedMessage.of(new Captures(
                List.of(new Capture("Host", 10), new Capture("X-A", 100)), List.of(new Capture("Server", 6)), null)));
    }

    private static CapturedMessage cookie(String name, int length) {
        return Objects.requireNonNull(
                CapturedMessage.of(new Captures(List.of(), List.of(), new Capture(name, length))));
    }

    private void takeRequest(CapturedMessage captured, String fields) {
        ByteBuf in = head("GET / HTTP/1.1\r\n" + fields);
        captured.takeRequest(lines, in);
        in.release();
    }

    private void takeResponse(CapturedMessage captured, String fields) {
        ByteBuf in = head("HTTP/1.1 200 OK\r\n" + fields);
        captured.takeResponse(lines, in);
        captured.takeResponseCookie(lines, in);
        in.release();
    }

    /** Not at the beginning of its buffer, as behind an earlier message. */
    private ByteBuf head(String text) {
        ByteBuf in = Unpooled.copiedBuffer("before" + text + "\r\n\r\n", StandardCharsets.ISO_8859_1);
        in.skipBytes("before".length());
        lines.reset();
        assertThat(lines.readStartLine(in)).isEqualTo(HeadProgress.COMPLETE);
        assertThat(lines.readFields(in)).isEqualTo(HeadProgress.COMPLETE);
        return in;
    }
}
