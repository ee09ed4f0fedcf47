package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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

/**
 * Any bytes: no exception, no hang, the same outcome however they are cut, and what is forwarded would be forwarded
 * again as it is.
 */
class MessageFuzzTest {
    @DictionaryEntries({
        "GET / HTTP/1.1\\x0D\\x0AHost: a\\x0D\\x0A",
        "POST http://a/b?c HTTP/1.0\\x0D\\x0A",
        "HTTP/1.1 200 OK\\x0D\\x0A",
        "HTTP/1.1 100 \\x0D\\x0A\\x0D\\x0A",
        "Content-Length: 5\\x0D\\x0A",
        "Transfer-Encoding: chunked\\x0D\\x0A",
        "Connection: close, keep-alive\\x0D\\x0A",
        "Connection: Upgrade\\x0D\\x0AUpgrade: x\\x0D\\x0A",
        "Expect: 100-continue\\x0D\\x0A",
        "\\x0D\\x0A\\x0D\\x0A",
        "\\x0D\\x0A folded\\x0D\\x0A",
        "5;a=b\\x0D\\x0Ahello\\x0D\\x0A",
        "0\\x0D\\x0AX: y\\x0D\\x0A\\x0D\\x0A"
    })
    @Retention(RetentionPolicy.RUNTIME)
    private @interface MessageWords {}

    @FuzzTest(maxDuration = "3m")
    @MessageWords
    void requests(FuzzedDataProvider data) {
        int seed = data.consumeInt();
        String bytes = text(data);
        String whole = MessageOutcome.ofRequest(List.of(bytes));
        same(whole, MessageOutcome.ofRequest(cut(bytes, seed)), bytes);
        if (!whole.matches("(?s)\\d{3} .*|.* \\(incomplete\\)")) {
            int rest = restOf(bytes, whole);
            String forwarded = rest < 0 ? whole : whole.substring(0, whole.length() - rest - 1);
            same(forwarded, MessageOutcome.ofRequest(List.of(forwarded)), bytes);
        }
    }

    /** Bytes left unread after the request, or -1 for none; a bar may stand in the request as well. */
    private static int restOf(String bytes, String outcome) {
        for (int bar = outcome.indexOf('|'); bar >= 0; bar = outcome.indexOf('|', bar + 1)) {
            String rest = outcome.substring(bar + 1);
            if (bytes.endsWith(rest)
                    && MessageOutcome.ofRequest(List.of(bytes.substring(0, bytes.length() - rest.length())))
                            .equals(outcome.substring(0, bar))) {
                return rest.length();
            }
        }
        return -1;
    }

    @FuzzTest(maxDuration = "3m")
    @MessageWords
    void responses(FuzzedDataProvider data) {
        int seed = data.consumeInt();
        boolean toHead = data.consumeBoolean();
        boolean upgrade = data.consumeBoolean();
        boolean http10 = data.consumeBoolean();
        String bytes = text(data);
        same(
                MessageOutcome.ofResponse(List.of(bytes), toHead, upgrade, http10),
                MessageOutcome.ofResponse(cut(bytes, seed), toHead, upgrade, http10),
                bytes);
    }

    @FuzzTest(maxDuration = "3m")
    @MessageWords
    void chunks(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        ChunkedBody body = new ChunkedBody();
        for (int steps = 0; steps <= bytes.length + 1; steps++) {
            int before = in.readerIndex();
            switch (body.next(in)) {
                case MORE, END, MALFORMED -> {
                    return;
                }
                case FRAMING, EXTENSION, DATA, TRAILER -> {
                    if (in.readerIndex() <= before) {
                        throw new AssertionError("a span without bytes");
                    }
                }
            }
        }
        throw new AssertionError("it does not end");
    }

    private static String text(FuzzedDataProvider data) {
        return new String(data.consumeRemainingAsBytes(), ISO_8859_1);
    }

    private static List<String> cut(String bytes, int seed) {
        List<String> pieces = new ArrayList<>();
        Random random = new Random(seed);
        int from = 0;
        while (from < bytes.length()) {
            int to = Math.min(bytes.length(), from + 1 + random.nextInt(16));
            pieces.add(bytes.substring(from, to));
            from = to;
        }
        return pieces;
    }

    private static void same(String expected, String actual, String bytes) {
        if (!expected.equals(actual)) {
            throw new AssertionError("expected " + expected + "\nbut was " + actual + "\nof " + bytes);
        }
    }
}
