package lb.proxy.tls;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Hellos of TLS clients, made byte by byte. */
final class Hello {
    private Hello() {}

    /** A whole hello in one record, with these extensions. */
    static byte[] with(byte[]... extensions) {
        return record(message(body(extensions)));
    }

    static byte[] body(byte[]... extensions) {
        return join(
                bytes(3, 3),
                new byte[32],
                vector(1, bytes(1, 2, 3)),
                vector(2, bytes(0x13, 1)),
                vector(1, bytes(0)),
                vector(2, join(extensions)));
    }

    static byte[] message(byte[] body) {
        return join(bytes(1, body.length >> 16, body.length >> 8, body.length), body);
    }

    static byte[] record(byte[] content) {
        return join(bytes(22, 3, 1, content.length >> 8, content.length), content);
    }

    /** The message of one record in records of so many bytes. */
    static byte[] inRecordsOf(int size, byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < message.length; at += size) {
            out.writeBytes(record(Arrays.copyOfRange(message, at, Math.min(message.length, at + size))));
        }
        return out.toByteArray();
    }

    static byte[] serverName(String name) {
        return extension(0, vector(2, join(bytes(0), vector(2, name.getBytes(StandardCharsets.ISO_8859_1)))));
    }

    static byte[] extension(int type, byte[] data) {
        return join(bytes(type >> 8, type), vector(2, data));
    }

    static byte[] vector(int sizeBytes, byte[] data) {
        byte[] size = sizeBytes == 1 ? bytes(data.length) : bytes(data.length >> 8, data.length);
        return join(size, data);
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
