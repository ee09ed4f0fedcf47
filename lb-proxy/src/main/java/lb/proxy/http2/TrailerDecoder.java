package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A trailer section becomes the lines behind a last chunk (RFC 9113 section 8.1), or the message is refused: for a
 * pseudo-header, or for a field by which a message is framed, routed or trusted. Used as {@link RequestDecoder}.
 */
public final class TrailerDecoder implements FieldSink {
    /** Bytes of all lines with the empty one behind them, as {@code lb.proxy.http1} takes them. */
    static final int MOST_BYTES = 8 * 1024;

    private final FieldLines fields = new FieldLines();
    private boolean neverIndexed;
    private @Nullable Violation wrong;

    public void begin() {
        fields.clear();
        neverIndexed = false;
        wrong = null;
    }

    @Override
    public void field(
            byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo, boolean neverIndexed) {
        this.neverIndexed |= neverIndexed;
        if (wrong != null) {
            return;
        }
        if (nameTo > nameFrom && name[nameFrom] == ':') {
            wrong = Violation.PSEUDO_UNKNOWN;
            return;
        }
        KnownField known = KnownField.of(name, nameFrom, nameTo);
        if (known.isForbiddenInTrailers() && !known.isOfConnection()) {
            wrong = Violation.TRAILER;
            return;
        }
        wrong = fields.add(known, name, nameFrom, nameTo, value, valueFrom, valueTo);
    }

    /**
     * All have come: appends them as lines, if nothing is wrong with them.
     *
     * @param tooLong whether some were left out since they were too many
     * @return what is wrong with them, or null
     */
    @Nullable
    Violation end(ByteBuf out, boolean tooLong) {
        if (wrong == null && (tooLong || fields.size() + 2 > MOST_BYTES)) {
            wrong = Violation.TRAILERS_TOO_LONG;
        }
        if (wrong == null) {
            fields.write(out);
        }
        return wrong;
    }

    /** As {@link RequestDecoder#hasNeverIndexed}. */
    boolean hasNeverIndexed() {
        return neverIndexed;
    }
}
