package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The cookie in the first message of an RDP client (MS-RDPBCGR section 2.2.1.1), read without taking part in RDP.
 *
 * <pre>
 *  TPKT      3 | reserved | length 2                                    RFC 1006 section 6
 *  X.224     length | 0xE0 | references 4 | class                       connection request, class 0
 *  cookie      "Cookie: " | name | "=" | value | CR LF
 * </pre>
 *
 * One instance for each connection, on its event loop.
 */
public final class RdpCookie {
    /** A longer message is not waited for: X.224 lets an honest one have 259. */
    public static final int MAX_BYTES = 1024;

    private static final int VERSION = 3;
    private static final int REQUEST = 0xE0;
    private static final int HEADER = 11;
    private static final byte[] FIELD = "cookie:".getBytes(ISO_8859_1);

    /** What the bytes so far are. */
    public enum Outcome {
        /** More of them are needed. */
        INCOMPLETE,
        /** An RDP client's request with a cookie. */
        FOUND,
        /** No RDP client's request, or one without a cookie. */
        NONE
    }

    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
    private int start = -1;
    private int end = -1;

    /** Reads what has come of a connection from its first byte on; its indexes stay. */
    public Outcome read(ByteBuf in) {
        start = -1;
        int first = in.readerIndex();
        int available = in.readableBytes();
        if (!isRequest(in, first, available)) {
            return Outcome.NONE;
        }
        if (available < 4) {
            return Outcome.INCOMPLETE;
        }
        int length = in.getUnsignedShort(first + 2);
        if (length > MAX_BYTES || !isField(in, first, Math.min(available, length))) {
            return Outcome.NONE;
        }
        int field = first + HEADER + FIELD.length;
        int stop = first + Math.min(available, length);
        int line = field < stop ? in.indexOf(field, stop, (byte) '\n') : -1;
        if (line < 0) {
            return available < length ? Outcome.INCOMPLETE : Outcome.NONE;
        }
        return readPair(in, field, line);
    }

    private Outcome readPair(ByteBuf in, int field, int line) {
        int from = field;
        while (in.getByte(from) == ' ') {
            from++;
        }
        int to = line - 1;
        if (to < from || in.getByte(to) != '\r' || in.indexOf(from, to, (byte) '=') <= from) {
            return Outcome.NONE;
        }
        bytes = in;
        start = from;
        end = to;
        return Outcome.FOUND;
    }

    /** Whether what there is of the two headers is that of a connection request. */
    private static boolean isRequest(ByteBuf in, int first, int available) {
        return (available < 1 || in.getByte(first) == VERSION)
                && (available < 6 || in.getUnsignedByte(first + 5) == REQUEST);
    }

    /** Whether the field behind them is a cookie, as far as it is there. */
    private static boolean isField(ByteBuf in, int first, int stop) {
        for (int i = 0; i < FIELD.length && HEADER + i < stop; i++) {
            if (Ascii.lower(in.getByte(first + HEADER + i)) != FIELD[i]) {
                return false;
            }
        }
        return true;
    }

    /** Where the cookie lies; only after {@link Outcome#FOUND}. */
    public ByteBuf bytes() {
        return bytes;
    }

    /** The first byte of its name, by the buffer's own index; -1 where there is none. */
    public int start() {
        return start;
    }

    /** The byte after the last of its value. */
    public int end() {
        return end;
    }

    /**
     * Where the value of a cookie begins that lies in a range; -1 where it has another name.
     *
     * @param name in small letters: those of a cookie may be of any case
     */
    static int value(ByteBuf in, int start, int end, byte[] name) {
        int equals = in.indexOf(start, end, (byte) '=');
        return equals >= 0 && Ascii.isName(in, start, equals, name) ? equals + 1 : -1;
    }
}
