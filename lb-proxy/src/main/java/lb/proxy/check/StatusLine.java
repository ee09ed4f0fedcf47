package lb.proxy.check;

/**
 * The status line of an HTTP/1 response, read one byte at a time (RFC 9112 section 4), by the letter: nothing before it,
 * one space between the parts. As HAProxy does it, the line may end in a bare LF, and the space before an empty reason
 * may be missing.
 *
 * <pre>
 *  HTTP/1. DIGIT SP DIGIT DIGIT DIGIT [SP *(HTAB / SP / VCHAR / obs-text)] [CR] LF
 *  0       7     8  9                 12
 * </pre>
 *
 * Not for several threads.
 */
final class StatusLine {
    /** The longest line, its end included, in bytes. */
    static final int LIMIT = 1024;

    /** As much of the reason as is kept, for log lines and the statistics. */
    static final int REASON_LIMIT = 100;

    private static final String PREFIX = "HTTP/1.";
    private static final int MINOR = PREFIX.length();
    private static final int CODE = MINOR + 2;
    private static final int AFTER_CODE = CODE + 3;

    /** How far the line is read. */
    enum State {
        /** More bytes are needed. */
        PARTIAL,
        /** The line is complete. */
        COMPLETE,
        /** This is no status line, whatever follows. */
        INVALID
    }

    private final StringBuilder reason = new StringBuilder();
    private State state = State.PARTIAL;
    private int position;
    private int code;
    private boolean returned;

    /** Takes the next byte; none after the line has ended or proved invalid. */
    State accept(byte next) {
        if (state != State.PARTIAL) {
            throw new IllegalStateException("the line has ended: " + state);
        }
        int octet = next & 0xFF;
        if (returned) {
            state = octet == '\n' ? State.COMPLETE : State.INVALID;
        } else if (position >= AFTER_CODE && octet == '\n') {
            state = State.COMPLETE;
        } else if (position >= AFTER_CODE && octet == '\r') {
            returned = true;
        } else if (!fits(octet)) {
            state = State.INVALID;
        }
        position++;
        if (state == State.PARTIAL && position >= LIMIT) {
            state = State.INVALID;
        }
        return state;
    }

    /** The three digits of a complete line: 100 to 999. */
    int code() {
        return code;
    }

    /** The beginning of the reason of a complete line; what is not ASCII is a question mark. May be empty. */
    String reason() {
        return reason.toString();
    }

    private boolean fits(int octet) {
        if (position < MINOR) {
            return octet == PREFIX.charAt(position);
        }
        if (position == MINOR) {
            return digit(octet);
        }
        if (position == MINOR + 1 || position == AFTER_CODE) {
            return octet == ' ';
        }
        if (position < AFTER_CODE) {
            code = code * 10 + octet - '0';
            return digit(octet) && code > 0;
        }
        if (reason.length() < REASON_LIMIT) {
            reason.append(octet > 0x7E ? '?' : (char) octet);
        }
        return octet == '\t' || (octet >= ' ' && octet != 0x7F);
    }

    private static boolean digit(int octet) {
        return octet >= '0' && octet <= '9';
    }
}
