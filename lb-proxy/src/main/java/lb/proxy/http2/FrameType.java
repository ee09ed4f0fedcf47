package lb.proxy.http2;

import org.jspecify.annotations.Nullable;

/** The types of frames (RFC 9113 section 6); the ordinal is the number on the wire. */
enum FrameType {
    DATA,
    HEADERS,
    PRIORITY,
    RST_STREAM,
    SETTINGS,
    PUSH_PROMISE,
    PING,
    GOAWAY,
    WINDOW_UPDATE,
    CONTINUATION;

    /** Bytes before the payload of each. */
    static final int HEADER_BYTES = 9;

    static final int ACK = 0x1;
    static final int END_STREAM = 0x1;
    static final int END_HEADERS = 0x4;
    static final int PADDED = 0x8;
    static final int HAS_PRIORITY = 0x20;

    private static final FrameType[] VALUES = values();

    /** The type of that number; null for one that is not known, whose frames mean nothing (RFC 9113 section 4.1). */
    static @Nullable FrameType of(int number) {
        return number < VALUES.length ? VALUES[number] : null;
    }

    /** Its number on the wire. */
    int number() {
        return ordinal();
    }

    /**
     * What is wrong with a frame of this type, as far as its header tells; null for nothing.
     *
     * @param length of its payload, which the largest size allows
     */
    @Nullable
    Violation wrongHeader(int length, int flags, int stream) {
        return switch (this) {
            case DATA, CONTINUATION -> onStream(stream, (flags & PADDED) == 0 || this == CONTINUATION || length > 0);
            case HEADERS -> {
                int fixed = ((flags & PADDED) != 0 ? 1 : 0) + ((flags & HAS_PRIORITY) != 0 ? 5 : 0);
                yield onStream(stream, length >= fixed);
            }
            case PRIORITY -> stream == 0 ? Violation.STREAM_ZERO : length == 5 ? null : Violation.PRIORITY_LENGTH;
            case RST_STREAM -> onStream(stream, length == 4);
            case PUSH_PROMISE -> Violation.PUSH;
            case SETTINGS -> {
                boolean ack = (flags & ACK) != 0;
                if (stream == 0 && ack && length > 0) {
                    yield Violation.SETTINGS_ACK_LENGTH;
                }
                yield onConnection(stream, length % Settings.BYTES == 0);
            }
            case PING -> onConnection(stream, length == 8);
            case GOAWAY -> onConnection(stream, length >= 8);
            case WINDOW_UPDATE -> length == 4 ? null : Violation.FRAME_LENGTH;
        };
    }

    private static @Nullable Violation onStream(int stream, boolean lengthRight) {
        return stream == 0 ? Violation.STREAM_ZERO : lengthRight ? null : Violation.FRAME_LENGTH;
    }

    private static @Nullable Violation onConnection(int stream, boolean lengthRight) {
        return stream != 0 ? Violation.NOT_STREAM_ZERO : lengthRight ? null : Violation.FRAME_LENGTH;
    }
}
