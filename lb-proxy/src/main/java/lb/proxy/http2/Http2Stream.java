package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.socket.DuplexChannel;
import java.util.Objects;
import lb.proxy.http1.ClientSession;
import lb.proxy.http1.ClientSessions;
import lb.proxy.http1.SharedConnection;
import lb.proxy.listen.Work;
import lb.proxy.loop.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a connection: for its user, the session of a client or the connection of an exchange to its server, the bytes of
 * a connection of HTTP/1.1 with one request. It calls its user only when the connection has its turn, never from within a call of
 * the user. A client's is reused for one stream after the other.
 */
final class Http2Stream implements Stream {
    /** As much waits at most, but for what comes in one piece; so little, and the session may go on. */
    private static final int MUCH = 16 * 1024;

    private static final int LITTLE = 8 * 1024;

    private final Http2Connection connection;
    private final Stream below;
    private final StreamInput input;
    private final StreamOutput output;
    /** Null of a stream to a server. */
    private final @Nullable ClientSession session;

    /** Null of a stream of a client, and of one to a server that its user has closed. */
    private SharedConnection.@Nullable User user;

    /** Of a stream to a server: when it began, in ns. */
    private final long begunAt;

    private int id;
    private StreamState state = StreamState.IDLE;
    /** With what it is reset once its answer was sent, if its client has not ended it. */
    private ErrorCode reset = ErrorCode.NO_ERROR;

    private @Nullable Violation refused;

    private boolean wantsInput;
    private boolean answered;
    private boolean full;

    /** Whether the server wants no more of the request. */
    private boolean outputRefused;

    /** Whether it is among those that wait for their turn to be told of bytes, or to send. */
    private boolean isToldSoon;

    private boolean isSentSoon;
    private @Nullable Runnable whenSent;

    /** Of a client. */
    Http2Stream(Http2Connection connection, Stream below, ClientSessions sessions) {
        this.connection = connection;
        this.below = below;
        input = new StreamInput(below.allocator());
        output = new StreamOutput(connection.output(), below.allocator());
        session = sessions.on(this, this::answered);
        begunAt = 0;
    }

    /** To a server, from that moment on. */
    Http2Stream(Http2Connection connection, Stream below, SharedConnection.User user, long begunAt) {
        this.connection = connection;
        this.below = below;
        input = new StreamInput(below.allocator());
        output = new StreamOutput(connection.output(), below.allocator());
        session = null;
        this.user = user;
        this.begunAt = begunAt;
    }

    // What its connection does

    /** There is a stream, in that state. */
    void begin(int id, int receiveWindow, int sendWindow, StreamState first) {
        this.id = id;
        state = first;
        reset = ErrorCode.NO_ERROR;
        refused = null;
        answered = false;
        full = false;
        wantsInput = session != null;
        whenSent = null;
        input.begin(receiveWindow);
        output.begin(id, sendWindow);
    }

    int id() {
        return id;
    }

    long begunAt() {
        return begunAt;
    }

    StreamState state() {
        return state;
    }

    void state(StreamState next) {
        state = next;
    }

    /** Whether the peer knows of it. */
    boolean isKnown() {
        return session != null || output.isBegun();
    }

    StreamInput input() {
        return input;
    }

    StreamOutput output() {
        return output;
    }

    /** Of a client. */
    ClientSession session() {
        return Objects.requireNonNull(session);
    }

    /** Whether its request has been answered, and only has still to be sent. */
    boolean isAnswered() {
        return answered;
    }

    /** Its request cannot be read: the session answers, and with that it ends. */
    void refuse(Violation wrong) {
        refused = wrong;
        reset = wrong.code();
    }

    /** Says what is under way. */
    void tellWork(Work work) {
        if (answered) {
            work.request();
        } else {
            session().told(work);
        }
    }

    /** Notes that it is among those that wait to be told of bytes; tells whether it was already. */
    boolean toldSoon(boolean soon) {
        boolean before = isToldSoon;
        isToldSoon = soon;
        return before;
    }

    /** The same of those that wait to send. */
    boolean sentSoon(boolean soon) {
        boolean before = isSentSoon;
        isSentSoon = soon;
        return before;
    }

    /** Its turn: hands what has come to the session, if that asks for it; tells how much DATA that was. */
    int tell() {
        if (!wantsInput || isReset()) {
            return 0;
        }
        Violation wrong = refused;
        if (wrong != null) {
            refused = null;
            wantsInput = false;
            session().refuse(wrong.status());
            return 0;
        }
        ByteBuf bytes = input.take();
        if (bytes == null) {
            // Padding has no bytes, but a place in the windows.
            int padding = input.takeData();
            if (input.takeEnd() || outputRefused) {
                wantsInput = false;
                tellEnd();
            }
            return padding;
        }
        int data = input.takeData();
        wantsInput = false;
        SharedConnection.User told = user;
        if (session != null) {
            session.received(bytes);
            session.receiveComplete();
        } else if (told == null) {
            bytes.release();
        } else {
            told.received(bytes);
            told.receiveComplete();
            if (outputRefused) {
                tellEnd();
            }
        }
        return data;
    }

    private void tellEnd() {
        if (session != null) {
            session.inputEnded();
        } else if (user != null) {
            user.inputEnded();
        }
    }

    /** The server has done nothing of the request, for certain. */
    void refused() {
        if (user != null) {
            user.refused();
        }
    }

    /** The server has had the request, for certain, and ends the stream itself. */
    void processed() {
        if (user != null) {
            user.processed();
        }
    }

    /** The server takes no more of the request; its response, which is whole, still goes to the user. */
    void outputRefused() {
        outputRefused = true;
        connection.state(this, StreamState.CLOSED);
        output.clear();
        full = false;
        if (!input.isThere() && !isAnswered()) {
            connection.endSoon(this);
        }
    }

    /** Its turn: sends a frame if it may; tells whether it has sent anything. */
    boolean sendOne() {
        boolean any = !state.isClosed() && output.send();
        sent();
        return any;
    }

    /** Whether it has something to send that its own window allows. */
    boolean maySend() {
        return !state.isClosed() && output.isWaiting() && !output.isWindowClosed();
    }

    /** Something of what waited was sent, perhaps. */
    private void sent() {
        if (output.isEndSent() && !state.isClosed() && state != StreamState.HALF_CLOSED_LOCAL) {
            connection.state(this, state.sent(FrameType.DATA, true));
        }
        if (!output.isWaiting()) {
            Runnable then = whenSent;
            whenSent = null;
            if (then != null) {
                then.run();
            }
            if (answered && !state.isClosed()) {
                // The rest of its request is nobody's any more (RFC 9113 section 8.1).
                connection.reset(this, reset);
            }
        }
        if (full && output.waiting() <= LITTLE && !state.isClosed()) {
            full = false;
            if (!answered) {
                tellWritable();
            }
        }
        if (isReset() || (answered && state.isClosed())) {
            connection.over(this);
        }
    }

    private void tellWritable() {
        if (session != null) {
            session.writabilityChanged();
        } else if (user != null) {
            user.writabilityChanged();
        }
    }

    private boolean isReset() {
        return state.isClosed() && state != StreamState.CLOSED;
    }

    /** It is over, and its connection has forgotten it. Tells how much DATA it has dropped. */
    int forget() {
        Runnable then = whenSent;
        whenSent = null;
        if (session != null) {
            session.closed();
        } else if (user != null) {
            tellRest(user);
            SharedConnection.User told = user;
            user = null;
            if (told != null) {
                told.closed();
            }
        }
        if (then != null) {
            then.run();
        }
        output.clear();
        return input.clear();
    }

    /**
     * What a server has sent before the end counts: of a response that has begun the request is not sent again. What we have found
     * wrong is nobody's.
     */
    private void tellRest(SharedConnection.User told) {
        ByteBuf rest = wantsInput && state != StreamState.RESET_SENT ? input.take() : null;
        if (rest != null) {
            wantsInput = false;
            told.received(rest);
            told.receiveComplete();
        }
    }

    /** The session has no more to do with it. */
    private void answered() {
        answered = true;
        if (state.isClosed()) {
            connection.over(this);
        } else if (output.end()) {
            connection.sendSoon(this);
        } else {
            close();
        }
    }

    // What its session does

    @Override
    public void read() {
        wantsInput = true;
        if (input.isThere()) {
            connection.tellSoon(this);
        }
    }

    @Override
    public boolean endFollows() {
        return false;
    }

    @Override
    public ByteBuf buffer(int capacity) {
        return below.buffer(capacity);
    }

    @Override
    public ByteBuf keep(ByteBuf bytes) {
        return below.keep(bytes);
    }

    @Override
    public void write(ByteBuf bytes) {
        if (!isOpen()) {
            bytes.release();
            return;
        }
        boolean waited = output.isWaiting();
        output.write(bytes);
        written(waited);
    }

    /** The server has said whether it takes what waits for that, or the time for it is up. */
    void release() {
        if (isOpen()) {
            output.release();
            written(false);
        }
    }

    private void written(boolean waited) {
        if (output.isImpossible()) {
            connection.reset(this, ErrorCode.CANCEL);
            connection.over(this);
            return;
        }
        if (output.isHeld()) {
            connection.held(this);
        }
        if (!waited && connection.maySendAtOnce()) {
            while (output.send()) {}
        }
        output.keep();
        full |= output.waiting() >= MUCH;
        connection.sendSoon(this);
    }

    @Override
    public void flush() {
        connection.turnSoon();
    }

    @Override
    public void flushSoon() {
        connection.turnSoon();
    }

    @Override
    public void flushLast() {
        connection.turnSoon();
    }

    @Override
    public boolean isSent() {
        return !output.isWaiting();
    }

    @Override
    public void closed() {
        // What waits is dropped by whoever forgets the stream.
    }

    @Override
    public @Nullable DuplexChannel socket() {
        return null;
    }

    @Override
    public ByteBufAllocator allocator() {
        return below.allocator();
    }

    @Override
    public boolean isOpen() {
        return !state.isClosed() && connection.isOpen();
    }

    @Override
    public boolean isWritable() {
        return !full;
    }

    @Override
    public long backlog() {
        return output.waiting();
    }

    @Override
    public void whenSent(Runnable sent) {
        if (output.isWaiting() && isOpen()) {
            whenSent = sent;
        } else {
            sent.run();
        }
    }

    @Override
    public void endOutput() {
        if (isOpen() && output.end()) {
            connection.sendSoon(this);
        }
    }

    @Override
    public void resetOnClose() {
        // Every close of a stream that is not over is one.
    }

    @Override
    public void close() {
        if (user != null) {
            user = null;
            answered = true;
            if (!state.isClosed()) {
                connection.reset(this, ErrorCode.CANCEL);
                connection.givenUp(this);
            }
        } else if (!state.isClosed()) {
            connection.reset(this, output.isEndSent() ? reset : ErrorCode.INTERNAL_ERROR);
        }
        connection.over(this);
    }

    @Override
    public void fail(Throwable cause) {
        if (session != null) {
            session.failed(cause);
        } else if (user != null) {
            connection.fault(cause);
            close();
        }
    }
}
