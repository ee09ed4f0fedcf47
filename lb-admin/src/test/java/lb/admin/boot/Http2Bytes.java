package lb.admin.boot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Frames of HTTP/2, and fields for their header blocks, one behind the other (RFC 9113 section 4.1, RFC 7541 section 6.2). */
public final class Http2Bytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** What a client begins with, and windows as large as can be for its streams and its connection. */
    public Http2Bytes preface() {
        bytes.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
        frame(4, 0, 0, (byte) 0, (byte) 4, (byte) 0x7f, (byte) -1, (byte) -1, (byte) -1);
        return frame(
                8,
                0,
                0,
                ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE - 65_535).array());
    }

    public Http2Bytes frame(int type, int flags, int stream, byte... payload) {
        bytes.writeBytes(ByteBuffer.allocate(9)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .array());
        bytes.writeBytes(payload);
        return this;
    }

    /** A field that goes into no table. */
    public Http2Bytes field(String name, String value) {
        return literal(0, name, value);
    }

    /** A field that goes into the dynamic table. */
    Http2Bytes indexed(String name, String value) {
        return literal(0x40, name, value);
    }

    private Http2Bytes literal(int kind, String name, String value) {
        bytes.write(kind);
        string(name);
        string(value);
        return this;
    }

    private void string(String text) {
        int length = text.length();
        bytes.write(Math.min(length, 127));
        if (length >= 127) {
            int rest = length - 127;
            for (; rest >= 128; rest >>= 7) {
                bytes.write(rest & 127 | 128);
            }
            bytes.write(rest);
        }
        bytes.writeBytes(text.getBytes(ISO_8859_1));
    }

    Http2Bytes octets(byte... octets) {
        bytes.writeBytes(octets);
        return this;
    }

    int size() {
        return bytes.size();
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }
}
