package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import lb.proxy.loop.Stream;
import org.jspecify.annotations.Nullable;

/** The bytes received on one connection and not used yet: mostly one receive buffer, as it came. */
final class Received {
    private final int greatestHead;
    private @Nullable ByteBuf bytes;

    /** @param greatestHead bytes of the longest head that may come */
    Received(int greatestHead) {
        this.greatestHead = greatestHead;
    }

    /** Appends a buffer and takes it over. */
    void add(ByteBufAllocator allocator, ByteBuf more) {
        ByteBuf old = bytes;
        if (old == null || !old.isReadable()) {
            release();
            bytes = more;
            return;
        }
        try {
            if (old.refCnt() == 1 && old.writableBytes() >= more.readableBytes()) {
                old.writeBytes(more);
            } else {
                int needed = old.readableBytes() + more.readableBytes();
                // Room to grow for a head that comes in pieces; what is greater than any head grows no more.
                int room = needed < greatestHead ? Math.max(2 * needed, 1024) : needed;
                ByteBuf joined = allocator.buffer(room);
                joined.writeBytes(old).writeBytes(more);
                old.release();
                bytes = joined;
            }
        } finally {
            more.release();
        }
    }

    boolean isEmpty() {
        return bytes == null || !bytes.isReadable();
    }

    /** The bytes, to be read in place; valid until the next call of another method. */
    ByteBuf buffer() {
        return bytes == null ? Unpooled.EMPTY_BUFFER : bytes;
    }

    /** Hands over the bytes with their buffer. */
    ByteBuf take() {
        ByteBuf taken = buffer();
        bytes = null;
        return taken;
    }

    /** Makes what is left its own, where it was only lent. */
    void keep(Stream stream) {
        ByteBuf left = bytes;
        if (left != null && left.isReadable()) {
            bytes = stream.keep(left);
        } else {
            release();
        }
    }

    /** Gives an emptied buffer back. */
    void trim() {
        if (isEmpty()) {
            release();
        }
    }

    void release() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}
