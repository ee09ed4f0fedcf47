package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import lb.proxy.settings.Capture;
import org.jspecify.annotations.Nullable;

/**
 * A cookie that is kept for the log: the first whose name begins as wanted, without blanks around its equals sign. Reused
 * for every message of a connection.
 *
 * <pre>
 *  Cookie: theme=dark; SESSION = a"b;c" ; x
 *                      ^name  ^nameEnd  ^valueEnd    kept: SESSION=a"b;c"
 * </pre>
 *
 * Pairs end at a semicolon or a comma that is not between quotes, as HAProxy reads them.
 */
final class CapturedCookie {
    private static final byte EQUALS = '=';

    private final byte[] prefix;
    private final KeptText kept;
    private boolean found;

    CapturedCookie(Capture wanted) {
        prefix = wanted.name().getBytes(ISO_8859_1);
        kept = new KeptText(wanted.length());
    }

    /** There is no head, as yet. */
    void clear() {
        found = false;
    }

    /** The cookie; null for none. */
    @Nullable
    CharSequence value() {
        return found ? kept : null;
    }

    /** Looks for it in the Cookie fields of a complete head that lies at the reader index. */
    void takeRequest(HeadLines lines, ByteBuf in) {
        found = false;
        for (int field = 0; field < lines.fields() && !found; field++) {
            take(lines, in, field, "cookie", true);
        }
    }

    /** Looks for it in the Set-Cookie fields, which have one cookie each. */
    void takeResponse(HeadLines lines, ByteBuf in) {
        found = false;
        for (int field = 0; field < lines.fields() && !found; field++) {
            take(lines, in, field, "set-cookie", false);
        }
    }

    private void take(HeadLines lines, ByteBuf in, int field, String name, boolean several) {
        int base = in.readerIndex();
        if (!Syntax.isWord(in, base + lines.nameStart(field), base + lines.nameEnd(field), name)) {
            return;
        }
        int from = base + lines.valueStart(field);
        int end = base + lines.valueEnd(field);
        do {
            int stop = pairEnd(in, from, end, several);
            takePair(in, Syntax.skipBlanks(in, from, stop), stop);
            from = stop + 1;
        } while (several && from < end && !found);
    }

    private static int pairEnd(ByteBuf in, int from, int end, boolean several) {
        boolean quoted = false;
        for (int i = from; i < end; i++) {
            byte value = in.getByte(i);
            if (quoted && value == '\\') {
                i++;
            } else if (value == '"') {
                quoted = !quoted;
            } else if (!quoted && (value == ';' || (several && value == ','))) {
                return i;
            }
        }
        return end;
    }

    private void takePair(ByteBuf in, int start, int end) {
        int equals = in.indexOf(start, end, EQUALS);
        if (equals < 0) {
            return;
        }
        int nameEnd = Syntax.trimBlanks(in, start, equals);
        // A wanted name may end with the equals sign, so that no longer one is meant.
        if (nameEnd - start + 1 < prefix.length) {
            return;
        }
        for (int i = 0; i < prefix.length; i++) {
            byte value = start + i < nameEnd ? in.getByte(start + i) : EQUALS;
            if (value != prefix[i]) {
                return;
            }
        }
        kept.set(in, start, nameEnd);
        kept.add(in, equals, equals + 1);
        int valueStart = Syntax.skipBlanks(in, equals + 1, end);
        kept.add(in, valueStart, Syntax.trimBlanks(in, valueStart, end));
        found = true;
    }
}
