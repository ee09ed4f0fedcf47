package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One header block, from HEADERS and the CONTINUATION frames behind it (RFC 9113 section 4.3), within limits of bytes and of
 * frames: a peer may send either without an end. One that lies whole in an array is read there; any other is copied once.
 */
final class HeaderBlock {
    private final int maxBytes;
    private final int maxContinuations;
    private final Octets joined = new Octets(512);
    private int continuations;
    private byte[] array = {};
    private int start;
    private int end;

    HeaderBlock(int maxBytes, int maxContinuations) {
        this.maxBytes = maxBytes;
        this.maxContinuations = maxContinuations;
    }

    /** The payload of HEADERS with those flags, by the buffer's own index; long enough for what the flags tell of. */
    @Nullable
    Violation begin(ByteBuf in, int payload, int payloadEnd, int flags) {
        continuations = 0;
        joined.clear();
        int from = payload;
        int to = payloadEnd;
        if ((flags & FrameType.PADDED) != 0) {
            to -= in.getUnsignedByte(from++);
        }
        if ((flags & FrameType.HAS_PRIORITY) != 0) {
            // Deprecated, and of no meaning here (RFC 9113 section 5.3.2).
            from += 5;
        }
        if (to < from) {
            return Violation.PADDING;
        }
        boolean whole = (flags & FrameType.END_HEADERS) != 0;
        if (whole && in.hasArray() && to - from <= maxBytes) {
            array = in.array();
            start = in.arrayOffset() + from;
            end = in.arrayOffset() + to;
            return null;
        }
        return join(in, from, to);
    }

    /** The fragment of a CONTINUATION frame. */
    @Nullable
    Violation add(ByteBuf in, int from, int to) {
        return ++continuations > maxContinuations ? Violation.CONTINUATIONS : join(in, from, to);
    }

    private @Nullable Violation join(ByteBuf in, int from, int to) {
        int length = to - from;
        if (length > maxBytes - joined.length()) {
            return Violation.BLOCK_TOO_LONG;
        }
        in.getBytes(from, joined.room(length), joined.length(), length);
        joined.length(joined.length() + length);
        array = joined.array();
        start = 0;
        end = joined.length();
        return null;
    }

    /** The array that it lies in, until the next block, or the buffer's release. */
    byte[] array() {
        return array;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }
}
