package lb.proxy.route;

import io.netty.buffer.ByteBuf;

/**
 * One pair of a Cookie field, found in place (RFC 6265 section 4.2.1).
 *
 * <pre>
 *   Cookie: a=1; SRV=web1; b="x;y"
 *                ^start        ^nothing is quoted for a cookie: this is two pairs
 *                    ^valueStart
 *                        ^valueEnd
 * </pre>
 *
 * A pair is a number, so that finding one allocates nothing: where its value lies, by the buffer's own indexes.
 */
public final class CookiePair {
    /** There is no such pair. */
    public static final long NONE = -1;

    private CookiePair() {}

    /**
     * The first pair of that name, in the value of a Cookie field.
     *
     * @param name compared by letter, as servers do
     */
    public static long find(ByteBuf in, int start, int end, byte[] name) {
        int from = start;
        while (from < end) {
            while (from < end && isBlank(in.getByte(from))) {
                from++;
            }
            int stop = indexOf(in, from, end, ';');
            int equals = indexOf(in, from, stop, '=');
            int nameEnd = trimmed(in, from, equals);
            if (equals < stop && nameEnd - from == name.length && Ascii.isAt(in, from, name, false)) {
                int value = equals + 1;
                int valueEnd = trimmed(in, value, stop);
                while (value < valueEnd && isBlank(in.getByte(value))) {
                    value++;
                }
                return (long) value << 32 | valueEnd;
            }
            from = stop + 1;
        }
        return NONE;
    }

    public static int valueStart(long pair) {
        return (int) (pair >>> 32);
    }

    public static int valueEnd(long pair) {
        return (int) pair;
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }

    private static int trimmed(ByteBuf in, int start, int end) {
        int last = end;
        while (last > start && isBlank(in.getByte(last - 1))) {
            last--;
        }
        return last;
    }

    private static int indexOf(ByteBuf in, int start, int end, char wanted) {
        int index = in.indexOf(start, end, (byte) wanted);
        return index < 0 ? end : index;
    }
}
