package lb.proxy.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import lb.proxy.http1.ReadHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What heads become that {@code http1} has read and forwards: each row is what a client or server of HTTP/1.1 has sent. */
class MessageEncoderTest {
    private static ByteBuf bytes(String head) {
        return Unpooled.copiedBuffer(head.replace("~", "\r\n"), ISO_8859_1);
    }

    private static String decoded(Octets block) {
        DecodedFields out = new DecodedFields();
        assertThat(new HpackDecoder(1 << 16, new HpackScratch()).decode(block.array(), 0, block.length(), out))
                .isNull();
        return String.join(
                " & ",
                out.taken().stream()
                        .map(field -> field.replaceFirst("(?<=.): ?", "="))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1~Host: a~~                             | :method=GET & :scheme=https & :authority=a & :path=/",
                "POST /x?y HTTP/1.1~Host: a:8~Content-Length: 5~X-Y:  z ~~ | :method=POST & :scheme=https & :authority=a:8 & :path=/x?y & content-length=5 & x-y=z",
                "PUT / HTTP/1.1~X: y~Host: a~Transfer-Encoding: chunked~~ | :method=PUT & :scheme=https & :authority=a & :path=/ & x=y",
                "OPTIONS * HTTP/1.1~Host: a~~                         | :method=OPTIONS & :scheme=https & :authority=a & :path=*",
                "GET http://a/b HTTP/1.1~Host: a~~                    | :method=GET & :scheme=http & :authority=a & :path=/b",
                "GET https://a?b HTTP/1.1~Host: a~~                   | :method=GET & :scheme=https & :authority=a & :path=/?b",
                "GET http://a HTTP/1.1~Host: a~~                      | :method=GET & :scheme=http & :authority=a & :path=/",
                "OPTIONS http://a HTTP/1.1~Host: a~~                  | :method=OPTIONS & :scheme=http & :authority=a & :path=*",
                "OPTIONS http://a?b HTTP/1.1~Host: a~~                | :method=OPTIONS & :scheme=http & :authority=a & :path=/?b",
                "GET http://a:8/b HTTP/1.0~~                          | :method=GET & :scheme=http & :authority=a:8 & :path=/b",
                "GET / HTTP/1.1~Host:~~                               | :method=GET & :scheme=https & :authority= & :path=/",
                "GET / HTTP/1.0~~                                     | :method=GET & :scheme=https & :path=/",
                "CONNECT a:443 HTTP/1.1~Host: a:443~~                 | :method=CONNECT & :authority=a:443",
                "GET / HTTP/1.1~Host: a~TE: trailers~Connection: TE~~ | :method=GET & :scheme=https & :authority=a & :path=/",
                "GET / HTTP/1.1~Host: a~Connection: close, X-A~X-A: b~Keep-Alive: 5~Proxy-Connection: x~~ | :method=GET & :scheme=https & :authority=a & :path=/",
                "GET / HTTP/1.1~Host: a~Connection: Upgrade~Upgrade: other~~ | :method=GET & :scheme=https & :authority=a & :path=/",
                "GET / HTTP/1.1~Host: a~Connection: Upgrade, HTTP2-Settings~Upgrade: h2c~HTTP2-Settings: x~~ | :method=GET & :scheme=https & :authority=a & :path=/",
                "GET /c HTTP/1.1~Host: a~Connection: Upgrade~Upgrade: WebSocket~Sec-WebSocket-Key: k~Sec-WebSocket-Version: 13~~ | :method=CONNECT & :protocol=websocket & :scheme=https & :authority=a & :path=/c & sec-websocket-version=13",
                "GET / HTTP/1.1~Host: a~Cookie: a=b; c=d~Accept-Encoding: gzip, deflate~~ | :method=GET & :scheme=https & :authority=a & :path=/ & cookie=a=b; c=d & accept-encoding=gzip, deflate"
            })
    void requests(String head, String expected) {
        ReadHead forwarded = ReadHead.ofRequest(bytes(head), Sections.LIMITS);
        assertThat(forwarded.refused()).isEmpty();
        RequestEncoder encoder = new RequestEncoder();
        encoder.read(bytes(forwarded.forwarded()));
        Octets block = new Octets(16);
        encoder.encode(new HpackEncoder(), block, true, false);
        String sent = decoded(block).replace(" & te=trailers", "");
        assertThat(sent).isEqualTo(expected);
        assertThat(decoded(block).contains(" & te=trailers")).isEqualTo(head.contains("TE:"));
        assertThat(encoder.isWebSocket()).isEqualTo(expected.contains("websocket &"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK~Server: x~Content-Length: 5~~       | :status=200 & server=x & content-length=5",
                "HTTP/1.1 302~Location: /~Transfer-Encoding: chunked~~ | :status=302 & location=/",
                "HTTP/1.0 404 Not Found~Connection: close~Keep-Alive: x~~ | :status=404",
                "HTTP/1.1 103 Early~Link: x~~                        | :status=103 & link=x",
                "HTTP/1.1 204 ~Upgrade: h2~Connection: Upgrade~~     | :status=204",
                "HTTP/1.1 200 OK~Set-Cookie: a~set-cookie: b~~       | :status=200 & set-cookie=a & set-cookie=b",
                "HTTP/1.1 101 Go~Upgrade: websocket~Connection: Upgrade~Sec-WebSocket-Accept: x~Sec-WebSocket-Protocol: p~~ | :status=200 & sec-websocket-protocol=p"
            })
    void responses(String head, String expected) {
        ReadHead forwarded = ReadHead.ofResponse(bytes(head), Sections.LIMITS, false, true, false);
        assertThat(forwarded.refused()).isEmpty();
        ResponseEncoder encoder = new ResponseEncoder();
        encoder.read(bytes(forwarded.forwarded()));
        Octets block = new Octets(16);
        encoder.encode(new HpackEncoder(), block, false);
        assertThat(decoded(block)).isEqualTo(expected);
    }

    @Test
    void trailersAreABlockOfTheirOwn() {
        Octets block = new Octets(16);
        new ResponseEncoder().encodeTrailers(bytes("Grpc-Status: 0~X: ~~"), new HpackEncoder(), block, false);
        assertThat(decoded(block)).isEqualTo("grpc-status=0 & x=");
        block.clear();
        new RequestEncoder().encodeTrailers(bytes("X: y~"), new HpackEncoder(), block, false);
        assertThat(decoded(block)).isEqualTo("x=y");
    }

    @Test
    void whatNobodyMayIndexIsNeverIndexed() {
        RequestEncoder encoder = new RequestEncoder();
        encoder.read(bytes("GET /a HTTP/1.1~Host: a~X: y~~"));
        Octets block = new Octets(16);
        encoder.encode(new HpackEncoder(), block, true, true);
        DecodedFields out = new DecodedFields();
        RequestDecoder again = new RequestDecoder(Sections.LIMITS, new Random(1));
        again.begin(false);
        new HpackDecoder(1 << 16, new HpackScratch()).decode(block.array(), 0, block.length(), again);
        assertThat(again.hasNeverIndexed()).isTrue();
        new HpackDecoder(1 << 16, new HpackScratch()).decode(block.array(), 0, block.length(), out);
        assertThat(out.neverIndexed()).containsExactly(":authority", ":path", "x");
    }
}
