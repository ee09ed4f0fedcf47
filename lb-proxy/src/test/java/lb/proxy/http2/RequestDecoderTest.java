package lb.proxy.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9113 section 8 (and RFC 8441) in its order: what becomes of a request's header section. A leading + is a body that follows. */
class RequestDecoderTest {
    private static final String GET = ":method=GET & :scheme=https & :authority=a & :path=/";
    private static final String POST = ":method=POST & :scheme=https & :authority=a & :path=/";
    private static final String SOCKET =
            ":method=CONNECT & :protocol=websocket & :scheme=https & :authority=a & :path=/c";

    private static String read(String fields) {
        String all = fields.replace("{GET}", GET).replace("{POST}", POST).replace("{SOCKET}", SOCKET);
        boolean body = all.startsWith("+");
        return Sections.request(Sections.fields(body ? all.substring(1).strip() : all), !body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "a request                        | {GET}                                    | PLAIN NONE GET / HTTP/1.1~host: a~~",
                "8.1 a body of unknown length     | + {POST}                                 | PLAIN CHUNKED POST / HTTP/1.1~host: a~transfer-encoding: chunked~~",
                "8.1 of a length                  | + {POST} & content-length=5              | PLAIN LENGTH POST / HTTP/1.1~host: a~content-length: 5~~",
                "8.1 of none                      | {POST} & content-length=0                | PLAIN NONE POST / HTTP/1.1~host: a~content-length: 0~~",
                "8.1.1 a length and no body       | {POST} & content-length=5                | CONTENT_LENGTH_AGAINST_DATA",
                "8.1.1 two lengths                | + {POST} & content-length=5 & content-length=6 | CONTENT_LENGTHS_DIFFER",
                "8.1.1 the same twice is one      | + {POST} & content-length=5 & content-length=05 | PLAIN LENGTH POST / HTTP/1.1~host: a~content-length: 5~~",
                "8.1.1 two in one                 | + {POST} & content-length=5, 5           | CONTENT_LENGTH_SYNTAX",
                "8.1.1 a sign                     | + {POST} & content-length=+5             | CONTENT_LENGTH_SYNTAX",
                "8.1.1 an empty one               | + {POST} & content-length=               | CONTENT_LENGTH_SYNTAX",
                "8.1.1 hexadecimal                | + {POST} & content-length=0x5            | CONTENT_LENGTH_SYNTAX",
                "8.1.1 18 digits                  | + {POST} & content-length=999999999999999999 | PLAIN LENGTH POST / HTTP/1.1~host: a~content-length: 999999999999999999~~",
                "8.1.1 19 digits                  | + {POST} & content-length=1000000000000000000 | CONTENT_TOO_LONG",
                "8.1.1 2^64+5                     | + {POST} & content-length=18446744073709551621 | CONTENT_TOO_LONG",
                "8.2 an upper-case name           | {GET} & X-A=b                            | NAME_UPPER_CASE",
                "8.2 of one that is known         | {GET} & Content-Length=0                 | NAME_UPPER_CASE",
                "8.2.1 an empty name              | {GET} & =b                               | NAME_SYNTAX",
                "8.2.1 a space in a name          | {GET} & x a=b                            | NAME_SYNTAX",
                "8.2.1 a space behind one         | {GET} & content-length\\s=0              | NAME_SYNTAX",
                "8.2.1 a colon in one             | {GET} & x:a=b                            | NAME_SYNTAX",
                "8.2.1 a line feed in one         | {GET} & x\\na=b                          | NAME_SYNTAX",
                "8.2.1 a whole field in one       | {GET} & x: y\\r\\na=b                    | NAME_SYNTAX",
                "8.2.1 a NUL in one               | {GET} & x\\0=b                           | NAME_SYNTAX",
                "8.2.1 DEL in one                 | {GET} & x\\x7f=b                         | NAME_SYNTAX",
                "8.2.1 an octet above ASCII       | {GET} & x\\xe4=b                         | NAME_SYNTAX",
                "8.2.1 a bracket in one           | {GET} & x(a)=b                           | NAME_SYNTAX",
                "8.2.1 all that a name may hold   | {GET} & !#$%'*+-.^_`~09az=b             | -",
                "8.2.1 a carriage return in a value | {GET} & x=a\\rb                        | VALUE_SYNTAX",
                "8.2.1 a line feed in a value     | {GET} & x=a\\nb                          | VALUE_SYNTAX",
                "8.2.1 a whole field in a value   | {GET} & x=a\\r\\ncontent-length: 5       | VALUE_SYNTAX",
                "8.2.1 a request in a value       | {GET} & x=a\\r\\n\\r\\nGET / HTTP/1.1    | VALUE_SYNTAX",
                "8.2.1 a NUL in a value           | {GET} & x=a\\0                           | VALUE_SYNTAX",
                "8.2.1 another control character  | {GET} & x=a\\x01                         | VALUE_SYNTAX",
                "8.2.1 a leading space            | {GET} & x=\\sa                           | VALUE_BLANK",
                "8.2.1 a trailing tab             | {GET} & x=a\\t                           | VALUE_BLANK",
                "8.2.1 nothing but a space        | {GET} & x=\\s                            | VALUE_BLANK",
                "8.2.1 blanks inside, no value, octets above ASCII | {GET} & x=a\\t b & y= & z=\\xff | PLAIN NONE GET / HTTP/1.1~host: a~x: a\t b~y: ~z: \u00ff~~",
                "8.2.2 connection                 | {GET} & connection=close                 | CONNECTION_FIELD",
                "8.2.2 keep-alive                 | {GET} & keep-alive=timeout=5             | CONNECTION_FIELD",
                "8.2.2 proxy-connection           | {GET} & proxy-connection=close           | CONNECTION_FIELD",
                "8.2.2 transfer-encoding          | + {POST} & transfer-encoding=chunked     | CONNECTION_FIELD",
                "8.2.2 and a length               | + {POST} & content-length=5 & transfer-encoding=chunked | CONNECTION_FIELD",
                "8.2.2 upgrade                    | {GET} & upgrade=h2c                      | CONNECTION_FIELD",
                "8.2.2 te with trailers           | {GET} & te=trailers                      | PLAIN NONE GET / HTTP/1.1~host: a~te: trailers~~",
                "8.2.2 te with anything else      | {GET} & te=gzip                          | TE_VALUE",
                "8.2.2 te with both               | {GET} & te=trailers, chunked             | TE_VALUE",
                "8.2.3 crumbs of a cookie         | {GET} & cookie=a=1 & x=y & cookie=b=2 & cookie=c=3 | PLAIN NONE GET / HTTP/1.1~host: a~x: y~cookie: a=1; b=2; c=3~~",
                "8.2.3 one crumb                  | {GET} & cookie=a=1; b=2                  | PLAIN NONE GET / HTTP/1.1~host: a~cookie: a=1; b=2~~",
                "8.2.3 a line end in a crumb      | {GET} & cookie=a\\r\\nb                  | VALUE_SYNTAX",
                "8.3 a pseudo-header behind a field | :method=GET & :scheme=https & x=y & :path=/ & :authority=a | PSEUDO_LATE",
                "8.3 behind Host                  | host=a & :method=GET & :scheme=https & :path=/ | PSEUDO_LATE",
                "8.3 an unknown one               | {GET} & :x=y                             | PSEUDO_UNKNOWN",
                "8.3 of a response                | {GET} & :status=200                      | PSEUDO_UNKNOWN",
                "8.3 a colon alone                | {GET} & :=y                              | PSEUDO_UNKNOWN",
                "8.3 in upper case                | {GET} & :Path=/                          | PSEUDO_UNKNOWN",
                "8.3 with a space                 | {GET} & :path\\s=/                       | PSEUDO_UNKNOWN",
                "8.3 method twice                 | :method=GET & {GET}                      | PSEUDO_REPEATED",
                "8.3 path twice                   | {GET} & :path=/                          | PSEUDO_REPEATED",
                "8.3 authority twice              | {GET} & :authority=a                     | PSEUDO_REPEATED",
                "8.3 scheme twice                 | {GET} & :scheme=http                     | PSEUDO_REPEATED",
                "8.3.1 no method                  | :scheme=https & :authority=a & :path=/   | PSEUDO_MISSING",
                "8.3.1 no scheme                  | :method=GET & :authority=a & :path=/     | PSEUDO_MISSING",
                "8.3.1 no path                    | :method=GET & :scheme=https & :authority=a | PSEUDO_MISSING",
                "8.3.1 nothing at all             | ''                                       | PSEUDO_MISSING",
                "8.3.1 an empty method            | :method= & :scheme=https & :authority=a & :path=/ | METHOD_SYNTAX",
                "8.3.1 a space in the method      | :method=GET / & :scheme=https & :authority=a & :path=/ | METHOD_SYNTAX",
                "8.3.1 a request line in it       | :method=GET / HTTP/1.1\\r\\nhost: b\\r\\n\\r\\nGET & :scheme=https & :authority=a & :path=/ | METHOD_SYNTAX",
                "8.3.1 another method             | :method=brew & :scheme=https & :authority=a & :path=/ | PLAIN NONE brew / HTTP/1.1~host: a~~",
                "8.3.1 scheme http                | :method=GET & :scheme=http & :authority=a & :path=/ | PLAIN NONE GET / HTTP/1.1~host: a~~",
                "8.3.1 another scheme             | :method=GET & :scheme=ftp & :authority=a & :path=/ | SCHEME_UNKNOWN",
                "8.3.1 a URL as scheme            | :method=GET & :scheme=https://b/ & :authority=a & :path=/ | SCHEME_UNKNOWN",
                "8.3.1 an empty path              | :method=GET & :scheme=https & :authority=a & :path= | PATH_SYNTAX",
                "8.3.1 a path without a slash     | :method=GET & :scheme=https & :authority=a & :path=a | PATH_SYNTAX",
                "8.3.1 a URL as path              | :method=GET & :scheme=https & :authority=a & :path=http://b/ | PATH_SYNTAX",
                "8.3.1 a query alone              | :method=GET & :scheme=https & :authority=a & :path=?a | PATH_SYNTAX",
                "8.3.1 a space in the path        | :method=GET & :scheme=https & :authority=a & :path=/a b | PATH_SYNTAX",
                "8.3.1 a tab in the path          | :method=GET & :scheme=https & :authority=a & :path=/a\\tb | PATH_SYNTAX",
                "8.3.1 a version in the path      | :method=GET & :scheme=https & :authority=a & :path=/ HTTP/1.1\\r\\nx: y | PATH_SYNTAX",
                "8.3.1 a fragment                 | :method=GET & :scheme=https & :authority=a & :path=/#a | PATH_SYNTAX",
                "8.3.1 an octet above ASCII       | :method=GET & :scheme=https & :authority=a & :path=/\\xe4 | PATH_SYNTAX",
                "8.3.1 odd but a path             | :method=GET & :scheme=https & :authority=a & :path=//b/..;x?y=[] | PLAIN NONE GET //b/..;x?y=[] HTTP/1.1~host: a~~",
                "8.3.1 the asterisk of OPTIONS    | :method=OPTIONS & :scheme=https & :authority=a & :path=* | PLAIN NONE OPTIONS * HTTP/1.1~host: a~~",
                "8.3.1 of another method          | :method=GET & :scheme=https & :authority=a & :path=* | PATH_SYNTAX",
                "8.3.1 an asterisk and more       | :method=OPTIONS & :scheme=https & :authority=a & :path=*a | PATH_SYNTAX",
                "8.3.1 no authority               | :method=GET & :scheme=https & :path=/    | AUTHORITY_MISSING",
                "8.3.1 Host in its place          | :method=GET & :scheme=https & :path=/ & host=b:1 | PLAIN NONE GET / HTTP/1.1~host: b:1~~",
                "8.3.1 an empty Host in its place | :method=GET & :scheme=https & :path=/ & host= | AUTHORITY_SYNTAX",
                "8.3.1 Host beside it             | {GET} & host=A                           | PLAIN NONE GET / HTTP/1.1~host: a~~",
                "8.3.1 with the scheme's port     | {GET} & host=a:443                       | PLAIN NONE GET / HTTP/1.1~host: a~~",
                "8.3.1 with another port          | {GET} & host=a:80                        | HOST_AGAINST_AUTHORITY",
                "8.3.1 another Host               | {GET} & host=b                           | HOST_AGAINST_AUTHORITY",
                "8.3.1 an empty Host              | {GET} & host=                            | HOST_AGAINST_AUTHORITY",
                "8.3.1 two Hosts                  | {GET} & host=a & host=a                  | HOST_REPEATED",
                "8.3.1 an empty authority         | :method=GET & :scheme=https & :authority= & :path=/ | AUTHORITY_SYNTAX",
                "8.3.1 a user in it               | :method=GET & :scheme=https & :authority=u@a & :path=/ | AUTHORITY_SYNTAX",
                "8.3.1 a path in it               | :method=GET & :scheme=https & :authority=a/b & :path=/ | AUTHORITY_SYNTAX",
                "8.3.1 a line end in it           | :method=GET & :scheme=https & :authority=a\\r\\nx: y & :path=/ | AUTHORITY_SYNTAX",
                "8.3.1 two in one                 | :method=GET & :scheme=https & :authority=a,b & :path=/ | AUTHORITY_SYNTAX",
                "8.3.1 a port that is none        | :method=GET & :scheme=https & :authority=a:x & :path=/ | AUTHORITY_SYNTAX",
                "8.3.1 an IPv6 address            | :method=GET & :scheme=https & :authority=[::1]:8 & :path=/ | PLAIN NONE GET / HTTP/1.1~host: [::1]:8~~",
                "8.3.1 half of one                | :method=GET & :scheme=https & :authority=[::1 & :path=/ | AUTHORITY_SYNTAX",
                "8.5 CONNECT                      | + :method=CONNECT & :authority=a:443     | CONNECT NONE CONNECT a:443 HTTP/1.1~host: a:443~~",
                "8.5 with a Host                  | + :method=CONNECT & :authority=a:443 & host=a:443 | CONNECT NONE CONNECT a:443 HTTP/1.1~host: a:443~~",
                "8.5 with another                 | + :method=CONNECT & :authority=a:443 & host=a | HOST_AGAINST_AUTHORITY",
                "8.5 without a port               | + :method=CONNECT & :authority=a         | AUTHORITY_SYNTAX",
                "8.5 with an empty port           | + :method=CONNECT & :authority=a:        | AUTHORITY_SYNTAX",
                "8.5 without an authority         | + :method=CONNECT & host=a:1             | PSEUDO_MISSING",
                "8.5 with a path                  | + :method=CONNECT & :authority=a:1 & :path=/ | PSEUDO_UNKNOWN",
                "8.5 with a scheme                | + :method=CONNECT & :authority=a:1 & :scheme=https | PSEUDO_UNKNOWN",
                "8.5 with a length                | + :method=CONNECT & :authority=a:1 & content-length=5 | CONNECT_CONTENT",
                "8441 4 another method            | :method=GET & :protocol=websocket & :scheme=https & :authority=a & :path=/ | PSEUDO_UNKNOWN",
                "8441 4 without a path            | + :method=CONNECT & :protocol=websocket & :scheme=https & :authority=a | PSEUDO_MISSING",
                "8441 4 without an authority      | + :method=CONNECT & :protocol=websocket & :scheme=https & :path=/ & host=a | PSEUDO_MISSING",
                "8441 4 another protocol          | + :method=CONNECT & :protocol=h2c & :scheme=https & :authority=a & :path=/ | CONNECT_PROTOCOL",
                "8441 5 with a length             | + {SOCKET} & content-length=5            | CONNECT_CONTENT",
                "8441 5 a WebSocket               | + {SOCKET} & sec-websocket-version=13 & sec-websocket-key=x | WEBSOCKET NONE GET /c HTTP/1.1~host: a~sec-websocket-version: 13~upgrade: websocket~connection: upgrade~sec-websocket-key: c9Uaue0VzbBrp/T4u1yyBw==~~",
                "9110 7.6.2 max-forwards          | :method=OPTIONS & :scheme=https & :authority=a & :path=* & max-forwards=x | MAX_FORWARDS",
                "9110 7.6.2 of another method     | {GET} & max-forwards=x                   | PLAIN NONE GET / HTTP/1.1~host: a~max-forwards: x~~",
                "more fields than there may be    | {GET} & a= & b= & c= & d= & e= & f= & g= & h= & i= & j= & k= & l= & m= & n= & o= & p= & q= & r= & s= & t= | TOO_MANY_FIELDS"
            })
    void requests(String what, String fields, String expected) {
        String became = read(fields == null ? "" : fields);
        if (expected == null) {
            assertThat(became).as(what).startsWith("PLAIN");
        } else {
            assertThat(became.replaceAll("sec-websocket-key: [A-Za-z0-9+/]{22}==", "sec-websocket-key: *"))
                    .as(what)
                    .isEqualTo(expected.replaceAll("sec-websocket-key: \\S+==", "sec-websocket-key: *"));
        }
    }

    @Test
    void eachOctetAtEachPlaceIsPassedAsHttp1ReadsItOrRefused() {
        String[] places = {
            ":method=G%sT & :scheme=https & :authority=a & :path=/",
            ":method=GET & :scheme=https & :authority=%s & :path=/",
            ":method=GET & :scheme=https & :authority=a%sb & :path=/",
            ":method=GET & :scheme=https & :authority=a & :path=/%s",
            ":method=GET & :scheme=https & :path=/ & host=a%sb",
            GET + " & x%sy=z",
            GET + " & %s=z",
            GET + " & x=a%sb",
            GET + " & x=%s",
            GET + " & cookie=%s",
            GET + " & te=trailers%s",
            GET + " & max-forwards=%s",
            "+" + POST + " & content-length=1%s"
        };
        for (String place : places) {
            for (int octet = 0; octet < 256; octet++) {
                String became = read(place.formatted("\\x%02x".formatted(octet)));
                assertThat(became).as(place + " " + octet).doesNotStartWith("refused");
            }
        }
    }

    @Test
    void eachOctetIsFoundWhereverItIsInALongValue() {
        for (int length = 1; length < 20; length++) {
            for (int at = 0; at < length; at++) {
                for (int octet = 0; octet < 256; octet++) {
                    byte[] value = "a".repeat(length).getBytes(US_ASCII);
                    value[at] = (byte) octet;
                    boolean allowed = octet == '\t' || (octet >= ' ' && octet != 0x7f);
                    assertThat(FieldSyntax.isText(value, 0, length))
                            .as(length + " " + at + " " + octet)
                            .isEqualTo(allowed);
                }
            }
        }
    }

    @Test
    void aHeadIsAsLongAsHttp1TakesItOrRefused() {
        for (int length = 900; length < 1100; length++) {
            String became = read(GET + " & x=" + "y".repeat(length));
            int size = "GET / HTTP/1.1~~host: a~~x: ~~~~".length() + length;
            assertThat(became).startsWith(size <= Sections.LIMITS.bytes() ? "PLAIN" : "LIST_TOO_LONG");
        }
    }

    @Test
    void withoutTheSettingAProtocolIsUnknown() {
        RequestDecoder decoder = new RequestDecoder(Sections.LIMITS, new Random(1));
        decoder.begin(false);
        Sections.give(Sections.fields(SOCKET), decoder);
        assertThat(decoder.end(Unpooled.buffer(), false, false)).isEqualTo(Violation.PSEUDO_UNKNOWN);
    }

    @Test
    void oneDecoderReadsOneRequestAfterTheOther() {
        RequestDecoder decoder = new RequestDecoder(Sections.LIMITS, new Random(1));
        ByteBuf out = Unpooled.buffer();
        for (String fields : List.of("+" + POST + " & content-length=5 & cookie=a", GET + " & host=b", GET)) {
            out.clear();
            decoder.begin(false);
            Sections.give(Sections.fields(fields.replace("+", "")), decoder);
            decoder.end(out, false, !fields.startsWith("+"));
        }
        assertThat(out.toString(US_ASCII)).isEqualTo("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        assertThat(decoder.contentLength()).isEqualTo(-1);
        assertThat(decoder.isSecure()).isTrue();
        assertThat(decoder.isHead()).isFalse();
    }

    @Test
    void fieldsThatWereLeftOutMakeItTooLong() {
        RequestDecoder decoder = new RequestDecoder(Sections.LIMITS, new Random(1));
        decoder.begin(false);
        Sections.give(Sections.fields(GET), decoder);
        assertThat(decoder.end(Unpooled.buffer(), true, true)).isEqualTo(Violation.LIST_TOO_LONG);
        assertThat(Violation.LIST_TOO_LONG.status()).isEqualTo(431);
    }
}
