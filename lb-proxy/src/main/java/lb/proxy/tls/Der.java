package lb.proxy.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The little that is read and written here of ASN.1 in its distinguished encoding (X.690), where Java has nothing for it: keys
 * in older formats, and OCSP responses. Reads one element after the other; one thread.
 *
 * <pre>
 *  tag (1) | length (1, or 0x80 + n and n bytes) | content
 * </pre>
 */
final class Der {
    static final int BOOLEAN = 0x01;
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int NULL = 0x05;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int ENUMERATED = 0x0a;
    static final int GENERALIZED_TIME = 0x18;
    static final int SEQUENCE = 0x30;

    private final byte[] bytes;
    private final int end;
    private int at;

    /** What there is at a place does not fit what is expected there. */
    static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1;

        BrokenException(String message) {
            super(message);
        }
    }

    Der(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private Der(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    /** The number of a context-specific, constructed tag. */
    static int context(int number) {
        return 0xa0 | number;
    }

    boolean hasMore() {
        return at < end;
    }

    /** The tag of the next element; -1 at the end. */
    int tag() {
        return at < end ? bytes[at] & 0xff : -1;
    }

    /** Enters the next element, which has this tag, and goes past it. */
    Der in(int tag) throws BrokenException {
        if (tag() != tag) {
            throw new BrokenException(
                    "expected tag %#x, found %s".formatted(tag, tag() < 0 ? "the end" : "%#x".formatted(tag())));
        }
        int start = content();
        return new Der(bytes, start, at);
    }

    /** The content of the next element, which has this tag. */
    byte[] content(int tag) throws BrokenException {
        Der inner = in(tag);
        return Arrays.copyOfRange(bytes, inner.at, inner.end);
    }

    /** The next element, whatever it is, with its tag and length. */
    byte[] whole() throws BrokenException {
        int start = at;
        content();
        return Arrays.copyOfRange(bytes, start, at);
    }

    /** Whether there was an element with this tag, which is left behind then. */
    boolean skip(int tag) throws BrokenException {
        if (tag() != tag) {
            return false;
        }
        content();
        return true;
    }

    /** Goes past the next element, to whose content the answer leads. */
    private int content() throws BrokenException {
        if (end - at < 2) {
            throw new BrokenException("cut short");
        }
        int first = bytes[at + 1] & 0xff;
        int start = at + 2;
        int length = first;
        if (first >= 0x80) {
            int count = first & 0x7f;
            if (count == 0 || count > 3 || end - start < count) {
                throw new BrokenException("a length of " + count + " bytes");
            }
            length = 0;
            for (int i = 0; i < count; i++) {
                length = (length << 8) | (bytes[start + i] & 0xff);
            }
            start += count;
        }
        if (length > end - start) {
            throw new BrokenException("cut short");
        }
        at = start + length;
        return start;
    }

    /** An element. */
    static byte[] element(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int count = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
            out.write(0x80 | count);
            for (int i = count - 1; i >= 0; i--) {
                out.write(length >> (8 * i));
            }
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
