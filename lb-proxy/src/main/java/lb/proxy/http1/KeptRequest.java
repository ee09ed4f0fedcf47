package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import lb.proxy.loop.Output;
import org.jspecify.annotations.Nullable;

/**
 * A request as servers get it, kept while its response may be a reason to send it again ({@code retry-on}): its head, and of
 * its body what has come. Of memory that is never moved, since it may still be on its way to a server when more is added.
 */
final class KeptRequest implements Output {
    /** Bytes of head and body. A greater request is not kept; HAProxy has the same, {@code tune.bufsize}. */
    static final int MOST = 16 * 1024;

    private @Nullable ByteBuf bytes;

    /** Where the body goes; null for nowhere, as the server takes no more. */
    private @Nullable Output server;

    /**
     * Keeps a request from its head on; nothing of one that is too long.
     *
     * @param head as the server gets it; not taken over
     * @param body its framing
     * @param length of the body; only with {@link BodyFraming#LENGTH}
     */
    void keep(ByteBufAllocator allocator, ByteBuf head, BodyFraming body, long length) {
        long room = switch (body) {
            case NONE -> head.readableBytes();
            case LENGTH -> head.readableBytes() + length;
            case CHUNKED, UNTIL_CLOSE -> MOST;
        };
        if (room <= MOST && head.readableBytes() <= room) {
            ByteBuf kept = allocator.buffer((int) room);
            bytes = kept.writeBytes(head, head.readerIndex(), head.readableBytes());
        }
    }

    boolean isKept() {
        return bytes != null;
    }

    /** All of it that has come, to be sent; only when it is kept. */
    ByteBuf again() {
        ByteBuf kept = bytes;
        if (kept == null) {
            throw new IllegalStateException("no request is kept");
        }
        return kept.retainedDuplicate();
    }

    /** Forgets it. */
    void release() {
        server = null;
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }

    /** Takes the body on its way to a server; null where that takes no more. */
    Output before(@Nullable Output to) {
        server = to;
        return this;
    }

    @Override
    public void write(ByteBuf more) {
        ByteBuf kept = bytes;
        if (kept != null) {
            if (more.readableBytes() <= kept.writableBytes()) {
                kept.writeBytes(more, more.readerIndex(), more.readableBytes());
            } else {
                bytes = null;
                kept.release();
            }
        }
        if (server == null) {
            more.release();
        } else {
            server.write(more);
        }
    }
}
