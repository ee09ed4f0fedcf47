package lb.proxy.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/** The bytes with which a client begins a connection of HTTP/2 (RFC 9113 section 3.4). */
final class Preface {
    /** What a beginning of a connection is. */
    enum Match {
        /** It may become one. */
        MORE,
        WHOLE,
        /** It is something else. */
        OTHER
    }

    private static final byte[] OCTETS = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

    static final int LENGTH = OCTETS.length;

    private Preface() {}

    /** Looks at what has come, and leaves it there. */
    static Match match(ByteBuf in) {
        int there = Math.min(in.readableBytes(), LENGTH);
        for (int i = 0; i < there; i++) {
            if (in.getByte(in.readerIndex() + i) != OCTETS[i]) {
                return Match.OTHER;
            }
        }
        return there == LENGTH ? Match.WHOLE : Match.MORE;
    }

    static void write(ByteBuf out) {
        out.writeBytes(OCTETS);
    }
}
