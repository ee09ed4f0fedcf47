package lb.proxy.proxyprotocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a header of version 2 tells beside the addresses (section 2.2 of the specification), as it was received but for
 * padding and checksum:
 *
 * <pre>
 *   +------+-----------+-------------------+
 *   | type |  length   |  value            |  ...
 *   +------+-----------+-------------------+
 *      1        2         length bytes
 * </pre>
 */
public final class Tlvs {
    /** The protocol that the client spoke within TLS (RFC 7301). */
    public static final int ALPN = 0x01;

    /** The host name that the client asked for (RFC 6066 SNI). */
    public static final int AUTHORITY = 0x02;

    static final int CRC32C = 0x03;
    static final int NOOP = 0x04;
    static final int HEAD = 3;
    static final int CRC32C_LENGTH = 4;

    static final Tlvs NONE = new Tlvs(new byte[0]);

    private final byte[] bytes;

    private Tlvs(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes a copy of those within the bounds, which have been found valid.
     *
     * @param from index in {@code in}
     * @param end behind the last
     */
    static Tlvs copy(ByteBuf in, int from, int end) {
        byte[] kept = new byte[end - from];
        ByteBuf out = Unpooled.wrappedBuffer(kept).clear();
        for (int at = from; at < end; ) {
            int size = HEAD + in.getUnsignedShort(at + 1);
            int type = in.getUnsignedByte(at);
            if (type != CRC32C && type != NOOP) {
                out.writeBytes(in, at, size);
            }
            at += size;
        }
        if (out.writerIndex() == 0) {
            return NONE;
        }
        return new Tlvs(out.isWritable() ? Arrays.copyOf(kept, out.writerIndex()) : kept);
    }

    /** In bytes, heads included. */
    int size() {
        return bytes.length;
    }

    void writeTo(ByteBuf out) {
        out.writeBytes(bytes);
    }

    /** The first value of that type, or null. */
    public byte @Nullable [] value(int type) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        while (in.isReadable()) {
            int found = in.readUnsignedByte();
            int length = in.readUnsignedShort();
            if (found == type) {
                byte[] value = new byte[length];
                in.readBytes(value);
                return value;
            }
            in.skipBytes(length);
        }
        return null;
    }
}
