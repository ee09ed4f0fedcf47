package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/** The character classes of RFC 9110 section 5.6, and comparisons on bytes in place. */
final class Syntax {
    static final byte CR = '\r';
    static final byte LF = '\n';
    static final byte SP = ' ';
    static final byte HTAB = '\t';

    private static final byte TOKEN = 1;
    private static final byte TARGET = 2;
    private static final byte AUTHORITY = 4;
    private static final byte TEXT = 8;

    private static final byte[] CLASSES = classes();

    /** Stops at the first byte that no line may hold: a control character other than HTAB. */
    static final ByteProcessor LINE_TEXT = value -> (CLASSES[value & 0xff] & TEXT) != 0;

    private static final ByteProcessor TOKEN_TEXT = value -> (CLASSES[value & 0xff] & TOKEN) != 0;
    private static final ByteProcessor TARGET_TEXT = value -> (CLASSES[value & 0xff] & TARGET) != 0;
    private static final ByteProcessor AUTHORITY_TEXT = value -> (CLASSES[value & 0xff] & AUTHORITY) != 0;

    private Syntax() {}

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = 0x21; c <= 0x7e; c++) {
            classes[c] = TARGET | TEXT;
            if (isAlphanumeric(c)) {
                classes[c] |= TOKEN | AUTHORITY;
            }
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            classes[c] |= TOKEN;
        }
        // RFC 3986 section 3.2 without userinfo, and without the comma, which can stem from two joined Host fields.
        for (char c : "-._~%!$&'()*+;=:[]".toCharArray()) {
            classes[c] |= AUTHORITY;
        }
        // A fragment is never sent (RFC 9112 section 3.2).
        classes['#'] &= ~TARGET;
        classes[SP] = TEXT;
        classes[HTAB] = TEXT;
        for (int c = 0x80; c <= 0xff; c++) {
            classes[c] = TEXT;
        }
        return classes;
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    static boolean isBlank(byte value) {
        return value == SP || value == HTAB;
    }

    static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hexDigit(byte value) {
        if (isDigit(value)) {
            return value - '0';
        }
        int lower = value | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    /** Whether a non-empty range is a token (RFC 9110 section 5.6.2). */
    static boolean isToken(ByteBuf in, int start, int end) {
        return end > start && in.forEachByte(start, end - start, TOKEN_TEXT) < 0;
    }

    /** The first byte at or after {@code start} that is no token character, or {@code end}. */
    static int tokenEnd(ByteBuf in, int start, int end) {
        return stopOf(in.forEachByte(start, end - start, TOKEN_TEXT), end);
    }

    /** The first byte at or after {@code start} that no request target may hold, or {@code end}. */
    static int targetEnd(ByteBuf in, int start, int end) {
        return stopOf(in.forEachByte(start, end - start, TARGET_TEXT), end);
    }

    /** The first byte at or after {@code start} that is no part of a host and port, or {@code end}. */
    static int authorityEnd(ByteBuf in, int start, int end) {
        return stopOf(in.forEachByte(start, end - start, AUTHORITY_TEXT), end);
    }

    private static int stopOf(int index, int end) {
        return index < 0 ? end : index;
    }

    static int skipBlanks(ByteBuf in, int start, int end) {
        int index = start;
        while (index < end && isBlank(in.getByte(index))) {
            index++;
        }
        return index;
    }

    static int trimBlanks(ByteBuf in, int start, int end) {
        int index = end;
        while (index > start && isBlank(in.getByte(index - 1))) {
            index--;
        }
        return index;
    }

    static byte lower(byte value) {
        return value >= 'A' && value <= 'Z' ? (byte) (value + 32) : value;
    }

    /** Whether a range is the given lower-case ASCII word, in any case. */
    static boolean isWord(ByteBuf in, int start, int end, String lowerCase) {
        if (end - start != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            if (lower(in.getByte(start + i)) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a range begins with an authentication scheme that, against RFC 9110 section 11.1, is about the connection. */
    static boolean isConnectionScheme(ByteBuf in, int start, int end) {
        int stop = tokenEnd(in, start, end);
        return isWord(in, start, stop, "ntlm") || isWord(in, start, stop, "negotiate");
    }

    /** Whether two ranges hold the same ASCII text, in any case. */
    static boolean isSameWord(ByteBuf in, int start, int end, int otherStart, int otherEnd) {
        if (end - start != otherEnd - otherStart) {
            return false;
        }
        for (int i = 0; i < end - start; i++) {
            if (lower(in.getByte(start + i)) != lower(in.getByte(otherStart + i))) {
                return false;
            }
        }
        return true;
    }
}
