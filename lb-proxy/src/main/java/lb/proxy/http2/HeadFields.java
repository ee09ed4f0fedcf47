package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A head of HTTP/1.1 that was judged and written by this house, taken apart to be sent by HTTP/2: its names in lower case, all
 * in one copy of it. Whatever has come from outside was read by {@code lb.proxy.http1} before. Reused for every message.
 */
final class HeadFields {
    private static final int INTS = 5;
    private static final KnownField[] KNOWN = KnownField.values();

    private final Octets copy = new Octets(1024);
    private int[] layout = new int[INTS * 32];
    private int count;
    private int startLineEnd;

    /** Takes a whole head, from the reader index to the writer index. */
    void readHead(ByteBuf head) {
        read(head);
        startLineEnd = lineEnd(0);
        readLines(startLineEnd + 2);
    }

    /** Takes lines of fields alone, such as trailers. */
    void readFields(ByteBuf lines) {
        read(lines);
        startLineEnd = 0;
        readLines(0);
    }

    private void read(ByteBuf in) {
        int length = in.readableBytes();
        copy.clear();
        in.getBytes(in.readerIndex(), copy.room(length), 0, length);
        copy.length(length);
        count = 0;
    }

    private int lineEnd(int from) {
        byte[] octets = copy.array();
        int at = from;
        while (at < copy.length() && octets[at] != '\r') {
            at++;
        }
        return at;
    }

    private void readLines(int from) {
        int line = from;
        while (line < copy.length()) {
            int end = lineEnd(line);
            if (end == line) {
                return;
            }
            readLine(line, end);
            line = end + 2;
        }
    }

    private void readLine(int start, int end) {
        byte[] octets = copy.array();
        int colon = start;
        while (colon < end && octets[colon] != ':') {
            octets[colon] = FieldSyntax.lower(octets[colon]);
            colon++;
        }
        int value = Math.min(colon + 1, end);
        while (value < end && FieldSyntax.isBlank(octets[value])) {
            value++;
        }
        int valueEnd = end;
        while (valueEnd > value && FieldSyntax.isBlank(octets[valueEnd - 1])) {
            valueEnd--;
        }
        int at = count++ * INTS;
        if (at == layout.length) {
            layout = Arrays.copyOf(layout, at * 2);
        }
        layout[at] = start;
        layout[at + 1] = colon;
        layout[at + 2] = value;
        layout[at + 3] = valueEnd;
        layout[at + 4] = KnownField.of(octets, start, colon).ordinal();
    }

    /** The array that everything lies in. */
    byte[] octets() {
        return copy.array();
    }

    /** Where the first line ends, which begins at 0. */
    int startLineEnd() {
        return startLineEnd;
    }

    int count() {
        return count;
    }

    KnownField name(int field) {
        return KNOWN[layout[field * INTS + 4]];
    }

    int nameStart(int field) {
        return layout[field * INTS];
    }

    int nameEnd(int field) {
        return layout[field * INTS + 1];
    }

    int valueStart(int field) {
        return layout[field * INTS + 2];
    }

    int valueEnd(int field) {
        return layout[field * INTS + 3];
    }

    /** The first field of that name; -1 for none. */
    int find(KnownField name) {
        for (int field = 0; field < count; field++) {
            if (layout[field * INTS + 4] == name.ordinal()) {
                return field;
            }
        }
        return -1;
    }

    /** Whether a field has that value, given in lower case, in any case. */
    boolean isValue(int field, byte[] lowerCase) {
        return field >= 0 && FieldSyntax.isWord(octets(), valueStart(field), valueEnd(field), lowerCase);
    }

    /** Sends a field as it is. */
    void encode(int field, HpackEncoder encoder, Octets out, boolean never) {
        byte[] octets = copy.array();
        encoder.field(
                out,
                name(field),
                octets,
                nameStart(field),
                nameEnd(field),
                octets,
                valueStart(field),
                valueEnd(field),
                never);
    }

    /** Tells of a field as it is. */
    void tell(int field, FieldSink sink) {
        byte[] octets = copy.array();
        sink.field(octets, nameStart(field), nameEnd(field), octets, valueStart(field), valueEnd(field), false);
    }
}
