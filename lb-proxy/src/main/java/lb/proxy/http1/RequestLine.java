package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The beginning of a request line, kept for the log while the head goes on to the server. Reused from request to request;
 * one character is one byte as received (ISO 8859-1).
 */
final class RequestLine implements CharSequence {
    /** No log line is longer: more need not be kept. */
    private static final int LONGEST = 1024;

    private static final int ROUNDED_TO = 64;

    private byte[] bytes = new byte[0];
    private int length;

    void clear() {
        length = 0;
    }

    /** Takes the first bytes that can be read from a buffer, and leaves them there. */
    void set(ByteBuf from, int count) {
        length = Math.min(count, LONGEST);
        if (length > bytes.length) {
            bytes = new byte[(length + ROUNDED_TO - 1) / ROUNDED_TO * ROUNDED_TO];
        }
        from.getBytes(from.readerIndex(), bytes, 0, length);
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        return (char) (bytes[index] & 0xFF);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return toString().substring(start, end);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
