package lb.proxy.http2;

import io.netty.buffer.ByteBuf;

/**
 * What goes around stretches of DATA, so that they are a chunked body of HTTP/1.1 (RFC 9112 section 7.1).
 *
 * <pre>
 *  begin(5) hello end() begin(1) ! end() last() trailers endOfTrailers()
 *  5\r\n    hello \r\n  1\r\n    ! \r\n  0\r\n  x: y\r\n \r\n
 * </pre>
 */
final class Chunks {
    /** Bytes around one stretch, or of the end of a body without trailers, at most. */
    static final int MOST_AROUND = 12;

    private static final byte[] DIGITS = FieldLines.ascii("0123456789abcdef");

    private Chunks() {}

    /** Before a stretch of so many bytes, at least one: none would be the end of the body. */
    static void begin(ByteBuf out, int bytes) {
        for (int shift = (31 - Integer.numberOfLeadingZeros(bytes)) & ~3; shift >= 0; shift -= 4) {
            out.writeByte(DIGITS[bytes >>> shift & 0xf]);
        }
        end(out);
    }

    /** Behind a stretch. */
    static void end(ByteBuf out) {
        out.writeByte('\r').writeByte('\n');
    }

    /** Behind the last one; trailers may follow. */
    static void last(ByteBuf out) {
        out.writeByte('0');
        end(out);
    }

    /** Behind them. */
    static void endOfTrailers(ByteBuf out) {
        end(out);
    }
}
