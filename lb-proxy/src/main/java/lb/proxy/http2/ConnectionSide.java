package lb.proxy.http2;

import org.jspecify.annotations.Nullable;

/** What is different about a connection of a client and one to a server. On its event loop. */
interface ConnectionSide {
    /** The first frames have to be written. */
    void begin();

    /** HEADERS on a stream that is not there; tells what is wrong with it, or null. */
    @Nullable
    Violation opened(int id, boolean ends);

    /** A header section on a stream that has none yet; tells what is wrong with it, or null. */
    @Nullable
    Violation head(Http2Stream stream, boolean ends);

    /** The peer has reset a stream that is not closed. */
    void reset(Http2Stream stream, ErrorCode code);

    /** The peer opens no more streams, and takes no more than that one. */
    void goAway(int last);

    /** A request waits for the peer's settings. */
    void held(Http2Stream stream);

    /** A request was reset by whoever has asked it. */
    void givenUp(Http2Stream stream);

    /** The peer has changed its settings. */
    void settingsCame();

    /** Our PING was answered. */
    void answered();

    /** Whether nothing more is read: the peer's end is waited for. */
    boolean isOver();

    /** The peer has sent something, or something can be sent to it. */
    void progressed();

    /** A stream is no more. */
    void forgotten(Http2Stream stream);

    /** A turn is over. */
    void turnOver(boolean idle, boolean inputEnded);

    /** A stream is reset for what the peer has done on it. */
    void refused(Violation violation);

    /** The peer has done what it must not; all streams are reset. */
    void violated(Violation violation);

    /** We have made a mistake. */
    void faulted(Throwable fault);

    /** The connection is no more, and no stream is left. */
    void ended();
}
