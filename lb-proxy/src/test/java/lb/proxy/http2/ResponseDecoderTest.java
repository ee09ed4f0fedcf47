package lb.proxy.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import lb.proxy.http1.ReadHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a server's header section, by the request that it answers; a leading + is a body that follows. */
class ResponseDecoderTest {
    private static final byte[] KEY = "dGhlIHNhbXBsZSBub25jZQ==".getBytes(US_ASCII);

    private static String read(String to, String fields) {
        boolean body = fields.startsWith("+");
        boolean webSocket = to.equals("WEBSOCKET");
        ResponseDecoder decoder = new ResponseDecoder(Sections.LIMITS);
        decoder.begin(to.equals("HEAD"), to.equals("CONNECT"), webSocket ? KEY : null);
        Sections.give(Sections.fields(body ? fields.substring(1).strip() : fields), decoder);
        ByteBuf out = Unpooled.buffer();
        Violation wrong = decoder.end(out, false, !body);
        if (wrong != null) {
            return wrong + (out.isReadable() ? " though something is written" : "");
        }
        ReadHead read =
                ReadHead.ofResponse(out.copy(), Sections.LIMITS, to.equals("HEAD"), webSocket, to.equals("CONNECT"));
        if (!read.refused().isEmpty() || read.left() != 0) {
            return "refused by http1: " + read;
        }
        return (decoder.isTunnel() ? "TUNNEL " : "") + read.framing() + " "
                + out.toString(ISO_8859_1).substring(9).replace("\r\n", "~");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET       | a response             | :status=200 & server=x                | NONE 200 ~server: x~content-length: 0~~",
                "GET       | with a body            | + :status=200                         | CHUNKED 200 ~transfer-encoding: chunked~~",
                "GET       | of a length            | + :status=200 & content-length=5      | LENGTH 200 ~content-length: 5~~",
                "GET       | a length and no body   | :status=200 & content-length=5        | CONTENT_LENGTH_AGAINST_DATA",
                "GET       | two lengths            | + :status=200 & content-length=5 & content-length=4 | CONTENT_LENGTHS_DIFFER",
                "GET       | 204                    | :status=204 & content-length=0        | NONE 204 ~~",
                "GET       | 204 with a length      | + :status=204 & content-length=5      | NONE 204 ~~",
                "GET       | 304 with a length      | :status=304 & content-length=5        | NONE 304 ~content-length: 5~~",
                "GET       | 304 without            | :status=304                           | NONE 304 ~~",
                "GET       | an interim one         | + :status=103 & link=x                | NONE 103 ~link: x~~",
                "GET       | 100 with a length      | + :status=100 & content-length=5      | NONE 100 ~~",
                "GET       | 100 at the end         | :status=100                           | INTERIM_ENDS",
                "GET       | 101                    | + :status=101 & x=y                   | SWITCHING_PROTOCOLS",
                "GET       | an unknown status      | + :status=799                         | CHUNKED 799 ~transfer-encoding: chunked~~",
                "GET       | none                   | server=x                              | PSEUDO_MISSING",
                "GET       | 99                     | :status=99                            | STATUS_SYNTAX",
                "GET       | 099                    | :status=099                           | STATUS_SYNTAX",
                "GET       | 0200                   | :status=0200                          | STATUS_SYNTAX",
                "GET       | with a reason          | :status=200 OK                        | STATUS_SYNTAX",
                "GET       | +20                    | :status=+20                           | STATUS_SYNTAX",
                "GET       | twice                  | :status=200 & :status=200             | PSEUDO_REPEATED",
                "GET       | behind a field         | server=x & :status=200                | PSEUDO_LATE",
                "GET       | of a request           | :status=200 & :path=/                 | PSEUDO_UNKNOWN",
                "GET       | a line end in a value  | :status=200 & x=a\\r\\nset-cookie: b  | VALUE_SYNTAX",
                "GET       | an upper-case name     | :status=200 & Server=x                | NAME_UPPER_CASE",
                "GET       | a colon in a name      | :status=200 & a:b=x                   | NAME_SYNTAX",
                "GET       | connection             | :status=200 & connection=close        | CONNECTION_FIELD",
                "GET       | transfer-encoding      | + :status=200 & transfer-encoding=chunked | CONNECTION_FIELD",
                "GET       | cookies are not joined | :status=200 & set-cookie=a & set-cookie=b | NONE 200 ~set-cookie: a~set-cookie: b~content-length: 0~~",
                "HEAD      | a length               | :status=200 & content-length=5        | NONE 200 ~content-length: 5~~",
                "HEAD      | none                   | + :status=200                         | NONE 200 ~~",
                "CONNECT   | a tunnel               | + :status=200 & content-length=5      | TUNNEL NONE 200 ~~",
                "CONNECT   | refused                | + :status=502                         | CHUNKED 502 ~transfer-encoding: chunked~~",
                "WEBSOCKET | a tunnel               | + :status=200 & x=y                   | TUNNEL NONE 101 ~x: y~upgrade: websocket~connection: upgrade~sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=~~",
                "WEBSOCKET | its own key            | + :status=200 & sec-websocket-accept=z | TUNNEL NONE 101 ~upgrade: websocket~connection: upgrade~sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=~~",
                "WEBSOCKET | refused, with a key     | :status=403 & sec-websocket-accept=z  | NONE 403 ~sec-websocket-accept: z~content-length: 0~~",
                "WEBSOCKET | refused                | :status=403                           | NONE 403 ~content-length: 0~~"
            })
    void responses(String to, String what, String fields, String expected) {
        assertThat(read(to, fields)).as(what).isEqualTo(expected);
    }

    @Test
    void eachOctetAtEachPlaceIsPassedAsHttp1ReadsItOrRefused() {
        for (String place : new String[] {
            ":status=2%s0", ":status=200 & x%sy=z", ":status=200 & x=a%sb", "+:status=200 & content-length=1%s"
        }) {
            for (int octet = 0; octet < 256; octet++) {
                assertThat(read("GET", place.formatted("\\x%02x".formatted(octet))))
                        .as(place + " " + octet)
                        .doesNotStartWith("refused");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "grpc-status=0 & x-a=b           | grpc-status: 0~x-a: b~",
                "x=                              | x: ~",
                ":status=200                     | PSEUDO_UNKNOWN",
                "x=y & :path=/                   | PSEUDO_UNKNOWN",
                "content-length=5                | TRAILER",
                "host=a                          | TRAILER",
                "te=trailers                     | TRAILER",
                "authorization=x                 | TRAILER",
                "max-forwards=1                  | TRAILER",
                "transfer-encoding=chunked       | CONNECTION_FIELD",
                "connection=close                | CONNECTION_FIELD",
                "X=y                             | NAME_UPPER_CASE",
                "x=a\\r\\nb: c                   | VALUE_SYNTAX",
                "x\\r\\n=a                       | NAME_SYNTAX"
            })
    void trailers(String fields, String expected) {
        TrailerDecoder decoder = new TrailerDecoder();
        decoder.begin();
        Sections.give(Sections.fields(fields), decoder);
        ByteBuf out = Unpooled.buffer();
        Violation wrong = decoder.end(out, false);
        assertThat(wrong == null ? out.toString(ISO_8859_1).replace("\r\n", "~") : wrong.name())
                .isEqualTo(expected);
    }

    @Test
    void trailersAreAsLongAsHttp1TakesThemOrRefused() {
        for (int length : new int[] {1, 8184, 8185, 8186, 8187, 8188, 9000}) {
            TrailerDecoder decoder = new TrailerDecoder();
            decoder.begin();
            Sections.give(Sections.fields("x=" + "y".repeat(length)), decoder);
            ByteBuf body = Unpooled.buffer();
            Chunks.begin(body, 0x1a2);
            body.writeZero(0x1a2);
            Chunks.end(body);
            Chunks.last(body);
            Violation wrong = decoder.end(body, false);
            Chunks.endOfTrailers(body);
            assertThat(wrong).isEqualTo(length + 7 <= 8192 ? null : Violation.TRAILERS_TOO_LONG);
            assertThat(ReadHead.refusedTrailers(body)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "9,9", "10,a", "15,f", "16,10", "255,ff", "256,100", "65536,10000", "2147483647,7fffffff"})
    void chunksSayHowLongTheyAre(int bytes, String digits) {
        ByteBuf out = Unpooled.buffer();
        Chunks.begin(out, bytes);
        assertThat(out.toString(US_ASCII)).isEqualTo(digits + "\r\n");
    }

    @Test
    void aBodyIsAsLongAsItsLengthSays() {
        BodyLength length = new BodyLength();
        length.begin(5);
        assertThat(length.add(3)).isNull();
        assertThat(length.end()).isEqualTo(Violation.CONTENT_LENGTH_AGAINST_DATA);
        assertThat(length.add(2)).isNull();
        assertThat(length.end()).isNull();
        assertThat(length.add(1)).isEqualTo(Violation.CONTENT_LENGTH_AGAINST_DATA);
        length.begin(-1);
        assertThat(length.add(1000)).isNull();
        assertThat(length.end()).isNull();
        length.begin(0);
        assertThat(length.add(0)).isNull();
        assertThat(length.end()).isNull();
        assertThat(length.add(1)).isEqualTo(Violation.CONTENT_LENGTH_AGAINST_DATA);
    }
}
