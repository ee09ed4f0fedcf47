package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import lb.proxy.http1.ChunkedBody;
import org.jspecify.annotations.Nullable;

/**
 * What the user of a stream sends on it: a message in the form of HTTP/1.1, a response or a request, becomes HEADERS, DATA without chunks, and HEADERS for
 * trailers, as far as both windows and the connection's output allow; the rest waits here. Reused for every stream of a
 * connection.
 *
 * <pre>
 *  HEAD --1xx--&gt; HEAD --final--&gt; LENGTH, CHUNKED, UNTIL_END or TUNNEL --its end--&gt; OVER
 * </pre>
 */
public final class StreamOutput {
    private enum Part {
        HEAD,
        LENGTH,
        CHUNKED,
        /** Only the end of the session's output is the body's end. */
        UNTIL_END,
        TUNNEL,
        OVER
    }

    private final MessageFrames connection;
    private final ByteBufAllocator allocator;
    private final SendWindow window = new SendWindow(0);
    private final ChunkedBody chunks = new ChunkedBody();
    private Part part = Part.HEAD;
    private RequestDecoder.Kind request = RequestDecoder.Kind.PLAIN;
    private boolean toHead;
    private boolean impossible;
    private byte @Nullable [] webSocketKey;
    private int stream;
    private long remaining;
    private @Nullable ByteBuf waiting;

    /** A request for a WebSocket, with what follows it, until the server says whether it takes one. */
    private @Nullable ByteBuf held;

    private @Nullable ByteBuf trailers;

    /** Whether END_STREAM was sent. */
    private boolean endSent;

    public StreamOutput(MessageFrames connection, ByteBufAllocator allocator) {
        this.connection = connection;
        this.allocator = allocator;
    }

    /**
     * A stream begins.
     *
     * @param window of the peer for it
     */
    public void begin(int stream, int window) {
        this.stream = stream;
        this.window.begin(window);
        part = Part.HEAD;
        endSent = false;
    }

    /** What is to be sent answers such a request. */
    public void ofRequest(RequestDecoder.Kind kind, boolean isToHead) {
        request = kind;
        toHead = isToHead;
    }

    /** What comes answers what was sent. */
    void expect(ResponseDecoder responses) {
        responses.begin(toHead, request == RequestDecoder.Kind.CONNECT, webSocketKey);
    }

    /** Whether anything was sent on the stream, so that the peer knows it. */
    boolean isBegun() {
        return part != Part.HEAD;
    }

    /** Whether it asks for what the peer does not take: nothing of it is sent. */
    boolean isImpossible() {
        return impossible;
    }

    SendWindow window() {
        return window;
    }

    /** Bytes that wait. */
    public int waiting() {
        return readable(waiting) + readable(held);
    }

    private static int readable(@Nullable ByteBuf bytes) {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /** Whether it waits for the peer's settings. */
    boolean isHeld() {
        return held != null;
    }

    /** The peer's settings have come, or are not waited for any longer: what was held goes, or is impossible. */
    void release() {
        ByteBuf bytes = held;
        if (bytes != null) {
            held = null;
            if (connection.knowsSettings()) {
                write(bytes);
            } else {
                impossible = true;
                bytes.release();
            }
        }
    }

    /** Whether something waits, be it an end. */
    public boolean isWaiting() {
        return waiting != null || trailers != null || (part == Part.OVER && !endSent);
    }

    /** Whether the whole response was sent. */
    public boolean isEndSent() {
        return endSent;
    }

    /** Whether all that makes a whole response has come. */
    boolean isWhole() {
        return part == Part.OVER;
    }

    /** Takes over bytes of a response; {@link #send} sends what did not wait. */
    public void write(ByteBuf bytes) {
        if (held != null) {
            held = behind(held, bytes);
            return;
        }
        while (part == Part.HEAD && bytes.isReadable() && !impossible) {
            if (connection.isToServer()) {
                int start = bytes.readerIndex();
                if (!writeRequestHead(bytes)) {
                    held = bytes.readerIndex(start);
                    return;
                }
            } else {
                writeHead(bytes);
            }
        }
        switch (part) {
            case CHUNKED -> {
                try {
                    unchunk(bytes);
                } finally {
                    bytes.release();
                }
            }
            case LENGTH, UNTIL_END, TUNNEL -> append(bytes);
            case HEAD, OVER -> bytes.release();
        }
    }

    private void writeHead(ByteBuf bytes) {
        ResponseEncoder responses = connection.responses();
        int end = headEnd(bytes);
        int all = bytes.writerIndex();
        bytes.writerIndex(end);
        responses.read(bytes);
        bytes.setIndex(end, all);
        int status = responses.status();
        part = partAfter(responses, status);
        endSent = part == Part.OVER;
        connection.response(stream, endSent);
    }

    /** Tells whether it could; otherwise it has to be held. */
    private boolean writeRequestHead(ByteBuf bytes) {
        RequestEncoder requests = connection.requests();
        int end = headEnd(bytes);
        int all = bytes.writerIndex();
        bytes.writerIndex(end);
        requests.read(bytes);
        bytes.setIndex(end, all);
        toHead = requests.isHead();
        webSocketKey = requests.webSocketKey();
        if (requests.isWebSocket() && !connection.takesWebSockets()) {
            impossible = connection.knowsSettings();
            return impossible;
        }
        request = requests.isWebSocket()
                ? RequestDecoder.Kind.WEBSOCKET
                : requests.isConnect() ? RequestDecoder.Kind.CONNECT : RequestDecoder.Kind.PLAIN;
        part = partOf(requests);
        endSent = part == Part.OVER;
        connection.request(stream, endSent);
        return true;
    }

    private Part partOf(RequestEncoder head) {
        if (request != RequestDecoder.Kind.PLAIN) {
            return Part.TUNNEL;
        }
        if (head.isChunked()) {
            chunks.reset();
            return Part.CHUNKED;
        }
        remaining = head.contentLength();
        return remaining <= 0 ? Part.OVER : Part.LENGTH;
    }

    private Part partAfter(ResponseEncoder head, int status) {
        if (status == 101 || (request == RequestDecoder.Kind.CONNECT && status / 100 == 2)) {
            return Part.TUNNEL;
        }
        if (status < 200) {
            return Part.HEAD;
        }
        if (toHead || status == 204 || status == 304) {
            return Part.OVER;
        }
        if (head.isChunked()) {
            chunks.reset();
            return Part.CHUNKED;
        }
        remaining = head.contentLength();
        return remaining < 0 ? Part.UNTIL_END : remaining == 0 ? Part.OVER : Part.LENGTH;
    }

    /** The byte after the empty line. */
    private static int headEnd(ByteBuf bytes) {
        int line = bytes.readerIndex();
        int end = bytes.writerIndex();
        for (int at = line; at < end; at++) {
            if (bytes.getByte(at) == '\n') {
                if (at - line < 2) {
                    return at + 1;
                }
                line = at + 1;
            }
        }
        throw new IllegalStateException("a head that is not whole");
    }

    private void append(ByteBuf bytes) {
        if (part == Part.LENGTH) {
            remaining -= bytes.readableBytes();
            part = remaining <= 0 ? Part.OVER : part;
        }
        waiting = behind(waiting, bytes);
    }

    /** What waited before, and these bytes, which are taken over. */
    private @Nullable ByteBuf behind(@Nullable ByteBuf before, ByteBuf bytes) {
        if (before == null && bytes.isReadable()) {
            return bytes;
        }
        try {
            return bytes.isReadable() ? joined(before, bytes.readableBytes()).writeBytes(bytes) : before;
        } finally {
            bytes.release();
        }
    }

    private ByteBuf joined(@Nullable ByteBuf before, int more) {
        if (before == null) {
            return allocator.directBuffer(more);
        }
        if (before.refCnt() == 1 && before.writableBytes() >= more) {
            return before;
        }
        ByteBuf larger = allocator.directBuffer(2 * (before.readableBytes() + more));
        larger.writeBytes(before);
        before.release();
        return larger;
    }

    private void unchunk(ByteBuf bytes) {
        while (true) {
            int start = bytes.readerIndex();
            ChunkedBody.Span span = chunks.next(bytes);
            int length = bytes.readerIndex() - start;
            switch (span) {
                case DATA -> {
                    waiting = joined(waiting, length);
                    waiting.writeBytes(bytes, start, length);
                }
                case TRAILER -> {
                    trailers = joined(trailers, length);
                    trailers.writeBytes(bytes, start, length);
                }
                case FRAMING, EXTENSION -> {}
                case END -> {
                    part = Part.OVER;
                    return;
                }
                case MORE -> {
                    return;
                }
                case MALFORMED -> throw new IllegalStateException("a chunked body that was not written by this house");
            }
        }
    }

    /** The session writes no more; tells whether what it has written is a whole response, or a tunnel's. */
    public boolean end() {
        if (part == Part.UNTIL_END || part == Part.TUNNEL) {
            part = Part.OVER;
        }
        return part == Part.OVER;
    }

    /** Sends what may be sent, one frame of DATA at most; tells whether that was anything. */
    public boolean send() {
        ByteBuf bytes = waiting;
        if (bytes != null) {
            int length = Math.min(Math.min(bytes.readableBytes(), window.available()), connection.available());
            if (length == 0) {
                return false;
            }
            boolean last = part == Part.OVER && trailers == null && length == bytes.readableBytes();
            connection.data(stream, bytes, length, last);
            window.sent(length);
            endSent |= last;
            if (!bytes.isReadable()) {
                waiting = null;
                bytes.release();
            }
            return true;
        }
        if (part == Part.OVER && !endSent) {
            endSent = true;
            if (trailers == null) {
                connection.end(stream);
            } else {
                connection.trailers(stream, trailers);
                trailers.release();
                trailers = null;
            }
            return true;
        }
        return false;
    }

    /** Whether DATA waits for the stream's own window. */
    boolean isWindowClosed() {
        return waiting != null && window.available() == 0;
    }

    /** What still waits is to last. */
    public void keep() {
        ByteBuf bytes = waiting;
        if (bytes != null) {
            waiting = connection.keep(bytes);
        }
        ByteBuf first = held;
        if (first != null) {
            held = connection.keep(first);
        }
    }

    /** Drops what waits. */
    public void clear() {
        if (held != null) {
            held.release();
            held = null;
        }
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
        if (trailers != null) {
            trailers.release();
            trailers = null;
        }
    }
}
