package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What the peer sends on one stream, as HTTP/1.1, until its user takes it: the head, then the body as the head frames it,
 * then trailers where that has a place for them. It is at most what the window allows, with what goes around chunks. Reused for
 * every stream of a connection.
 */
public final class StreamInput {
    private final ByteBufAllocator allocator;
    private final BodyLength length = new BodyLength();
    private final ReceiveWindow window = new ReceiveWindow(0, 0);
    private MessagePart part = MessagePart.HEAD;
    private @Nullable ByteBuf waiting;
    private int waitingData;
    private boolean chunked;
    private boolean tunnel;
    private boolean endToTell;

    public StreamInput(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /**
     * A stream begins.
     *
     * @param window bytes of DATA that may be on the way
     */
    public void begin(int window) {
        this.window.begin(window);
        part = MessagePart.HEAD;
        waitingData = 0;
        endToTell = false;
        tunnel = false;
        chunked = false;
    }

    /**
     * The head has come, in the form of HTTP/1.1.
     *
     * @param contentLength -1 where it was not announced
     */
    public void head(ByteBuf head, RequestDecoder.Kind kind, long contentLength, boolean endStream) {
        waiting = head;
        part = part.after(false, endStream);
        tunnel = kind != RequestDecoder.Kind.PLAIN;
        chunked = !tunnel && !endStream && contentLength < 0;
        length.begin(tunnel ? -1 : endStream ? 0 : contentLength);
        endToTell = tunnel && endStream;
    }

    /** The head of a response has come, in the form of HTTP/1.1; others may be behind it. */
    void response(ByteBuf head, ResponseDecoder decoder, boolean endStream) {
        ByteBuf before = waiting;
        if (before == null) {
            waiting = head;
        } else {
            before.writeBytes(head);
            head.release();
        }
        part = part.after(decoder.isInterim(), endStream);
        if (decoder.isInterim()) {
            return;
        }
        tunnel = decoder.isTunnel();
        boolean body = decoder.hasBody();
        chunked = body && !endStream && decoder.contentLength() < 0;
        length.begin(tunnel ? -1 : !body || endStream ? 0 : decoder.contentLength());
        endToTell = tunnel && endStream;
    }

    /** What of the message comes next. */
    public MessagePart part() {
        return part;
    }

    /** A stretch of DATA has come, which both windows allow; tells what is wrong with it, or null. */
    public @Nullable Violation data(ByteBuf in, int start, int end, int flowControlled, boolean endStream) {
        int bytes = end - start;
        waitingData += flowControlled;
        Violation wrong = length.add(bytes);
        if (wrong == null && bytes > 0) {
            ByteBuf to = room(bytes + Chunks.MOST_AROUND);
            if (chunked) {
                Chunks.begin(to, bytes);
            }
            to.writeBytes(in, start, bytes);
            if (chunked) {
                Chunks.end(to);
            }
        }
        return wrong == null && endStream ? ended(null, false) : wrong;
    }

    /** Trailers have come, which end the stream; tells what is wrong with them, or null. */
    public @Nullable Violation trailers(TrailerDecoder trailers, boolean tooLong) {
        return ended(trailers, tooLong);
    }

    private @Nullable Violation ended(@Nullable TrailerDecoder trailers, boolean tooLong) {
        part = part.after(false, true);
        Violation wrong = length.end();
        if (wrong == null && chunked) {
            ByteBuf to = room(Chunks.MOST_AROUND);
            Chunks.last(to);
            wrong = trailers == null ? null : trailers.end(to, tooLong);
            Chunks.endOfTrailers(to);
        } else if (wrong == null && trailers != null) {
            // HTTP/1.1 has no place for them behind a body of a known length; they are judged all the same.
            ByteBuf nowhere = allocator.buffer(256);
            wrong = trailers.end(nowhere, tooLong);
            nowhere.release();
        }
        endToTell = tunnel;
        return wrong;
    }

    private ByteBuf room(int bytes) {
        ByteBuf to = waiting;
        if (to == null) {
            to = allocator.directBuffer(bytes);
            waiting = to;
        }
        return to;
    }

    /** Bytes that wait. */
    int waiting() {
        return waiting == null ? 0 : waiting.readableBytes();
    }

    /** Whether there is something for the session. */
    public boolean isThere() {
        return waiting != null || endToTell;
    }

    /** Hands over what has come; null for nothing. */
    public @Nullable ByteBuf take() {
        ByteBuf taken = waiting;
        waiting = null;
        return taken;
    }

    /** Whether the end of a tunnel's bytes has come, behind all of them; true once. */
    public boolean takeEnd() {
        boolean told = endToTell && waiting == null;
        endToTell &= !told;
        return told;
    }

    /** How much DATA was taken since this was asked last, by which windows open again. */
    int takeData() {
        int taken = waitingData;
        waitingData = 0;
        return taken;
    }

    ReceiveWindow window() {
        return window;
    }

    /** Drops what is there; tells how much DATA that was. */
    public int clear() {
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
        endToTell = false;
        return takeData();
    }
}
