package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import lb.proxy.route.HeadEdits;
import lb.proxy.settings.HeadLimits;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one message head, found in place (RFC 9112 sections 2.2 and 5).
 *
 * <pre>
 *  readerIndex of the buffer
 *  |GET /index.html HTTP/1.1\r\n|Host:   example.com  \r\n|Accept: text/html\r\n|\r\n|body …
 *  0                            ^name ^  ^value     ^end  ^name of the next
 *  |&lt;------ startLineEnd -----&gt;|                                              |&lt;- length()
 * </pre>
 *
 * Offsets count from the buffer's reader index, which stays at the head until its user skips it; the buffer may grow, move
 * or be compacted between two calls. Each byte is looked at once for line ends, however the head arrives. A line that
 * continues the one before it (obs-fold, RFC 9112 section 5.2) is joined to it by overwriting the line end with spaces.
 * Reused for every head of a connection. Rules edit a head by lines that are written behind it, in a copy of it, and take the
 * place of others.
 */
final class HeadLines {
    private static final int INTS_PER_FIELD = 6;
    private static final int NAME = 0;
    private static final int NAME_END = 1;
    private static final int VALUE = 2;
    private static final int VALUE_END = 3;
    private static final int WHICH = 4;
    private static final int LINE_END = 5;
    private static final int DROPPED = 1 << 8;

    /** Fields that rules may add beyond those that a message may come with. */
    private static final int MOST_ADDED = 64;

    private final int maxBytes;
    private final int maxFields;
    private int[] layout = new int[INTS_PER_FIELD * 16];
    private int fields;
    private int lineStart;
    private int scanned;
    private int startLine;
    private int startLineEnd;
    private @Nullable Malformed malformed;

    /** Forgets everything: the next byte is the first of another head. */
    void reset() {
        fields = 0;
        lineStart = 0;
        scanned = 0;
        startLine = 0;
        startLineEnd = -1;
        malformed = null;
    }

    HeadLines(HeadLimits limits) {
        maxBytes = limits.bytes();
        maxFields = limits.fields();
        reset();
    }

    /** Goes on from where the last call ended, up to the end of the start line, or of the bytes. */
    HeadProgress readStartLine(ByteBuf in) {
        int lineEnd = findLineEnd(in);
        if (lineEnd < 0) {
            return malformed == null ? HeadProgress.INCOMPLETE : HeadProgress.MALFORMED;
        }
        endLine(lineEnd);
        startLineEnd = lineEnd;
        return HeadProgress.COMPLETE;
    }

    /** The same behind the start line, up to the end of the head. */
    HeadProgress readFields(ByteBuf in) {
        while (true) {
            int start = lineStart;
            int lineEnd = findLineEnd(in);
            if (lineEnd < 0) {
                return malformed == null ? HeadProgress.INCOMPLETE : HeadProgress.MALFORMED;
            }
            endLine(lineEnd);
            if (lineEnd == start) {
                return HeadProgress.COMPLETE;
            }
            if (refuse(addLine(in, start, lineEnd))) {
                scanned = start;
                return HeadProgress.MALFORMED;
            }
        }
    }

    private void endLine(int lineEnd) {
        lineStart = lineEnd + 2;
        scanned = lineStart;
    }

    /**
     * Refuses the head if there is a reason.
     *
     * @return whether there is
     */
    boolean refuse(@Nullable Malformed reason) {
        malformed = reason;
        return reason != null;
    }

    /** The offset of the next line end, or -1 where it has not come yet or is none. */
    private int findLineEnd(ByteBuf in) {
        int base = in.readerIndex();
        int available = in.readableBytes();
        int limit = Math.min(available, maxBytes);
        int stop = in.forEachByte(base + scanned, limit - scanned, Syntax.LINE_TEXT);
        scanned = stop < 0 ? limit : stop - base;
        if (scanned + 2 > maxBytes) {
            malformed = startLineEnd < 0 ? Malformed.START_LINE_TOO_LONG : Malformed.HEAD_TOO_LONG;
            return -1;
        }
        if (stop < 0) {
            return -1;
        }
        byte value = in.getByte(stop);
        if (value != Syntax.CR) {
            malformed = value == Syntax.LF ? Malformed.BARE_LINE_FEED : Malformed.CONTROL_CHARACTER;
            return -1;
        }
        if (scanned + 1 >= available) {
            return -1;
        }
        if (in.getByte(stop + 1) != Syntax.LF) {
            malformed = Malformed.BARE_CARRIAGE_RETURN;
            return -1;
        }
        return scanned;
    }

    private @Nullable Malformed addLine(ByteBuf in, int start, int end) {
        int base = in.readerIndex();
        if (Syntax.isBlank(in.getByte(base + start))) {
            return fold(in, start, end);
        }
        if (fields == maxFields) {
            return Malformed.TOO_MANY_FIELDS;
        }
        int colon = Syntax.tokenEnd(in, base + start, base + end) - base;
        if (colon == start || colon == end) {
            return Malformed.FIELD_LINE;
        }
        byte value = in.getByte(base + colon);
        if (value != ':') {
            return Syntax.isBlank(value) ? Malformed.SPACE_BEFORE_COLON : Malformed.FIELD_LINE;
        }
        set(fields, in, start, colon, end);
        return null;
    }

    /** Takes a line for that field, which may be one more than there are. */
    private void set(int field, ByteBuf in, int start, int colon, int end) {
        int base = in.readerIndex();
        int at = field * INTS_PER_FIELD;
        if (at == layout.length) {
            layout = Arrays.copyOf(layout, Math.min(2 * at, INTS_PER_FIELD * (maxFields + MOST_ADDED)));
        }
        int valueStart = Syntax.skipBlanks(in, base + colon + 1, base + end) - base;
        layout[at + NAME] = start;
        layout[at + NAME_END] = colon;
        layout[at + VALUE] = valueStart;
        layout[at + VALUE_END] = Syntax.trimBlanks(in, base + valueStart, base + end) - base;
        layout[at + WHICH] = FieldName.of(in, base + start, base + colon).ordinal();
        layout[at + LINE_END] = end + 2;
        fields = Math.max(fields, field + 1);
    }

    private @Nullable Malformed fold(ByteBuf in, int start, int end) {
        if (fields == 0) {
            return Malformed.FOLD_WITHOUT_FIELD;
        }
        int base = in.readerIndex();
        in.setByte(base + start - 2, Syntax.SP);
        in.setByte(base + start - 1, Syntax.SP);
        int at = (fields - 1) * INTS_PER_FIELD;
        int valueStart = Syntax.skipBlanks(in, base + layout[at + VALUE], base + end) - base;
        layout[at + VALUE] = valueStart;
        layout[at + VALUE_END] = Syntax.trimBlanks(in, base + valueStart, base + end) - base;
        layout[at + LINE_END] = end + 2;
        return null;
    }

    // Rules edit

    /** Another start line takes the place of the first, anywhere in the same bytes; offsets as all others. */
    void startLineBecomes(int start, int end) {
        startLine = start;
        startLineEnd = end;
    }

    /**
     * Another line takes the place of a field's, anywhere in the same bytes; offsets as all others. That it is one has been
     * looked at.
     *
     * @param field one more than there are adds one
     * @param colon behind its name
     * @return whether there may be so many
     */
    boolean become(int field, ByteBuf in, int start, int colon, int end) {
        if (field >= maxFields + MOST_ADDED) {
            return false;
        }
        set(field, in, start, colon, end);
        return true;
    }

    /** Forgets a field: those behind it move up. */
    void remove(int field) {
        int next = (field + 1) * INTS_PER_FIELD;
        System.arraycopy(layout, next, layout, next - INTS_PER_FIELD, fields * INTS_PER_FIELD - next);
        fields--;
    }

    /** Bytes of all lines that there are by now, with the empty one. */
    int size() {
        int size = startLineEnd - startLine + 4;
        for (int field = 0; field < fields; field++) {
            size += layout[field * INTS_PER_FIELD + LINE_END] - nameStart(field);
        }
        return size;
    }

    /** Why the head is refused; null unless it is. */
    @Nullable
    Malformed malformed() {
        return malformed;
    }

    /** Where in it there was a reason to refuse it, or the end of what was looked at: the line's first byte, where it is the line. */
    int position() {
        return scanned;
    }

    /** Offset of the start line, which is the first unless a rule has made another. */
    int startLine() {
        return startLine;
    }

    /** Offset of the end of the start line, where its line end begins; -1 before it has come. */
    int startLineEnd() {
        return startLineEnd;
    }

    /** Bytes of the whole head with the empty line; only after {@link #readFields} is complete. */
    int length() {
        return lineStart;
    }

    int fields() {
        return fields;
    }

    FieldName name(int field) {
        return FieldName.at(layout[field * INTS_PER_FIELD + WHICH] & (DROPPED - 1));
    }

    int nameStart(int field) {
        return layout[field * INTS_PER_FIELD + NAME];
    }

    int nameEnd(int field) {
        return layout[field * INTS_PER_FIELD + NAME_END];
    }

    int valueStart(int field) {
        return layout[field * INTS_PER_FIELD + VALUE];
    }

    int valueEnd(int field) {
        return layout[field * INTS_PER_FIELD + VALUE_END];
    }

    /** Whether a field has this lower-case name. */
    boolean has(ByteBuf in, String lowerCase) {
        int base = in.readerIndex();
        for (int field = 0; field < fields; field++) {
            if (Syntax.isWord(in, base + nameStart(field), base + nameEnd(field), lowerCase)) {
                return true;
            }
        }
        return false;
    }

    /** Leaves the field out when the head is forwarded. */
    void drop(int field) {
        layout[field * INTS_PER_FIELD + WHICH] |= DROPPED;
    }

    void dropAll(FieldName name) {
        for (int field = 0; field < fields; field++) {
            if (name(field) == name) {
                drop(field);
            }
        }
    }

    /** Leaves out the fields that are edited away. */
    void dropEdited(HeadEdits edits, ByteBuf in) {
        int base = in.readerIndex();
        for (int field = 0; field < fields; field++) {
            if (edits.removes(in, base + nameStart(field), base + nameEnd(field))) {
                drop(field);
            }
        }
    }

    /** Forwards the fields of that name as received, though they are about one connection only. */
    void keepAll(FieldName name) {
        for (int field = 0; field < fields; field++) {
            if (name(field) == name) {
                layout[field * INTS_PER_FIELD + WHICH] = name.ordinal();
            }
        }
    }

    /** Appends the field lines that are to be forwarded, as received; neighbours go in one copy. */
    void copyFields(ByteBuf in, ByteBuf out) {
        int base = in.readerIndex();
        int field = 0;
        while (field < fields) {
            if (isDropped(field)) {
                field++;
                continue;
            }
            int from = nameStart(field);
            int to = from;
            while (field < fields && nameStart(field) == to && !isDropped(field)) {
                to = layout[field * INTS_PER_FIELD + LINE_END];
                field++;
            }
            out.writeBytes(in, base + from, to - from);
        }
    }

    private boolean isDropped(int field) {
        return (layout[field * INTS_PER_FIELD + WHICH] & DROPPED) != 0;
    }
}
