package lb.proxy.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lb.proxy.http1.ReadHead;
import org.junit.jupiter.api.Test;

/**
 * Any header section, and any header block: what comes of it is refused, or a head that {@code http1} reads without an objection, with
 * exactly the fields that were sent; and that head, sent on by HTTP/2, is the same section again.
 */
class TranslationFuzzTest {
    @DictionaryEntries({
        ":method",
        ":path",
        ":scheme",
        ":authority",
        ":protocol",
        ":status",
        "GET",
        "CONNECT",
        "OPTIONS",
        "https",
        "/a?b",
        "*",
        "websocket",
        "content-length",
        "5",
        "host",
        "a:443",
        "cookie",
        "te",
        "trailers",
        "transfer-encoding",
        "chunked",
        "connection",
        "upgrade",
        "max-forwards",
        "\\x0D\\x0A\\x0D\\x0A",
        "200",
        "101",
        "204",
        "sec-websocket-key"
    })
    @Retention(RetentionPolicy.RUNTIME)
    private @interface Words {}

    @FuzzTest(maxDuration = "60s")
    @Words
    void requests(FuzzedDataProvider data) {
        boolean endStream = data.consumeBoolean();
        request(fields(data), endStream);
    }

    @FuzzTest(maxDuration = "60s")
    @Words
    void responses(FuzzedDataProvider data) {
        boolean endStream = data.consumeBoolean();
        int to = data.consumeInt(0, 3);
        response(fields(data), endStream, to);
    }

    @FuzzTest(maxDuration = "60s")
    void blocks(byte[] block) {
        RequestDecoder decoder = new RequestDecoder(Sections.LIMITS, new Random(1));
        HpackDecoder hpack = new HpackDecoder(4096, new HpackScratch());
        decoder.begin(true);
        if (hpack.decode(block, 0, block.length, decoder) == null) {
            ByteBuf out = Unpooled.buffer();
            if (decoder.end(out, hpack.isTooLong(), true) == null) {
                assertThat(ReadHead.ofRequest(out, Sections.LIMITS).refused()).isEmpty();
            }
        }
    }

    /** Without a fuzzer too: sections of likely words, some of them changed. */
    @Test
    void randomSections() {
        Random random = new Random(1);
        String[] words = {
            ":method",
            "GET",
            ":path",
            "/",
            ":scheme",
            "https",
            ":authority",
            "a",
            "host",
            "a",
            "cookie",
            "b=c",
            "x",
            "y",
            "te",
            "trailers",
            "content-length",
            "5",
            ":status",
            "200",
            "accept",
            "*",
            "max-forwards",
            "1",
            ":protocol",
            "websocket",
            "x",
            ""
        };
        int whole = 0;
        for (int round = 0; round < 60_000; round++) {
            List<String[]> fields = new ArrayList<>();
            boolean request = random.nextBoolean();
            if (random.nextInt(8) > 0) {
                fields.addAll(Sections.fields(
                        request ? ":method=GET & :scheme=http & :path=/ & :authority=a" : ":status=200"));
            }
            for (int count = random.nextInt(6); count > 0; count--) {
                int at = random.nextInt(words.length / 2) * 2;
                String name = changed(words[at], random);
                fields.add(random.nextInt(12) == 0 ? 0 : fields.size(), new String[] {
                    name, changed(words[at + 1], random)
                });
            }
            whole += (request
                            ? request(fields, random.nextBoolean())
                            : response(fields, random.nextBoolean(), random.nextInt(4)))
                    ? 1
                    : 0;
        }
        assertThat(whole).isGreaterThan(5_000);
    }

    private static String changed(String text, Random random) {
        if (random.nextInt(15) > 0) {
            return text;
        }
        StringBuilder changed = new StringBuilder(text);
        char odd = random.nextBoolean() ? (char) random.nextInt(256) : "\r\n\0\t :#@,".charAt(random.nextInt(9));
        return changed.insert(random.nextInt(text.length() + 1), odd).toString();
    }

    private static List<String[]> fields(FuzzedDataProvider data) {
        List<String[]> fields = new ArrayList<>();
        if (data.consumeBoolean()) {
            fields.addAll(Sections.fields(":method=GET & :scheme=http & :path=/ & :authority=a"));
        }
        while (data.remainingBytes() > 0 && fields.size() < 30) {
            fields.add(new String[] {latin(data.consumeAsciiString(20)), latin(data.consumeString(30))});
        }
        return fields;
    }

    private static String latin(String text) {
        return new String(text.getBytes(ISO_8859_1), ISO_8859_1);
    }

    private static boolean request(List<String[]> fields, boolean endStream) {
        RequestDecoder decoder = new RequestDecoder(Sections.LIMITS, new Random(1));
        decoder.begin(true);
        Sections.give(fields, decoder);
        ByteBuf out = Unpooled.buffer();
        if (decoder.end(out, false, endStream) != null) {
            return false;
        }
        ReadHead read = ReadHead.ofRequest(out.copy(), Sections.LIMITS);
        assertThat(read.refused()).isEmpty();
        assertThat(read.left()).isZero();
        assertThat(endStream && !read.framing().equals("NONE")).isFalse();
        if (decoder.kind() != RequestDecoder.Kind.PLAIN) {
            return true;
        }
        assertThat(read.startLine()).isEqualTo(value(fields, ":method") + " " + value(fields, ":path") + " HTTP/1.1");
        assertThat(plain(read.fields().stream())).isEqualTo(plain(sent(fields)));

        RequestEncoder encoder = new RequestEncoder();
        encoder.read(out);
        Octets block = new Octets(16);
        encoder.encode(new HpackEncoder(), block, decoder.isSecure(), false);
        DecodedFields again = new DecodedFields();
        new HpackDecoder(1 << 16, new HpackScratch()).decode(block.array(), 0, block.length(), again);
        assertThat(plain(again.taken().stream())).isEqualTo(plain(sent(fields)));
        return true;
    }

    private static boolean response(List<String[]> fields, boolean endStream, int to) {
        ResponseDecoder decoder = new ResponseDecoder(Sections.LIMITS);
        decoder.begin(to == 1, to == 2, to == 3 ? new byte[] {'k'} : null);
        Sections.give(fields, decoder);
        ByteBuf out = Unpooled.buffer();
        if (decoder.end(out, false, endStream) != null) {
            return false;
        }
        ReadHead read = ReadHead.ofResponse(out.copy(), Sections.LIMITS, to == 1, to == 3, to == 2);
        assertThat(read.refused()).isEmpty();
        assertThat(read.left()).isZero();
        assertThat(endStream && !read.framing().equals("NONE")).isFalse();
        if (!decoder.isTunnel()) {
            assertThat(plain(read.fields().stream())).isEqualTo(plain(sent(fields)));
        }
        return true;
    }

    private static String value(List<String[]> fields, String name) {
        return fields.stream()
                .filter(field -> field[0].equals(name))
                .findFirst()
                .orElseThrow()[1];
    }

    private static Stream<String> sent(List<String[]> fields) {
        return fields.stream().map(field -> field[0] + ": " + field[1]);
    }

    /** Those that are neither about the target nor the body, crumbs apart, in their order. */
    private static List<String> plain(Stream<String> fields) {
        List<String> cookies = new ArrayList<>();
        List<String> others = new ArrayList<>();
        fields.filter(field -> !field.matches("(?s)(:|host: |content-length: |transfer-encoding: ).*"))
                .forEach(field -> {
                    if (field.startsWith("cookie: ")) {
                        cookies.addAll(List.of(field.substring(8).split("; ", -1)));
                    } else {
                        others.add(field);
                    }
                });
        others.addAll(cookies);
        return others;
    }
}
