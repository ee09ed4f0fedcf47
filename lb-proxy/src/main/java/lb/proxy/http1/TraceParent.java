package lb.proxy.http1;

import io.netty.buffer.ByteBuf;

/**
 * The value of a traceparent field, read in place (W3C Trace Context, section 3.2).
 *
 * <pre>
 *  00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
 *  ^  ^3 trace-id                      ^36 parent-id    ^53 flags
 *  version
 * </pre>
 *
 * Version 00 is exactly this long; of a later one, whose number is not ff, the same parts are read and a dash is to follow
 * if anything does. Digits are lower-case. Neither ID is all zeros. Reused for every request of a connection.
 */
final class TraceParent {
    /** Bytes of a value of version 00. */
    static final int LENGTH = 55;

    private static final int ID = 3;
    private static final int ID_LOW = 19;
    private static final int PARENT = 36;
    private static final int FLAGS = 53;
    private static final byte DASH = '-';

    private static final int SAMPLED = 1;

    /** Those that version 00 has: sampled, and that the ID is random. */
    private static final int KNOWN_FLAGS = 3;

    private long idHigh;
    private long idLow;
    private long parent;
    private int flags;

    /** Set where a digit was none. */
    private boolean wrong;

    /** Reads a range of bytes; false where it is no valid value, and nothing of it is to be used then. */
    boolean read(ByteBuf in, int start, int end) {
        int length = end - start;
        if (length < LENGTH
                || in.getByte(start + ID - 1) != DASH
                || in.getByte(start + PARENT - 1) != DASH
                || in.getByte(start + FLAGS - 1) != DASH) {
            return false;
        }
        wrong = false;
        long version = hexadecimal(in, start, 2);
        idHigh = hexadecimal(in, start + ID, 16);
        idLow = hexadecimal(in, start + ID_LOW, 16);
        parent = hexadecimal(in, start + PARENT, 16);
        int all = (int) hexadecimal(in, start + FLAGS, 2);
        flags = all & (version == 0 ? KNOWN_FLAGS : SAMPLED);
        if (wrong || version == 0xff || (idHigh | idLow) == 0 || parent == 0) {
            return false;
        }
        return length == LENGTH || (version != 0 && in.getByte(start + LENGTH) == DASH);
    }

    private long hexadecimal(ByteBuf in, int start, int digits) {
        long value = 0;
        for (int i = start; i < start + digits; i++) {
            byte digit = in.getByte(i);
            if (digit >= '0' && digit <= '9') {
                value = value << 4 | (digit - '0');
            } else if (digit >= 'a' && digit <= 'f') {
                value = value << 4 | (digit - 'a' + 10);
            } else {
                wrong = true;
            }
        }
        return value;
    }

    /** Is the beginning of a trace from now on. */
    void start(long high, long low, boolean sampled) {
        idHigh = high;
        idLow = low;
        parent = 0;
        flags = sampled ? SAMPLED : 0;
    }

    long idHigh() {
        return idHigh;
    }

    long idLow() {
        return idLow;
    }

    /** 0 where it is the beginning. */
    long parent() {
        return parent;
    }

    boolean isSampled() {
        return (flags & SAMPLED) != 0;
    }

    /** Appends a value of version 00 with another parent-id. */
    void write(ByteBuf out, long span) {
        out.writeByte('0').writeByte('0').writeByte(DASH);
        writeHexadecimal(out, idHigh, 16);
        writeHexadecimal(out, idLow, 16);
        writeHexadecimal(out.writeByte(DASH), span, 16);
        writeHexadecimal(out.writeByte(DASH), flags, 2);
    }

    private static void writeHexadecimal(ByteBuf out, long value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            int digit = (int) (value >> shift & 0xF);
            out.writeByte(digit < 10 ? '0' + digit : 'a' + digit - 10);
        }
    }
}
