package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one direction of a connection, found where they lie, in whatever segments they come (RFC 9113 section 4.1).
 *
 * <pre>
 *  length:24 | type:8 | flags:8 | 0:1 stream:31 | payload: pad:8? priority:40? … padding?
 * </pre>
 *
 * {@link #next} moves the reader index over what it gives out, which stays true until the buffer is changed. DATA is given out in
 * stretches, as it comes; header blocks as a whole; any other frame when it is whole, so a user keeps at most
 * one frame of {@code maxFrameSize} and its header. Everything that a header tells is judged before the payload has come.
 * Not thread-safe.
 */
final class FrameReader {
    /** What has come. */
    enum Event {
        /** Nothing more until more bytes come. */
        MORE,
        /** A stretch of DATA, which may be empty. */
        DATA,
        /** A whole header block. */
        HEADERS,
        PRIORITY,
        RST_STREAM,
        SETTINGS,
        SETTINGS_ACK,
        PING,
        PING_ACK,
        GOAWAY,
        WINDOW_UPDATE,
        /** A frame of a type that is not known: to be ignored. */
        UNKNOWN,
        /** {@link #violation} tells what; of a stream reading goes on, of the connection it does not. */
        VIOLATION
    }

    private final int maxFrameSize;
    private final HeaderBlock block;
    private boolean first = true;
    private @Nullable Violation violation;

    private int streamId;
    private int flags;
    private int start;
    private int end;
    private int flowControlled;
    private boolean endStream;

    /** The stream whose header block goes on; 0 for none. */
    private int continued;

    private boolean continuedEnds;

    /** What is left of a frame of DATA, without padding. */
    private int data;

    /** What is left of it that is not given out: padding, or a frame that means nothing. */
    private int skipped;

    private boolean inData;
    private boolean emptyData;

    /**
     * @param maxFrameSize SETTINGS_MAX_FRAME_SIZE as sent
     * @param maxBlock bytes of a header block
     * @param maxContinuations frames that it may have behind its first
     */
    FrameReader(int maxFrameSize, int maxBlock, int maxContinuations) {
        this.maxFrameSize = maxFrameSize;
        block = new HeaderBlock(maxBlock, maxContinuations);
    }

    /** What comes next; behind the preface, if it is a client's. */
    Event next(ByteBuf in) {
        if (violation != null) {
            if (violation.scope() == Violation.Scope.CONNECTION) {
                return Event.VIOLATION;
            }
            violation = null;
        }
        while (true) {
            if (inData) {
                return data(in);
            }
            if (skipped > 0) {
                skip(in);
            }
            if (skipped > 0 || in.readableBytes() < FrameType.HEADER_BYTES) {
                return Event.MORE;
            }
            Event event = frame(in);
            if (event != null) {
                return event;
            }
        }
    }

    private void skip(ByteBuf in) {
        int come = Math.min(skipped, in.readableBytes());
        in.skipBytes(come);
        skipped -= come;
    }

    /** A frame whose header has come; null where there is nothing to tell of it. */
    private @Nullable Event frame(ByteBuf in) {
        int header = in.readerIndex();
        int length = in.getUnsignedMedium(header);
        FrameType type = FrameType.of(in.getUnsignedByte(header + 3));
        flags = in.getByte(header + 4);
        streamId = in.getInt(header + 5) & Integer.MAX_VALUE;
        Violation wrong = judge(type, length);
        if (wrong != null) {
            if (wrong.scope() == Violation.Scope.STREAM) {
                in.skipBytes(FrameType.HEADER_BYTES);
                skipped = length;
            }
            return violated(wrong);
        }
        first = false;
        if (type == null) {
            in.skipBytes(FrameType.HEADER_BYTES);
            skipped = length;
            return Event.UNKNOWN;
        }
        if (type == FrameType.DATA) {
            return beginData(in, length);
        }
        if (in.readableBytes() < FrameType.HEADER_BYTES + length) {
            return Event.MORE;
        }
        start = header + FrameType.HEADER_BYTES;
        end = start + length;
        in.readerIndex(end);
        return whole(type, in);
    }

    private @Nullable Violation judge(@Nullable FrameType type, int length) {
        if (first && (type != FrameType.SETTINGS || (flags & FrameType.ACK) != 0)) {
            return Violation.FIRST_FRAME;
        }
        if (length > maxFrameSize) {
            return Violation.FRAME_TOO_LONG;
        }
        if (continued != 0 && (type != FrameType.CONTINUATION || streamId != continued)) {
            return Violation.BLOCK_INTERRUPTED;
        }
        if (continued == 0 && type == FrameType.CONTINUATION) {
            return Violation.CONTINUATION_ALONE;
        }
        return type == null ? null : type.wrongHeader(length, flags, streamId);
    }

    private @Nullable Event whole(FrameType type, ByteBuf in) {
        return switch (type) {
            case HEADERS -> headers(in);
            case CONTINUATION -> continuation(in);
            case PRIORITY -> Event.PRIORITY;
            case RST_STREAM -> Event.RST_STREAM;
            case SETTINGS -> (flags & FrameType.ACK) != 0 ? Event.SETTINGS_ACK : Event.SETTINGS;
            case PING -> (flags & FrameType.ACK) != 0 ? Event.PING_ACK : Event.PING;
            case GOAWAY -> Event.GOAWAY;
            case WINDOW_UPDATE -> {
                if ((in.getInt(start) & Integer.MAX_VALUE) == 0) {
                    yield violated(streamId == 0 ? Violation.CONNECTION_INCREMENT_ZERO : Violation.INCREMENT_ZERO);
                }
                yield Event.WINDOW_UPDATE;
            }
            case DATA, PUSH_PROMISE -> throw new IllegalStateException("no whole frame: " + type);
        };
    }

    private Event violated(Violation wrong) {
        violation = wrong;
        return Event.VIOLATION;
    }

    private @Nullable Event headers(ByteBuf in) {
        Violation wrong = block.begin(in, start, end, flags);
        if (wrong != null) {
            return violated(wrong);
        }
        endStream = (flags & FrameType.END_STREAM) != 0;
        boolean whole = (flags & FrameType.END_HEADERS) != 0;
        continued = whole ? 0 : streamId;
        continuedEnds = endStream;
        return whole ? Event.HEADERS : null;
    }

    private @Nullable Event continuation(ByteBuf in) {
        Violation wrong = block.add(in, start, end);
        if (wrong != null) {
            return violated(wrong);
        }
        if ((flags & FrameType.END_HEADERS) == 0) {
            return null;
        }
        continued = 0;
        endStream = continuedEnds;
        return Event.HEADERS;
    }

    private Event beginData(ByteBuf in, int length) {
        int header = FrameType.HEADER_BYTES;
        int padding = 0;
        boolean padded = (flags & FrameType.PADDED) != 0;
        if (padded) {
            if (in.readableBytes() == header) {
                return Event.MORE;
            }
            padding = in.getUnsignedByte(in.readerIndex() + header) + 1;
            header++;
            if (padding > length) {
                return violated(Violation.PADDING);
            }
        }
        in.skipBytes(header);
        inData = true;
        data = length - padding;
        emptyData = data == 0;
        skipped = padded ? padding - 1 : 0;
        flowControlled = length;
        return data(in);
    }

    /** The next stretch; the end of the stream is told with the frame's last byte, be it padding. */
    private Event data(ByteBuf in) {
        int come = Math.min(data, in.readableBytes());
        start = in.readerIndex();
        end = start + come;
        in.skipBytes(come);
        data -= come;
        if (data == 0) {
            skip(in);
        }
        boolean over = data == 0 && skipped == 0;
        if (come == 0 && !over) {
            return Event.MORE;
        }
        inData = !over;
        endStream = over && (flags & FrameType.END_STREAM) != 0;
        return Event.DATA;
    }

    /** What was violated; only after {@link Event#VIOLATION}. */
    Violation violation() {
        if (violation == null) {
            throw new IllegalStateException("nothing was violated");
        }
        return violation;
    }

    /** The stream that it is about; 0 for the connection. */
    int streamId() {
        return streamId;
    }

    /** Whether its sender has ended the stream with it; of HEADERS and DATA. */
    boolean endStream() {
        return endStream;
    }

    /** Whether a frame of DATA has no byte of a body; such a frame is told in one stretch. */
    boolean isEmptyData() {
        return emptyData;
    }

    /** The block of HEADERS. */
    HeaderBlock block() {
        return block;
    }

    /** Index of the first byte of a stretch of DATA, or of a frame's payload, in the buffer. */
    int start() {
        return start;
    }

    /** Index of the byte after it. */
    int end() {
        return end;
    }

    /** Bytes that the windows are less by (RFC 9113 section 6.9.1): those of the whole frame, told with its first stretch. */
    int flowControlled() {
        int bytes = flowControlled;
        flowControlled = 0;
        return bytes;
    }

    /** Why the peer ends a stream or the connection; of RST_STREAM and GOAWAY. */
    ErrorCode errorCode(ByteBuf in) {
        return ErrorCode.of(in.getUnsignedInt(end - start == 4 ? start : start + 4));
    }

    /** The last stream that the peer has taken, or will; of GOAWAY. */
    int lastStreamId(ByteBuf in) {
        return in.getInt(start) & Integer.MAX_VALUE;
    }

    /** By how much a window grows; of WINDOW_UPDATE. */
    int increment(ByteBuf in) {
        return in.getInt(start) & Integer.MAX_VALUE;
    }

    /** The eight bytes of PING. */
    long opaque(ByteBuf in) {
        return in.getLong(start);
    }
}
