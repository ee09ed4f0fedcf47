package lb.admin.runtime;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Puts lines together from bytes that come in any pieces. What has no line feed behind it is no command: whoever sent it may
 * have died in the middle of a word. Pure.
 */
final class LineAssembly {
    /** Bytes of a line at most, as HAProxy's buffer has them. */
    static final int LONGEST = 16 * 1024;

    private final byte[] bytes = new byte[LONGEST];
    private int length;
    private boolean tooLong;

    /** Whether a line was longer than {@link #LONGEST}; nothing is taken any more. */
    boolean isTooLong() {
        return tooLong;
    }

    /**
     * Takes one byte.
     *
     * @return the line that it ends, without its end, what is no UTF-8 replaced; null when it ends none
     */
    @Nullable
    String take(byte next) {
        if (tooLong) {
            return null;
        }
        if (next == '\n') {
            int end = length > 0 && bytes[length - 1] == '\r' ? length - 1 : length;
            length = 0;
            return new String(bytes, 0, end, StandardCharsets.UTF_8);
        }
        if (length == LONGEST) {
            tooLong = true;
            return null;
        }
        bytes[length++] = next;
        return null;
    }
}
