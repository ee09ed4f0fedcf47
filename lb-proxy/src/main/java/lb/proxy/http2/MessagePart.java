package lb.proxy.http2;

import org.jspecify.annotations.Nullable;

/** What of a message comes next on a stream (RFC 9113 section 8.1): header sections, DATA, and one trailer section. */
public enum MessagePart {
    /** A header section, behind any number of interim responses. */
    HEAD,
    /** DATA, or trailers, which end the stream. */
    BODY,
    /** Nothing. */
    END;

    /** What is wrong with a frame of that type here, or null; the stream's state was asked before. */
    @Nullable
    Violation wrong(FrameType type, boolean endStream) {
        return switch (this) {
            case HEAD -> type == FrameType.DATA ? Violation.DATA_BEFORE_HEADERS : null;
            case BODY -> type == FrameType.HEADERS && !endStream ? Violation.HEADERS_AGAIN : null;
            case END -> Violation.STREAM_HALF_CLOSED;
        };
    }

    /**
     * What comes after it.
     *
     * @param interim whether it was an interim response
     */
    MessagePart after(boolean interim, boolean endStream) {
        return endStream ? END : this == HEAD && interim ? HEAD : BODY;
    }
}
