package lb.proxy.http2;

import io.netty.buffer.ByteBuf;

/** Where a {@link StreamOutput} sends the frames of its messages: those of HTTP/2, or of HTTP/3, which has responses only. */
public interface MessageFrames {
    /** Reads the heads of responses. */
    ResponseEncoder responses();

    /** Bytes of DATA that one frame may have now; 0 for none. */
    int available();

    /** HEADERS of the response that was read last. */
    void response(int id, boolean endStream);

    /** A frame of DATA, with what it takes of a buffer. */
    void data(int id, ByteBuf from, int length, boolean endStream);

    /** HEADERS of trailers, given as lines, with which the stream ends. */
    void trailers(int id, ByteBuf lines);

    /** The end of a stream alone. */
    void end(int id);

    /** The same bytes, to be held for longer than this turn. */
    ByteBuf keep(ByteBuf bytes);

    /** Whether what is sent are requests. */
    default boolean isToServer() {
        return false;
    }

    /** Whether the peer has sent its settings. */
    default boolean knowsSettings() {
        return true;
    }

    /** Whether the peer takes CONNECT for a WebSocket. */
    default boolean takesWebSockets() {
        return false;
    }

    /** Reads the heads of requests. */
    default RequestEncoder requests() {
        throw new IllegalStateException("no requests go this way");
    }

    /** HEADERS of the request that was read last. */
    default void request(int id, boolean endStream) {
        throw new IllegalStateException("no requests go this way");
    }
}
