package lb.admin.config;

import java.net.URI;
import java.util.List;
import lb.proxy.settings.Tracing;
import org.jspecify.annotations.Nullable;

/** What becomes of the trace context of requests, and where spans are sent. */
final class TracingKeys {
    /** What a frontend does. */
    enum Mode {
        OFF,
        PASS,
        START
    }

    static final Key<Mode> MODE = Key.of(
            "mode",
            Form.Word.of(Mode.values()),
            Mode.PASS,
            "`off` passes the fields as they are; `pass` drops invalid ones; `start` begins a trace where a request has no valid"
                    + " one.");
    static final Key<Integer> ONE_IN = Key.of(
            "sample-one-in",
            new Form.Whole(0, 1_000_000),
            100,
            "Of how many traces that are begun one is sampled; 0 for none, 1 for all.");
    static final Table TABLE = new Table(
            "frontends.<name>.tracing",
            "What becomes of `traceparent` and `tracestate` of requests (W3C Trace Context).",
            List.of(MODE, ONE_IN));
    static final Key<Object> TRACING = Key.without(
            "tracing",
            new Form.Part("{ mode = … }", List.of(TABLE), false, false),
            "`off`",
            "What becomes of the trace context of requests (http only; [tracing](tracing.md)).");

    static final Key<URI> OTLP = Key.without(
            "otlp",
            new Form.Endpoint("/v1/traces"),
            "needed",
            "The collector that gets the spans of sampled exchanges, by OTLP over HTTP; `/v1/traces` is put behind it where it has no"
                    + " path.");
    static final Key<Object> HEADERS = Key.without(
            "headers",
            new Form.Part("{ <name> = text }", List.of(), false, false),
            "none",
            "Header fields of each request. Never shown.");
    static final Table SPANS_TABLE = new Table("tracing", "Where spans are sent.", List.of(OTLP, HEADERS));
    static final Key<Object> SPANS = Key.without(
            "tracing",
            new Form.Part("{ otlp = … }", List.of(SPANS_TABLE), false, false),
            "no spans",
            "Where the spans of frontends with `tracing` are sent ([tracing](tracing.md)).");

    private TracingKeys() {}

    /** Where spans are sent; null for nowhere. */
    static @Nullable Collector spans(Section top) {
        var section = top.section(SPANS, SPANS_TABLE);
        return section == null ? null : CollectorReader.read(section, OTLP, HEADERS);
    }

    /**
     * Null for off.
     *
     * @param standard where nothing else is said
     */
    static @Nullable Tracing read(Section owner, @Nullable Tracing standard) {
        var section = owner.section(TRACING, TABLE);
        if (section == null) {
            return standard;
        }
        var own = section.get(MODE);
        var inherited = standard != null && standard.starts() ? Mode.START : Mode.PASS;
        var mode = own == null ? inherited : own;
        var oneIn = section.get(ONE_IN, standard == null ? ONE_IN.standard().orElseThrow() : standard.oneIn());
        if (mode != Mode.START && (own != null || !section.has(MODE))) {
            section.wrong(ONE_IN, "only with mode = start: others have decided it");
        }
        return mode == Mode.OFF ? null : new Tracing(mode == Mode.START, oneIn);
    }
}
