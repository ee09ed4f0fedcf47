package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import lb.proxy.loop.Output;
import org.jspecify.annotations.Nullable;

/**
 * Moves one message body from what was received on one connection to the other, and finds its end. The received bytes
 * themselves are written; they are copied only where something in between is left out. Reused for every body of a
 * connection.
 */
final class BodyRelay {
    /** How far the body has come. */
    enum Progress {
        MORE,
        END,
        MALFORMED
    }

    private final ChunkedBody chunks = new ChunkedBody();
    private BodyFraming framing = BodyFraming.NONE;
    private boolean unchunked;
    private boolean over = true;
    private long remaining;
    private long moved;

    /**
     * The next byte is the first of another body.
     *
     * @param length of the body; only with {@link BodyFraming#LENGTH}
     * @param unchunked whether a chunked body is forwarded without its chunks and trailers
     */
    void begin(BodyFraming framing, long length, boolean unchunked) {
        this.framing = framing;
        this.unchunked = unchunked;
        remaining = length;
        over = framing == BodyFraming.NONE;
        if (framing == BodyFraming.CHUNKED) {
            chunks.reset();
        }
    }

    /**
     * Moves what has come of the body behind its head, which makes one write of two: copying some bytes costs less than
     * the kernel's look at a second buffer. Does nothing when there is more than the room, or when chunks are to be checked.
     */
    void join(ByteBuf in, ByteBuf head) {
        int come = in.readableBytes();
        if (framing == BodyFraming.LENGTH && come > 0 && come <= Math.min(remaining, head.writableBytes())) {
            head.writeBytes(in);
            remaining -= come;
            over = remaining == 0;
        }
    }

    /** A chunked body is to be written without its chunks and trailers. */
    void leaveOutChunks() {
        unchunked = true;
    }

    boolean isOver() {
        return over;
    }

    /** How many bytes are still to come of a body that has a length and is not dropped; 0 of any other. */
    long remaining() {
        return framing == BodyFraming.LENGTH ? remaining : 0;
    }

    /** So many bytes of a body with a length have gone another way. */
    void advance(long bytes) {
        remaining -= bytes;
        over = remaining == 0;
    }

    /** Whether only the connection's end is the body's end. */
    boolean isUntilClose() {
        return framing == BodyFraming.UNTIL_CLOSE;
    }

    /** Why the body is refused; null unless {@link #relay} has said so. */
    @Nullable
    Malformed malformed() {
        return chunks.malformed();
    }

    /** Where in what is left something is wrong; only when the body is refused. */
    int position() {
        return chunks.position();
    }

    /** Bytes written by the last call of {@link #relay}. */
    long moved() {
        return moved;
    }

    /** Writes (without flushing) what has come of the body, and leaves what follows it; null drops the body. */
    Progress relay(Received received, @Nullable Output out) {
        moved = 0;
        if (over) {
            return Progress.END;
        }
        return switch (framing) {
            case NONE -> Progress.END;
            case LENGTH -> relayLength(received, out);
            case CHUNKED -> relayChunks(received, out);
            case UNTIL_CLOSE -> {
                write(received.take(), out);
                yield Progress.MORE;
            }
        };
    }

    private Progress relayLength(Received received, @Nullable Output out) {
        ByteBuf in = received.buffer();
        if (in.readableBytes() <= remaining) {
            remaining -= in.readableBytes();
            write(received.take(), out);
        } else {
            write(in.readRetainedSlice((int) remaining), out);
            remaining = 0;
        }
        over = remaining == 0;
        return over ? Progress.END : Progress.MORE;
    }

    private Progress relayChunks(Received received, @Nullable Output out) {
        ByteBuf in = received.buffer();
        ByteBuf copy = null;
        int from = in.readerIndex();
        while (true) {
            int start = in.readerIndex();
            ChunkedBody.Span span = chunks.next(in);
            boolean forwarded = switch (span) {
                case DATA -> true;
                case FRAMING, TRAILER -> !unchunked;
                case EXTENSION, MORE, END, MALFORMED -> false;
            };
            if (forwarded) {
                continue;
            }
            boolean last =
                    span == ChunkedBody.Span.MORE || span == ChunkedBody.Span.END || span == ChunkedBody.Span.MALFORMED;
            if (start > from) {
                if (last && copy == null) {
                    write(in.retainedSlice(from, start - from), out);
                } else if (out != null) {
                    // One buffer for all that is left, however small the chunks are.
                    copy = copy == null ? PooledByteBufAllocator.DEFAULT.directBuffer(in.writerIndex() - from) : copy;
                    copy.writeBytes(in, from, start - from);
                }
            }
            from = in.readerIndex();
            if (last) {
                if (copy != null) {
                    write(copy, out);
                }
                received.trim();
                over = span == ChunkedBody.Span.END;
                return switch (span) {
                    case END -> Progress.END;
                    case MALFORMED -> Progress.MALFORMED;
                    default -> Progress.MORE;
                };
            }
        }
    }

    private void write(ByteBuf bytes, @Nullable Output out) {
        if (out == null || !bytes.isReadable()) {
            bytes.release();
        } else {
            moved += bytes.readableBytes();
            out.write(bytes);
        }
    }
}
