package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Condition.Comparison;
import lb.proxy.settings.Sample;

/** Any bytes: no exception, no hang, and the same answer however they are looked at. */
class RouteFuzzTest {
    @FuzzTest
    void rdpCookies(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        RdpCookie cookie = new RdpCookie();
        RdpCookie.Outcome outcome = cookie.read(in);
        check((outcome == RdpCookie.Outcome.FOUND) == (cookie.start() >= 0), outcome + " at " + cookie.start());
        if (outcome == RdpCookie.Outcome.FOUND) {
            String pair = in.toString(cookie.start(), cookie.end() - cookie.start(), ISO_8859_1);
            check(pair.indexOf('=') > 0 && pair.indexOf('\n') < 0, "no pair: " + pair);
            var _ = RdpServer.address(in, cookie.start() + pair.indexOf('=') + 1, cookie.end());
        }
        for (int length = 0; length < Math.min(bytes.length, 2 * RdpCookie.MAX_BYTES); length++) {
            RdpCookie.Outcome before = new RdpCookie().read(in.slice(0, length));
            check(
                    before == RdpCookie.Outcome.INCOMPLETE || before == outcome,
                    before + " of " + length + " bytes, " + outcome + " of all");
        }
        check(outcome != RdpCookie.Outcome.INCOMPLETE || bytes.length < RdpCookie.MAX_BYTES, "waits for ever");
    }

    @FuzzTest
    void paths(byte[] bytes) {
        byte[] path = bytes.clone();
        if (path.length > 0) {
            path[0] = '/';
        }
        ByteBuf normal = NormalPath.of(Unpooled.wrappedBuffer(path), 0, path.length);
        if (normal == null) {
            return;
        }
        check(normal.readableBytes() <= path.length && normal.getByte(0) == '/', "not a path");
        String once = normal.toString(ISO_8859_1);
        for (String segment : once.split("/", -1)) {
            check(!segment.equals(".") && !segment.equals(".."), "a dot segment in " + once);
        }
        check(!once.contains("//"), "two slashes in " + once);
    }

    @FuzzTest
    void requests(FuzzedDataProvider data) {
        String pattern = data.consumeString(20);
        Subject request = TextSubject.request()
                .with(Part.HOST, data.consumeAsciiString(40))
                .with(Part.PATH, data.consumeAsciiString(40))
                .header("x-any", data.consumeAsciiString(40))
                .with(Part.QUERY, data.consumeRemainingAsAsciiString());
        for (Comparison comparison : Comparison.values()) {
            for (Sample sample : List.of(
                    new Sample.Path(),
                    new Sample.Query(),
                    new Sample.Header("X-Any"),
                    new Sample.QueryParameter("a"))) {
                try {
                    boolean _ = Matcher.of(new Condition.Text(sample, comparison, List.of(pattern), true))
                            .matches(request);
                } catch (IllegalArgumentException e) {
                    check(comparison == Comparison.REGEX, "refused: " + e);
                }
            }
        }
        boolean _ = Matcher.of(new Condition.Name(new Sample.Host(), List.of("a.example", "*.b.example")))
                .matches(request);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
