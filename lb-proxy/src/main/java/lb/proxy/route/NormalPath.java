package lb.proxy.route;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * The path as conditions see it, so that a rule for {@code /admin} also holds for what servers take for that path: in
 * normal form (RFC 3986 section 6.2.2), with several slashes in a row as one.
 *
 * <pre>
 *  /%61dmin  /./admin  /x/../admin  //admin     all are  /admin
 *  /a%2Fb                                       stays: an encoded slash is part of a segment
 * </pre>
 *
 * The request itself is forwarded as received. Almost every path has this form already and is looked at in place.
 */
public final class NormalPath {
    private NormalPath() {}

    /** The path of a range in normal form, in a buffer of its own; null when it has that form already. */
    public static @Nullable ByteBuf of(ByteBuf in, int start, int end) {
        return isNormal(in, start, end) ? null : normal(in, start, end);
    }

    private static boolean isNormal(ByteBuf in, int start, int end) {
        boolean slash = false;
        for (int at = start; at < end; at++) {
            byte value = in.getByte(at);
            if (value == '%' || (slash && (value == '.' || value == '/'))) {
                // A dot here may begin a name such as .well-known; then it only costs the copy.
                return false;
            }
            slash = value == '/';
        }
        return true;
    }

    private static ByteBuf normal(ByteBuf in, int start, int end) {
        byte[] out = new byte[end - start];
        int length = 0;
        int at = start;
        while (at < end) {
            int value = in.getByte(at++);
            if (value == '%') {
                int decoded = at + 2 <= end ? unreserved(in.getByte(at), in.getByte(at + 1)) : -1;
                if (decoded >= 0) {
                    value = decoded;
                    at += 2;
                }
            }
            if (value == '/') {
                length = endSegment(out, length);
                if (length > 0 && out[length - 1] == '/') {
                    continue;
                }
            }
            out[length++] = (byte) value;
        }
        length = endSegment(out, length);
        return Unpooled.wrappedBuffer(out, 0, length);
    }

    /** Takes away a last segment that is a dot, or two dots and the one before them; leaves the slash before it. */
    private static int endSegment(byte[] out, int length) {
        if (length >= 2 && out[length - 1] == '.' && out[length - 2] == '/') {
            return length - 1;
        }
        if (length >= 3 && out[length - 1] == '.' && out[length - 2] == '.' && out[length - 3] == '/') {
            int slash = length - 3;
            while (slash > 0 && out[slash - 1] != '/') {
                slash--;
            }
            return Math.max(slash, 1);
        }
        return length;
    }

    /** The character of two hexadecimal digits if it never means anything but itself (RFC 3986 section 2.3), or -1. */
    private static int unreserved(byte high, byte low) {
        int value = Character.digit(high, 16) << 4 | Character.digit(low, 16);
        boolean unreserved = (value >= 'a' && value <= 'z')
                || (value >= 'A' && value <= 'Z')
                || (value >= '0' && value <= '9')
                || value == '-'
                || value == '.'
                || value == '_'
                || value == '~';
        return unreserved ? value : -1;
    }
}
