package lb.proxy.http2;

import org.jspecify.annotations.Nullable;

/**
 * The states of a stream (RFC 9113 section 5.1), without those of pushes, which are not allowed here on either side.
 *
 * <pre>
 *          IDLE
 *           | HEADERS
 *          OPEN ---------------------------------.
 *   sent    |                     received       | RST_STREAM
 *   END_STREAM                    END_STREAM     |
 *  HALF_CLOSED_LOCAL         HALF_CLOSED_REMOTE -|
 *           | received             | sent        |
 *           '------- CLOSED -------'   RESET_SENT, RESET_RECEIVED
 * </pre>
 */
enum StreamState {
    IDLE,
    OPEN,
    /** We have ended our part. */
    HALF_CLOSED_LOCAL,
    /** The peer has ended its part. */
    HALF_CLOSED_REMOTE,
    /** Both have. */
    CLOSED,
    /** We have reset it: what was on its way is ignored, but header blocks are decoded, and DATA counts for the connection. */
    RESET_SENT,
    RESET_RECEIVED;

    /** What is wrong with receiving a frame of that type, or null. */
    @Nullable
    Violation wrong(FrameType type) {
        if (type == FrameType.PRIORITY) {
            return null;
        }
        boolean message = type == FrameType.HEADERS || type == FrameType.DATA;
        return switch (this) {
            case IDLE -> type == FrameType.HEADERS ? null : Violation.STREAM_IDLE;
            case OPEN, HALF_CLOSED_LOCAL, RESET_SENT -> null;
            case HALF_CLOSED_REMOTE -> message ? Violation.STREAM_HALF_CLOSED : null;
            case CLOSED -> message ? Violation.STREAM_ENDED : null;
            case RESET_RECEIVED -> message ? Violation.STREAM_RESET : null;
        };
    }

    /** The state after a frame that was received, with which nothing is wrong. */
    StreamState received(FrameType type, boolean endStream) {
        if (type == FrameType.RST_STREAM) {
            return isClosed() ? this : RESET_RECEIVED;
        }
        boolean ends = endStream && (type == FrameType.HEADERS || type == FrameType.DATA);
        return switch (this) {
            case IDLE -> type != FrameType.HEADERS ? IDLE : ends ? HALF_CLOSED_REMOTE : OPEN;
            case OPEN -> ends ? HALF_CLOSED_REMOTE : OPEN;
            case HALF_CLOSED_LOCAL -> ends ? CLOSED : HALF_CLOSED_LOCAL;
            case HALF_CLOSED_REMOTE, CLOSED, RESET_SENT, RESET_RECEIVED -> this;
        };
    }

    /**
     * The state after a frame that was sent.
     *
     * @throws IllegalStateException if it must not be sent
     */
    StreamState sent(FrameType type, boolean endStream) {
        if (type == FrameType.RST_STREAM && this != IDLE) {
            return isClosed() ? this : RESET_SENT;
        }
        boolean message = type == FrameType.HEADERS || type == FrameType.DATA;
        if (!message) {
            return this;
        }
        return switch (this) {
            case IDLE -> {
                if (type == FrameType.DATA) {
                    throw new IllegalStateException("DATA on an idle stream");
                }
                yield endStream ? HALF_CLOSED_LOCAL : OPEN;
            }
            case OPEN -> endStream ? HALF_CLOSED_LOCAL : OPEN;
            case HALF_CLOSED_REMOTE -> endStream ? CLOSED : HALF_CLOSED_REMOTE;
            case HALF_CLOSED_LOCAL, CLOSED, RESET_SENT, RESET_RECEIVED ->
                throw new IllegalStateException(type + " in " + this);
        };
    }

    /** Whether it is over, and counts for no limit of streams any more. */
    boolean isClosed() {
        return switch (this) {
            case CLOSED, RESET_SENT, RESET_RECEIVED -> true;
            case IDLE, OPEN, HALF_CLOSED_LOCAL, HALF_CLOSED_REMOTE -> false;
        };
    }

    /** Whether what is received on it means nothing. */
    boolean isIgnored() {
        return this == RESET_SENT;
    }
}
