package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a chunked body in place (RFC 9112 section 7.1) and says of each stretch of bytes what it is, so that what is
 * forwarded can be the received bytes.
 *
 * <pre>
 *  5;name=value\r\nhello\r\n0\r\nDigest: x\r\n\r\n
 *  F|EXTENSION |F |DATA |FRAMING|TRAILER     |F
 * </pre>
 *
 * Stricter than the grammar: at most 16 digits of size. Chunk extensions are bounded over the whole body, the
 * trailer section as a whole. Reused for every body of a connection.
 */
public final class ChunkedBody {
    /** Bytes of all chunk extensions of one body together. */
    static final int MAX_EXTENSION_BYTES = 16 * 1024;

    /** Bytes of a trailer section. */
    static final int MAX_TRAILER_BYTES = 8 * 1024;

    /** What the bytes just passed over are, or why there are none. */
    public enum Span {
        /** Sizes and line ends. */
        FRAMING,
        /** A chunk extension, or a part of one: not to be forwarded. */
        EXTENSION,
        DATA,
        /** One whole trailer field line with its line end. */
        TRAILER,
        /** No more can be said until more bytes come; a trailer line stays unread until it is whole. */
        MORE,
        /** The body is over; what follows is not part of it. */
        END,
        MALFORMED
    }

    private enum State {
        SIZE,
        SIZE_BLANKS,
        EXTENSION,
        SIZE_LINE_FEED,
        DATA,
        DATA_CARRIAGE_RETURN,
        DATA_LINE_FEED,
        TRAILERS,
        END,
        MALFORMED
    }

    private State state = State.SIZE;
    private int digits;
    private long size;
    private int extensionBytes;
    private int trailerBytes;
    private int trailerScanned;
    private @Nullable Malformed malformed;
    private int position;

    /** Forgets everything: the next byte is the first of another body. */
    public void reset() {
        state = State.SIZE;
        digits = 0;
        size = 0;
        extensionBytes = 0;
        trailerBytes = 0;
        trailerScanned = 0;
        malformed = null;
    }

    /** Moves the reader index over the next stretch of one kind; never over bytes it has not judged. */
    public Span next(ByteBuf in) {
        if (state == State.END) {
            return Span.END;
        }
        if (state == State.MALFORMED) {
            return Span.MALFORMED;
        }
        if (!in.isReadable()) {
            return Span.MORE;
        }
        return switch (state) {
            case DATA -> data(in);
            case TRAILERS -> trailer(in);
            case EXTENSION, SIZE_BLANKS -> extension(in);
            default -> framing(in);
        };
    }

    /** Why the body is refused; null unless {@link #next} has said so. */
    @Nullable
    Malformed malformed() {
        return malformed;
    }

    /** Where in what is unread then something is wrong: the first byte of a trailer, where it is the trailer. */
    int position() {
        return position;
    }

    private Span data(ByteBuf in) {
        int length = (int) Math.min(size, in.readableBytes());
        in.skipBytes(length);
        size -= length;
        if (size == 0) {
            state = State.DATA_CARRIAGE_RETURN;
        }
        return Span.DATA;
    }

    private Span framing(ByteBuf in) {
        int start = in.readerIndex();
        int index = start;
        int end = in.writerIndex();
        while (index < end && isFraming(state)) {
            Malformed wrong = frame(in.getByte(index));
            if (wrong != null) {
                return refuse(wrong, index - start);
            }
            if (state == State.EXTENSION || state == State.SIZE_BLANKS) {
                break;
            }
            index++;
        }
        in.readerIndex(index);
        return index > start ? Span.FRAMING : next(in);
    }

    private static boolean isFraming(State state) {
        return switch (state) {
            case SIZE, SIZE_LINE_FEED, DATA_CARRIAGE_RETURN, DATA_LINE_FEED -> true;
            case SIZE_BLANKS, EXTENSION, DATA, TRAILERS, END, MALFORMED -> false;
        };
    }

    private @Nullable Malformed frame(byte value) {
        switch (state) {
            case SIZE -> {
                return size(value);
            }
            case SIZE_LINE_FEED -> {
                if (value != Syntax.LF) {
                    return Malformed.CHUNK_SIZE;
                }
                state = size == 0 ? State.TRAILERS : State.DATA;
            }
            case DATA_CARRIAGE_RETURN -> {
                if (value != Syntax.CR) {
                    return Malformed.CHUNK_END;
                }
                state = State.DATA_LINE_FEED;
            }
            default -> {
                if (value != Syntax.LF) {
                    return Malformed.CHUNK_END;
                }
                state = State.SIZE;
                digits = 0;
                size = 0;
            }
        }
        return null;
    }

    private @Nullable Malformed size(byte value) {
        int digit = Syntax.hexDigit(value);
        if (digit >= 0) {
            if (++digits > 16 || size >>> 59 != 0) {
                return Malformed.CHUNK_SIZE;
            }
            size = size << 4 | digit;
            return null;
        }
        if (digits == 0) {
            return Malformed.CHUNK_SIZE;
        }
        if (value == Syntax.CR) {
            state = State.SIZE_LINE_FEED;
        } else if (value == ';') {
            state = State.EXTENSION;
        } else if (Syntax.isBlank(value)) {
            state = State.SIZE_BLANKS;
        } else {
            return Malformed.CHUNK_SIZE;
        }
        return null;
    }

    /** From the size to before the carriage return, which is forwarded with the line feed after it. */
    private Span extension(ByteBuf in) {
        int start = in.readerIndex();
        int end = in.writerIndex();
        int index = start;
        while (index < end) {
            byte value = in.getByte(index);
            if (state == State.SIZE_BLANKS) {
                if (value == ';') {
                    state = State.EXTENSION;
                } else if (!Syntax.isBlank(value)) {
                    return refuse(Malformed.CHUNK_SIZE, index - start);
                }
            } else if (value == Syntax.CR) {
                state = State.SIZE;
                break;
            } else if ((value >= 0 && value < Syntax.SP && value != Syntax.HTAB) || value == 0x7f) {
                return refuse(Malformed.CHUNK_EXTENSION, index - start);
            }
            if (++extensionBytes > MAX_EXTENSION_BYTES) {
                return refuse(Malformed.CHUNK_EXTENSION, index - start);
            }
            index++;
        }
        in.readerIndex(index);
        return index > start ? Span.EXTENSION : next(in);
    }

    private Span trailer(ByteBuf in) {
        int start = in.readerIndex();
        int readable = Math.min(in.readableBytes(), MAX_TRAILER_BYTES - trailerBytes);
        int stop = in.forEachByte(start + trailerScanned, readable - trailerScanned, Syntax.LINE_TEXT);
        trailerScanned = stop < 0 ? readable : stop - start;
        if (trailerBytes + trailerScanned + 2 > MAX_TRAILER_BYTES) {
            return refuse(Malformed.TRAILERS_TOO_LONG, 0);
        }
        if (stop < 0) {
            return Span.MORE;
        }
        if (in.getByte(stop) != Syntax.CR) {
            return refuse(Malformed.TRAILER, stop - start);
        }
        if (stop + 1 >= in.writerIndex()) {
            return Span.MORE;
        }
        if (in.getByte(stop + 1) != Syntax.LF) {
            return refuse(Malformed.TRAILER, stop + 1 - start);
        }
        if (stop > start && !isTrailer(in, start, stop)) {
            return refuse(Malformed.TRAILER, 0);
        }
        in.readerIndex(stop + 2);
        trailerBytes += stop + 2 - start;
        trailerScanned = 0;
        if (stop == start) {
            state = State.END;
            return Span.FRAMING;
        }
        return Span.TRAILER;
    }

    private static boolean isTrailer(ByteBuf in, int start, int stop) {
        int colon = Syntax.tokenEnd(in, start, stop);
        return colon > start
                && colon < stop
                && in.getByte(colon) == ':'
                && !FieldName.of(in, start, colon).isForbiddenInTrailers();
    }

    /** The bytes that are refused stay unread. */
    private Span refuse(Malformed wrong, int at) {
        malformed = wrong;
        position = at;
        state = State.MALFORMED;
        return Span.MALFORMED;
    }
}
