package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The beginning of a part of a head, kept for the log while the head goes on. Reused from message to message; one character
 * is one byte as received (ISO 8859-1).
 */
final class KeptText implements CharSequence {
    private static final int ROUNDED_TO = 64;

    private final int longest;
    private byte[] bytes = new byte[0];
    private int length;

    /** @param longest how many bytes at most; more are left out */
    KeptText(int longest) {
        this.longest = longest;
    }

    void clear() {
        length = 0;
    }

    /** Takes bytes of a buffer instead of what was kept, and leaves them there. */
    void set(ByteBuf from, int start, int end) {
        length = 0;
        add(from, start, end);
    }

    /** Takes more bytes. */
    void add(byte[] more) {
        int count = Math.min(more.length, longest - length);
        room(count);
        System.arraycopy(more, 0, bytes, length, count);
        length += count;
    }

    /** Takes more bytes of a buffer, and leaves them there. */
    void add(ByteBuf from, int start, int end) {
        int count = Math.min(end - start, longest - length);
        room(count);
        from.getBytes(start, bytes, length, count);
        length += count;
    }

    private void room(int count) {
        if (length + count > bytes.length) {
            byte[] more = new byte[(length + count + ROUNDED_TO - 1) / ROUNDED_TO * ROUNDED_TO];
            System.arraycopy(bytes, 0, more, 0, length);
            bytes = more;
        }
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
