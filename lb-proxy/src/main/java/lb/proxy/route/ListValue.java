package lb.proxy.route;

import io.netty.buffer.ByteBuf;

/** Lists of values between commas in header fields (RFC 9110 section 5.6.1), found in place. */
public final class ListValue {
    private ListValue() {}

    /** The comma behind the value that begins there, outside of quotation marks, or the end. */
    public static int end(ByteBuf in, int start, int end) {
        boolean quoted = false;
        for (int at = start; at < end; at++) {
            byte value = in.getByte(at);
            if (value == '"') {
                quoted = !quoted;
            } else if (value == '\\' && quoted) {
                at++;
            } else if (value == ',' && !quoted) {
                return at;
            }
        }
        return end;
    }

    /** The number of values, empty ones among them. */
    public static int count(ByteBuf in, int start, int end) {
        int count = 1;
        for (int at = end(in, start, end); at < end; at = end(in, at + 1, end)) {
            count++;
        }
        return count;
    }

    public static int skipBlanks(ByteBuf in, int start, int end) {
        int at = start;
        while (at < end && isBlank(in.getByte(at))) {
            at++;
        }
        return at;
    }

    public static int trimBlanks(ByteBuf in, int start, int end) {
        int at = end;
        while (at > start && isBlank(in.getByte(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }
}
