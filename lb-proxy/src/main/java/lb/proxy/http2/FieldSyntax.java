package lb.proxy.http2;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What may stand where in a message (RFC 9113 section 8.2.1, RFC 9110 section 5.6): no more than HTTP/1.1 allows there, so that
 * what passes can be written as a head of HTTP/1.1, which {@code lb.proxy.http1} reads without an objection.
 */
final class FieldSyntax {
    private static final byte LOWER_TOKEN = 1;
    private static final byte TOKEN = 2;
    private static final byte TARGET = 4;
    private static final byte AUTHORITY = 8;
    private static final byte TEXT = 16;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** A one in each byte. */
    private static final long ONES = 0x0101010101010101L;

    private static final long SPACES = 0x2020202020202020L;
    private static final long DELETES = 0x7f7f7f7f7f7f7f7fL;
    private static final long HIGHEST = 0x8080808080808080L;

    private static final byte[] CLASSES = classes();

    /** Decimal digits that surely fit a long. */
    private static final int MAX_LENGTH_DIGITS = 18;

    static final long NO_NUMBER = -1;
    static final long TOO_LARGE = -2;

    private FieldSyntax() {}

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = 0x21; c <= 0x7e; c++) {
            classes[c] = TARGET | TEXT;
        }
        for (char c = '0'; c <= '9'; c++) {
            classes[c] |= LOWER_TOKEN | TOKEN | AUTHORITY;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            classes[c] |= LOWER_TOKEN | TOKEN | AUTHORITY;
            classes[c - 32] |= TOKEN | AUTHORITY;
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            classes[c] |= LOWER_TOKEN | TOKEN;
        }
        // RFC 3986 section 3.2 without userinfo, and without the comma, which can stem from two joined fields.
        for (char c : "-._~%!$&'()*+;=:[]".toCharArray()) {
            classes[c] |= AUTHORITY;
        }
        classes['#'] &= ~TARGET;
        classes[' '] = TEXT;
        classes['\t'] = TEXT;
        for (int c = 0x80; c <= 0xff; c++) {
            classes[c] = TEXT;
        }
        return classes;
    }

    private static boolean all(byte[] in, int from, int to, byte wanted) {
        for (int i = from; i < to; i++) {
            if ((CLASSES[in[i] & 0xff] & wanted) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is the name of a field, in lower case. */
    static boolean isName(byte[] in, int from, int to) {
        return to > from && all(in, from, to, LOWER_TOKEN);
    }

    /** Whether it is a token, such as a method. */
    static boolean isToken(byte[] in, int from, int to) {
        return to > from && all(in, from, to, TOKEN);
    }

    /** Whether all of it may stand in the value of a field: no control character but a tab. Looks at eight at a time. */
    static boolean isText(byte[] in, int from, int to) {
        int at = from;
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            long eight = (long) LONGS.get(in, at);
            long withoutDelete = eight ^ DELETES;
            // The highest bit of a byte is set where the byte is below the space, or was a delete character.
            long odd = ((eight - SPACES) & ~eight) | ((withoutDelete - ONES) & ~withoutDelete);
            if ((odd & HIGHEST) != 0 && !all(in, at, at + Long.BYTES, TEXT)) {
                return false;
            }
        }
        return all(in, at, to, TEXT);
    }

    /** Whether it begins or ends with a blank, which HTTP/1 does not take for a part of a value. */
    static boolean isPadded(byte[] in, int from, int to) {
        return to > from && (isBlank(in[from]) || isBlank(in[to - 1]));
    }

    static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }

    /** Whether it is a path with or without a query, or the asterisk of OPTIONS. */
    static boolean isPath(byte[] in, int from, int to, boolean options) {
        if (to == from) {
            return false;
        }
        return in[from] == '*' ? options && to == from + 1 : in[from] == '/' && all(in, from, to, TARGET);
    }

    /** Whether it is a host, with a port of digits or without. */
    static boolean isAuthority(byte[] in, int from, int to) {
        if (from == to || !all(in, from, to, AUTHORITY)) {
            return false;
        }
        int host = hostEnd(in, from, to);
        if (host <= from || (host < to && in[host] != ':')) {
            return false;
        }
        for (int i = host + 1; i < to; i++) {
            if (!isDigit(in[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether there is a port in an authority. */
    static boolean hasPort(byte[] in, int from, int to) {
        return hostEnd(in, from, to) < to - 1;
    }

    /** The byte after the host, an IP literal in brackets or a name without any; or -1. */
    private static int hostEnd(byte[] in, int from, int to) {
        int host = from;
        if (in[from] == '[') {
            while (host < to && in[host] != ']') {
                host++;
            }
            return host == to ? -1 : host + 1;
        }
        while (host < to && in[host] != ':') {
            if (in[host] == '[' || in[host] == ']') {
                return -1;
            }
            host++;
        }
        return host;
    }

    static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }

    /** A number of digits alone; {@link #NO_NUMBER} for anything else, {@link #TOO_LARGE} for more than 18 of them. */
    static long number(byte[] in, int from, int to) {
        int at = from;
        while (at < to - 1 && in[at] == '0') {
            at++;
        }
        long number = 0;
        for (int i = at; i < to; i++) {
            if (!isDigit(in[i])) {
                return NO_NUMBER;
            }
            number = i - at < MAX_LENGTH_DIGITS ? number * 10 + in[i] - '0' : TOO_LARGE;
        }
        return from == to ? NO_NUMBER : to - at > MAX_LENGTH_DIGITS ? TOO_LARGE : number;
    }

    static byte lower(byte value) {
        return value >= 'A' && value <= 'Z' ? (byte) (value + 32) : value;
    }

    /** Whether it is that word, given in lower case, in any case. */
    static boolean isWord(byte[] in, int from, int to, byte[] lowerCase) {
        if (to - from != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            if (lower(in[from + i]) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is exactly that. */
    static boolean is(byte[] in, int from, int to, byte[] octets) {
        return Arrays.equals(in, from, to, octets, 0, octets.length);
    }
}
