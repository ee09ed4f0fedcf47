package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import lb.proxy.settings.HeadLimits;
import lb.proxy.settings.Tracing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which trace context servers get. */
class TracedRequestTest {
    private static final String SAMPLED = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String UNSAMPLED = SAMPLED.replace("-01", "-00");
    private static final Pattern OURS = Pattern.compile("traceparent: 00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])");

    private final HeadLines lines = new HeadLines(HeadLimits.STANDARD);
    private final TraceIds ids = new TraceIds(7);

    @Test
    void withoutSpansAValidContextPassesAsItIs() {
        for (String context : new String[] {SAMPLED, UNSAMPLED, SAMPLED + "\r\nTraceState: a=b\r\ntracestate: c=d"}) {
            assertThat(passed(pass(), context)).isEqualTo("A: b\r\n" + context + "\r\n");
            assertThat(passed(start(1, false), context)).isEqualTo("A: b\r\n" + context + "\r\n");
        }
    }

    @Test
    void anInvalidContextIsDroppedWithItsState() {
        for (String context : new String[] {
            "traceparent: no\r\ntracestate: a=b",
            SAMPLED + "\r\n" + UNSAMPLED + "\r\nTraceState: c=d",
            "tracestate: a=b"
        }) {
            assertThat(passed(pass(), context)).isEqualTo("A: b\r\n");
            assertThat(passed(start(1, false), context)).matches("A: b\r\n" + OURS + "\r\n");
        }
    }

    @Test
    void aTraceIsBegunWithIdsOfItsOwn() {
        TracedRequest traced = start(1, false);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String head = passed(traced, null);
            assertThat(head).matches("A: b\r\n" + OURS + "\r\n").endsWith("-01\r\n");
            assertThat(traced.isTraced()).isTrue();
            assertThat(traced.parent()).isZero();
            seen.add(head);
        }
        assertThat(seen).hasSize(1000);
    }

    @Test
    void oneInSoManyIsSampled() {
        TracedRequest traced = start(10, true);
        int sampled = 0;
        for (int i = 0; i < 10_000; i++) {
            passed(traced, null);
            sampled += traced.isToldAsSpan() ? 1 : 0;
        }
        assertThat(sampled).isBetween(850, 1150);
        assertThat(passed(start(0, true), null)).endsWith("-00\r\n");
    }

    @Test
    void whereASpanIsToldItIsTheParentThatServersGet() {
        TracedRequest traced = start(1, true);
        String head = passed(traced, SAMPLED + "\r\ntracestate: a=b");
        assertThat(head)
                .matches("A: b\r\ntracestate: a=b\r\n" + OURS + "\r\n")
                .contains("0af7651916cd43dd8448eb211c80319c");
        assertThat(head).doesNotContain("b7ad6b7169203331").contains("%016x".formatted(traced.span()));
        assertThat(traced.parent()).isEqualTo(0xb7ad6b7169203331L);
        assertThat(traced.isToldAsSpan()).isTrue();
    }

    @Test
    void whatIsNotSampledIsToldByNobodyAndPasses() {
        TracedRequest traced = start(1, true);
        assertThat(passed(traced, UNSAMPLED)).isEqualTo("A: b\r\n" + UNSAMPLED + "\r\n");
        assertThat(traced.isToldAsSpan()).isFalse();
        assertThat(traced.span()).isEqualTo(0xb7ad6b7169203331L);
    }

    @Test
    void oneRequestsContextIsNotTheNexts() {
        TracedRequest traced = pass();
        passed(traced, SAMPLED);
        assertThat(passed(traced, null)).isEqualTo("A: b\r\n");
        assertThat(traced.isTraced()).isFalse();
    }

    private TracedRequest pass() {
        return traced(new Tracing(false, 1), false);
    }

    private TracedRequest start(int oneIn, boolean spans) {
        return traced(new Tracing(true, oneIn), spans);
    }

    private TracedRequest traced(Tracing settings, boolean spans) {
        TracedRequest traced = TracedRequest.of(settings, ids, spans);
        assertThat(traced).isNotNull();
        return traced;
    }

    /** The fields that a server gets of a request with this context. */
    private String passed(TracedRequest traced, @Nullable String context) {
        String text = "GET / HTTP/1.1\r\nA: b\r\n" + (context == null ? "" : context + "\r\n") + "\r\n";
        ByteBuf in = Unpooled.copiedBuffer(text, ISO_8859_1);
        lines.reset();
        lines.readStartLine(in);
        assertThat(lines.readFields(in)).isEqualTo(HeadProgress.COMPLETE);
        traced.clear();
        traced.begin(lines, in);
        traced.dropClients(lines, in);
        ByteBuf out = Unpooled.buffer();
        lines.copyFields(in, out);
        out.writeBytes(new byte[] {'\r', '\n'});
        traced.write(out);
        String passed = out.toString(ISO_8859_1);
        assertThat(passed).endsWith("\r\n\r\n");
        return passed.substring(0, passed.length() - 2);
    }
}
