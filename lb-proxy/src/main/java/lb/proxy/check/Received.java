package lb.proxy.check;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a server has said since it was last spoken to, 16 KiB at most. Not for several threads. */
final class Received {
    /** As much as HAProxy's buffer holds, in bytes. */
    static final int LIMIT = 16 * 1024;

    private static final int FIRST = 256;

    private byte[] bytes = new byte[0];
    private int length;
    private boolean ended;

    /** For tests and for what has come as a whole. */
    static Received of(byte[] bytes, boolean ended) {
        Received received = new Received();
        received.bytes = Arrays.copyOf(bytes, Math.min(bytes.length, LIMIT));
        received.length = received.bytes.length;
        received.ended = ended || bytes.length >= LIMIT;
        return received;
    }

    /** Takes what there is room for; once it is full, it has ended. */
    void append(ByteBuf more) {
        int taken = Math.min(more.readableBytes(), LIMIT - length);
        if (length + taken > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(LIMIT, Math.max(FIRST, Math.max(2 * length, length + taken))));
        }
        more.readBytes(bytes, length, taken);
        length += taken;
        if (length == LIMIT) {
            ended = true;
        }
    }

    /** No more will come. */
    void end() {
        ended = true;
    }

    /** Forgets it, as something new is said. */
    void clear() {
        length = 0;
        ended = false;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Whether no more will be looked at: the server has closed, or the buffer is full. */
    boolean ended() {
        return ended;
    }

    /** 0 to 255. */
    int octet(int at) {
        return bytes[at] & 0xFF;
    }

    byte signed(int at) {
        return bytes[at];
    }

    /** A character for each byte. */
    String text() {
        return text(0, length);
    }

    /** A character for each byte from start to before end. */
    String text(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    /** Where this byte is first, from an index on; -1 for nowhere. */
    int indexOf(int octet, int from) {
        for (int at = from; at < length; at++) {
            if (bytes[at] == octet) {
                return at;
            }
        }
        return -1;
    }

    /** Where these bytes are first; -1 for nowhere. */
    int indexOf(byte[] wanted) {
        for (int at = 0; at <= length - wanted.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    /** The first line without its end; the whole where there is no end. */
    String line() {
        for (int at = 0; at < length; at++) {
            if (bytes[at] == '\r' || bytes[at] == '\n') {
                return text(0, at);
            }
        }
        return text();
    }

    /** Whether the first line is complete. */
    boolean hasLine() {
        return indexOf('\n', 0) >= 0;
    }
}
