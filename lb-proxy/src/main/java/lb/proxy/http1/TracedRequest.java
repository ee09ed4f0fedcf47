package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import lb.proxy.exchange.Trace;
import lb.proxy.settings.Tracing;
import org.jspecify.annotations.Nullable;

/**
 * The place of a request in a trace: as the client says it, begun here, or none. Reused for every request of a connection.
 *
 * <pre>
 *  one valid traceparent     passes as it came; with our span as the parent where the exchange is told as a span
 *  none, several, invalid    left out with the tracestate; in its place the beginning of a trace, where wanted
 * </pre>
 */
final class TracedRequest implements Trace {
    private static final byte[] NAME = "traceparent: ".getBytes(US_ASCII);
    private static final byte[] END_OF_LINE = {Syntax.CR, Syntax.LF};
    private static final int NO_FIELD = -1;

    /** Bytes that a head becomes longer by, at most. */
    static final int ROOM = NAME.length + TraceParent.LENGTH + END_OF_LINE.length;

    private final Tracing settings;
    private final TraceIds ids;
    private final boolean toldAsSpans;
    private final TraceParent parent = new TraceParent();
    private boolean traced;
    private boolean received;

    /** What servers get as their parent, in place of what came; 0 for what came. */
    private long own;

    private TracedRequest(Tracing settings, TraceIds ids, boolean toldAsSpans) {
        this.settings = settings;
        this.ids = ids;
        this.toldAsSpans = toldAsSpans;
    }

    /**
     * Null where the fields only pass.
     *
     * @param toldAsSpans whether exchanges of sampled traces are, so that servers get our span as their parent
     */
    static @Nullable TracedRequest of(@Nullable Tracing settings, TraceIds ids, boolean toldAsSpans) {
        return settings == null ? null : new TracedRequest(settings, ids, toldAsSpans);
    }

    /** Another request, of which nothing is known yet. */
    void clear() {
        traced = false;
    }

    /** The head of the request lies at the reader index. */
    void begin(HeadLines lines, ByteBuf in) {
        int field = onlyField(lines, in);
        int base = in.readerIndex();
        received = field != NO_FIELD && parent.read(in, base + lines.valueStart(field), base + lines.valueEnd(field));
        traced = received || settings.starts();
        own = 0;
        if (!traced) {
            return;
        }
        if (!received) {
            parent.start(ids.next(), ids.next(), ids.isOneIn(settings.oneIn()));
        }
        if (!received || isToldAsSpan()) {
            own = ids.next();
        }
    }

    private static int onlyField(HeadLines lines, ByteBuf in) {
        int found = NO_FIELD;
        for (int field = 0; field < lines.fields(); field++) {
            if (isNamed(lines, in, field, "traceparent")) {
                if (found != NO_FIELD) {
                    return NO_FIELD;
                }
                found = field;
            }
        }
        return found;
    }

    private static boolean isNamed(HeadLines lines, ByteBuf in, int field, String name) {
        int base = in.readerIndex();
        return Syntax.isWord(in, base + lines.nameStart(field), base + lines.nameEnd(field), name);
    }

    /** Leaves out of the head at the reader index what servers are not to get. */
    void dropClients(HeadLines lines, ByteBuf in) {
        for (int field = 0; field < lines.fields() && (own != 0 || !received); field++) {
            if (isNamed(lines, in, field, "traceparent") || (!received && isNamed(lines, in, field, "tracestate"))) {
                lines.drop(field);
            }
        }
    }

    /** Appends the field to the head just written, before its end. */
    void write(ByteBuf out) {
        if (own != 0) {
            out.writerIndex(out.writerIndex() - END_OF_LINE.length).writeBytes(NAME);
            parent.write(out, own);
            out.writeBytes(END_OF_LINE).writeBytes(END_OF_LINE);
        }
    }

    /** Whether it has a place in a trace. */
    boolean isTraced() {
        return traced;
    }

    /** Whether its exchange is to be told as a span. */
    boolean isToldAsSpan() {
        return traced && toldAsSpans && parent.isSampled();
    }

    @Override
    public long idHigh() {
        return parent.idHigh();
    }

    @Override
    public long idLow() {
        return parent.idLow();
    }

    @Override
    public long span() {
        return own == 0 ? parent.parent() : own;
    }

    @Override
    public long parent() {
        return parent.parent();
    }

    @Override
    public boolean isSampled() {
        return parent.isSampled();
    }
}
