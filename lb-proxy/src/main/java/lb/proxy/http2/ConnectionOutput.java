package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import lb.proxy.loop.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The frames that go out on one connection, in one buffer until the turn is over. DATA stops while that is full or the client takes
 * nothing; what answers the client's own frames does not, and whoever reads those has to stop. On the connection's event loop.
 */
final class ConnectionOutput implements MessageFrames {
    /** Bytes that are made ready at most before they are handed on. */
    private static final int ROOM = 32 * 1024;

    /** What one frame of DATA holds: what every peer takes, and little enough for streams to take turns. */
    private static final int MOST_DATA = Settings.STANDARD_FRAME_SIZE;

    private final Stream stream;
    private final Http2Loop loop;
    private final Settings peer;
    private final FloodGuard guard;
    private final HpackEncoder encoder = new HpackEncoder();
    private final SendWindow window = new SendWindow(Settings.STANDARD_WINDOW);
    private final boolean toServer;
    private final boolean secure;
    private @Nullable ByteBuf ready;
    private boolean broken;

    /**
     * @param toServer whether what is sent are requests
     * @param secure whether they say so of themselves
     */
    ConnectionOutput(Stream stream, Http2Loop loop, Settings peer, FloodGuard guard, boolean toServer, boolean secure) {
        this.toServer = toServer;
        this.secure = secure;
        this.stream = stream;
        this.loop = loop;
        this.peer = peer;
        this.guard = guard;
    }

    SendWindow window() {
        return window;
    }

    /** The peer has changed its settings. */
    void settingsChanged() {
        encoder.tableSize(peer.headerTableSize());
    }

    @Override
    public ResponseEncoder responses() {
        return loop.responses();
    }

    @Override
    public RequestEncoder requests() {
        return loop.requestEncoder();
    }

    @Override
    public boolean isToServer() {
        return toServer;
    }

    /** Whether the peer has sent its settings. */
    @Override
    public boolean knowsSettings() {
        return peer.haveCome();
    }

    /** Whether the peer takes CONNECT for a WebSocket. */
    @Override
    public boolean takesWebSockets() {
        return peer.connectProtocol();
    }

    /** Bytes of DATA that one frame may have now; 0 for none. */
    @Override
    public int available() {
        int room = ready == null ? ROOM : ROOM - ready.readableBytes();
        if (room < MOST_DATA / 2 || broken || !stream.isWritable()) {
            return 0;
        }
        return Math.min(Math.min(room, MOST_DATA), window.available());
    }

    /** Whether what is ready is so much that it should go. */
    boolean isFull() {
        return ready != null && ROOM - ready.readableBytes() < MOST_DATA / 2;
    }

    /** A buffer with so much room. */
    ByteBuf room(int bytes) {
        ByteBuf to = ready;
        if (to != null && to.writableBytes() < bytes) {
            handOn();
            to = null;
        }
        if (to == null) {
            to = stream.allocator().directBuffer(Math.max(bytes, ROOM + 1024));
            ready = to;
        }
        return to;
    }

    /** HEADERS of the response that was read last. */
    @Override
    public void response(int id, boolean endStream) {
        Octets block = loop.block();
        block.clear();
        loop.responses().encode(encoder, block, false);
        headers(id, block, endStream);
    }

    /** HEADERS of the request that was read last. */
    @Override
    public void request(int id, boolean endStream) {
        Octets block = loop.block();
        block.clear();
        loop.requestEncoder().encode(encoder, block, secure, false);
        headers(id, block, endStream);
    }

    /** HEADERS of trailers, with which the stream ends. */
    @Override
    public void trailers(int id, ByteBuf lines) {
        Octets block = loop.block();
        block.clear();
        loop.responses().encodeTrailers(lines, encoder, block, false);
        headers(id, block, true);
    }

    private void headers(int id, Octets block, boolean endStream) {
        int frames = block.length() / Settings.STANDARD_FRAME_SIZE + 1;
        ByteBuf to = room(block.length() + frames * FrameType.HEADER_BYTES);
        FrameWriter.headers(to, id, block, endStream, peer.maxFrameSize());
    }

    /** A frame of DATA, with what it takes of a buffer. */
    @Override
    public void data(int id, ByteBuf from, int length, boolean endStream) {
        ByteBuf to = room(FrameType.HEADER_BYTES + length);
        FrameWriter.dataHeader(to, id, length, endStream);
        to.writeBytes(from, length);
        window.sent(length);
        guard.dataSent();
    }

    /** The end of a stream alone. */
    @Override
    public void end(int id) {
        FrameWriter.dataHeader(room(FrameType.HEADER_BYTES), id, 0, true);
    }

    void reset(int id, ErrorCode code) {
        FrameWriter.rstStream(room(FrameType.HEADER_BYTES + 4), id, code);
    }

    void windowUpdate(int id, int increment) {
        if (increment > 0) {
            FrameWriter.windowUpdate(room(FrameType.HEADER_BYTES + 4), id, increment);
        }
    }

    void goAway(int last, ErrorCode code, String why) {
        FrameWriter.goAway(room(FrameType.HEADER_BYTES + 8 + why.length()), last, code, why);
    }

    /** The peer takes nothing any more. */
    void breakOff() {
        broken = true;
        clear();
    }

    boolean isBroken() {
        return broken;
    }

    /** Hands on what is ready. */
    void flush() {
        handOn();
        if (!broken) {
            stream.flush();
        }
    }

    private void handOn() {
        ByteBuf bytes = ready;
        if (bytes != null && broken) {
            clear();
        } else if (bytes != null) {
            ready = null;
            stream.write(bytes);
        }
    }

    /** The same bytes, to be held for longer than this turn. */
    @Override
    public ByteBuf keep(ByteBuf bytes) {
        return stream.keep(bytes);
    }

    /** The connection is no more. */
    void clear() {
        if (ready != null) {
            ready.release();
            ready = null;
        }
    }
}
