package lb.proxy.http2;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The pseudo-headers of one message, copied: what a table holds may be gone with the next field (RFC 9113 section 8.3). */
final class PseudoHeaders {
    private static final int MISSING = -1;
    private static final int FIRST = KnownField.AUTHORITY.ordinal();
    private static final int COUNT = KnownField.PROTOCOL.ordinal() - FIRST + 1;

    private final Octets text = new Octets(256);
    private final int[] start = new int[COUNT];
    private final int[] end = new int[COUNT];

    void clear() {
        text.clear();
        Arrays.fill(start, MISSING);
    }

    /** One of those from AUTHORITY to PROTOCOL. */
    @Nullable
    Violation add(KnownField name, byte[] value, int from, int to) {
        int at = name.ordinal() - FIRST;
        if (start[at] != MISSING) {
            return Violation.PSEUDO_REPEATED;
        }
        start[at] = text.length();
        text.write(value, from, to);
        end[at] = text.length();
        return null;
    }

    boolean has(KnownField name) {
        return start[name.ordinal() - FIRST] != MISSING;
    }

    /** The array that all are in. */
    byte[] octets() {
        return text.array();
    }

    /** Where the value of one begins. */
    int start(KnownField name) {
        return start[name.ordinal() - FIRST];
    }

    int end(KnownField name) {
        return end[name.ordinal() - FIRST];
    }

    boolean is(KnownField name, byte[] octets) {
        return has(name) && FieldSyntax.is(text.array(), start(name), end(name), octets);
    }
}
