package lb.proxy.http3;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Exception;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.AsciiString;
import lb.proxy.http1.ClientSession;
import lb.proxy.http2.MessageFrames;
import lb.proxy.http2.MessagePart;
import lb.proxy.http2.RequestDecoder;
import lb.proxy.http2.ResponseEncoder;
import lb.proxy.http2.StreamInput;
import lb.proxy.http2.StreamOutput;
import lb.proxy.http2.TrailerDecoder;
import lb.proxy.http2.Violation;
import lb.proxy.listen.Work;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One request stream of a client's connection: for its session the bytes of a connection of HTTP/1.1 with one request. Whatever
 * happens waits for its turn, the next task of the event loop, so that its session is never called from within a call of its own.
 *
 * <p>It reads as long as nothing waits for its session, so that it sees the client's reset; QUIC's windows hold back the rest.
 */
final class Http3Stream extends Http3RequestStreamInboundHandler implements Stream, MessageFrames, Runnable {
    /** As much waits at most, but for what comes in one piece. */
    private static final int MUCH = 16 * 1024;

    private static final int MOST_IN_FRAME = 16 * 1024;

    private final Http3Connection connection;
    private final QuicStreamChannel channel;
    private final StreamInput input;
    private final StreamOutput output;
    private final Deadline headDeadline = new Deadline(this::headLate);

    /** Null before its head has come. */
    private @Nullable ClientSession session;

    private @Nullable Violation refused;
    private @Nullable Runnable whenSent;
    private boolean wantsInput;
    private boolean reading;
    private boolean inputClosed;
    private boolean answered;
    private boolean full;
    private boolean scheduled;
    private boolean over;
    private boolean forgotten;

    /** Handed to QUIC, which has not taken it yet. */
    private long unsent;

    private @Nullable ChannelFuture lastWrite;

    Http3Stream(Http3Connection connection, QuicStreamChannel channel) {
        this.connection = connection;
        this.channel = channel;
        ByteBufAllocator allocator = connection.loop().context().allocator();
        input = new StreamInput(allocator);
        output = new StreamOutput(this, allocator);
    }

    @Override
    public boolean isSharable() {
        return false;
    }

    // What the channel brings

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel.config().setAutoRead(false);
        connection.began(this);
        long limit = connection.headNanos();
        if (limit > 0) {
            connection.loop().context().arm(headDeadline, limit);
        }
        turnSoon();
    }

    @Override
    protected void channelRead(ChannelHandlerContext context, Http3HeadersFrame frame) {
        if (over) {
            return;
        }
        if (session == null) {
            request(frame.headers());
        } else if (input.part() == MessagePart.BODY) {
            TrailerDecoder trailers = connection.loop().trailers();
            trailers.begin();
            Http3Loop.tell(frame.headers(), trailers);
            violated(input.trailers(trailers, false));
        }
        turnSoon();
    }

    private void request(Http3Headers headers) {
        connection.loop().context().disarm(headDeadline);
        RequestDecoder requests = connection.loop().requests();
        requests.begin(false);
        Http3Loop.tell(headers, requests);
        ByteBuf head = allocator().directBuffer(512);
        // Whether a body follows is known only with what comes next; none is one of no bytes.
        Violation wrong = requests.end(head, false, false);
        input.begin(Integer.MAX_VALUE);
        wantsInput = true;
        if (wrong != null) {
            head.release();
            if (wrong.status() == 0) {
                violated(wrong);
                return;
            }
            refused = wrong;
            output.begin(0, Integer.MAX_VALUE);
            output.ofRequest(RequestDecoder.Kind.PLAIN, false);
            session = connection.session(this, channel, this::answered);
            return;
        }
        output.begin(0, Integer.MAX_VALUE);
        output.ofRequest(requests.kind(), requests.isHead());
        input.head(head, requests.kind(), requests.contentLength(), false);
        ClientSession begun = connection.session(this, channel, this::answered);
        begun.isSecure(requests.isSecure());
        session = begun;
    }

    @Override
    protected void channelRead(ChannelHandlerContext context, Http3DataFrame frame) {
        try {
            ByteBuf data = frame.content();
            if (!over && refused == null && !answered && session != null) {
                violated(input.data(data, data.readerIndex(), data.writerIndex(), 0, false));
            }
        } finally {
            frame.release();
        }
        turnSoon();
    }

    @Override
    protected void channelInputClosed(ChannelHandlerContext context) {
        if (inputClosed) {
            return;
        }
        inputClosed = true;
        if (session == null) {
            reset(Http3ErrorCode.H3_REQUEST_INCOMPLETE);
        } else if (refused == null && !answered && !over && input.part() != MessagePart.END) {
            violated(input.data(io.netty.buffer.Unpooled.EMPTY_BUFFER, 0, 0, 0, true));
        }
        turnSoon();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        turnSoon();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        turnSoon();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!over && !output.isEndSent()) {
            // A reset that nothing was read behind is told by no exception.
            connection.wasReset();
        }
        ended();
    }

    @Override
    protected void handleQuicException(ChannelHandlerContext context, QuicException cause) {
        // The client has reset it, or wants no more of it.
        wasReset();
    }

    @Override
    protected void handleHttp3Exception(ChannelHandlerContext context, Http3Exception cause) {
        // Netty ends the stream, or the connection.
        connection.refusedRequest();
        ended();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof QuicException || cause instanceof java.io.IOException) {
            wasReset();
        } else if (Http3Connection.isOfClient(cause)) {
            connection.refusedRequest();
            reset(Http3ErrorCode.H3_MESSAGE_ERROR);
        } else {
            connection.faulted(cause);
            reset(Http3ErrorCode.H3_INTERNAL_ERROR);
        }
    }

    private void wasReset() {
        if (!over) {
            connection.wasReset();
            reset(Http3ErrorCode.H3_REQUEST_CANCELLED);
        }
    }

    private void headLate() {
        if (session == null) {
            reset(Http3ErrorCode.H3_REQUEST_INCOMPLETE);
        }
    }

    private void violated(@Nullable Violation wrong) {
        if (wrong != null && !over) {
            connection.refusedRequest();
            reset(Http3ErrorCode.H3_MESSAGE_ERROR);
        }
    }

    /** Ends both directions before their time. */
    private void reset(Http3ErrorCode code) {
        if (channel.isOpen()) {
            var _ = channel.shutdown(code.code());
            var _ = channel.close();
        }
        ended();
    }

    private void ended() {
        over = true;
        turnSoon();
    }

    // Its turn

    private void turnSoon() {
        if (!scheduled && !forgotten) {
            scheduled = true;
            connection.loop().context().eventLoop().execute(this);
        }
    }

    @Override
    public void run() {
        scheduled = false;
        if (forgotten) {
            return;
        }
        try {
            if (!over) {
                send();
                tell();
                readOn();
            }
            if (over) {
                forget();
            }
        } catch (Throwable t) { // Whatever state it has left, this stream ends, and no other.
            connection.faulted(t);
            reset(Http3ErrorCode.H3_INTERNAL_ERROR);
        }
    }

    private void tell() {
        ClientSession served = session;
        while (served != null && wantsInput && !over && !answered) {
            Violation wrong = refused;
            if (wrong != null) {
                wantsInput = false;
                served.refuse(wrong.status());
                return;
            }
            ByteBuf bytes = input.take();
            if (bytes != null) {
                wantsInput = false;
                served.received(bytes);
                served.receiveComplete();
            } else {
                if (input.takeEnd()) {
                    wantsInput = false;
                    served.inputEnded();
                }
                return;
            }
        }
    }

    private void readOn() {
        if (!reading && !inputClosed && !over && !input.isThere()) {
            reading = true;
            channel.read();
        }
    }

    private void send() {
        boolean any = false;
        while (output.send()) {
            any = true;
        }
        if (any) {
            channel.flush();
        }
        ClientSession served = session;
        if (full && output.waiting() == 0 && channel.isWritable()) {
            full = false;
            if (served != null && !answered) {
                served.writabilityChanged();
            }
        }
        if (isSent()) {
            sent();
        }
    }

    private void sent() {
        Runnable then = whenSent;
        whenSent = null;
        if (then != null) {
            then.run();
        }
        if (answered && !inputClosed) {
            // The rest of its request is nobody's any more (RFC 9114 section 4.1).
            inputClosed = true;
            var _ = channel.shutdownInput(Http3ErrorCode.H3_NO_ERROR.code());
        }
        if (answered && output.isEndSent()) {
            over = true;
        }
    }

    private void forget() {
        forgotten = true;
        connection.loop().context().disarm(headDeadline);
        Runnable then = whenSent;
        whenSent = null;
        ClientSession served = session;
        if (served != null) {
            served.closed();
        }
        if (then != null) {
            then.run();
        }
        output.clear();
        input.clear();
        connection.over(this);
    }

    /** The session has no more to do with it. */
    private void answered() {
        answered = true;
        if (!over && !output.end()) {
            reset(Http3ErrorCode.H3_INTERNAL_ERROR);
        }
        turnSoon();
    }

    /** Says what is under way. */
    void tellWork(Work work) {
        ClientSession served = session;
        if (answered || served == null) {
            work.request();
        } else {
            served.told(work);
        }
    }

    void told(Object event) {
        ClientSession served = session;
        if (served != null && !answered && !forgotten) {
            served.told(event);
        }
    }

    /** Its connection is no more. */
    void connectionClosed() {
        ended();
    }

    // What its output sends

    @Override
    public ResponseEncoder responses() {
        return connection.loop().responses();
    }

    @Override
    public int available() {
        return channel.isWritable() ? MOST_IN_FRAME : 0;
    }

    @Override
    public void response(int id, boolean endStream) {
        Http3Headers headers = new DefaultHttp3Headers(false);
        ResponseEncoder responses = responses();
        headers.status(Integer.toString(responses.status()));
        responses.fields((name, nameFrom, nameTo, value, valueFrom, valueTo, never) ->
                add(headers, name, nameFrom, nameTo, value, valueFrom, valueTo));
        write(new DefaultHttp3HeadersFrame(headers), 0, endStream);
    }

    @Override
    public void trailers(int id, ByteBuf lines) {
        Http3Headers headers = new DefaultHttp3Headers(false);
        responses()
                .trailers(
                        lines,
                        (name, nameFrom, nameTo, value, valueFrom, valueTo, never) ->
                                add(headers, name, nameFrom, nameTo, value, valueFrom, valueTo));
        write(new DefaultHttp3HeadersFrame(headers), 0, true);
    }

    private static void add(
            Http3Headers headers, byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo) {
        headers.add(
                new AsciiString(name, nameFrom, nameTo - nameFrom, true),
                new AsciiString(value, valueFrom, valueTo - valueFrom, true));
    }

    @Override
    public void data(int id, ByteBuf from, int length, boolean endStream) {
        write(new DefaultHttp3DataFrame(from.readRetainedSlice(length)), length, endStream);
    }

    @Override
    public void end(int id) {
        ChannelFuture before = lastWrite;
        if (before == null) {
            var _ = channel.shutdownOutput();
        } else {
            // Netty's end does not wait for what is written before it.
            before.addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
        }
    }

    private void write(Object frame, int bytes, boolean last) {
        unsent += bytes;
        ChannelFuture written = channel.write(frame);
        lastWrite = written;
        written.addListener(done -> {
            unsent -= bytes;
            if (!done.isSuccess()) {
                wasReset();
            } else {
                turnSoon();
            }
        });
        if (last) {
            written.addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
        }
    }

    // What its session does

    @Override
    public void read() {
        wantsInput = true;
        turnSoon();
    }

    @Override
    public boolean endFollows() {
        return false;
    }

    @Override
    public ByteBuf buffer(int capacity) {
        return allocator().directBuffer(capacity);
    }

    @Override
    public ByteBuf keep(ByteBuf bytes) {
        return bytes;
    }

    @Override
    public void write(ByteBuf bytes) {
        if (!isOpen()) {
            bytes.release();
            return;
        }
        // They may be lent, and QUIC takes them later.
        ByteBuf own = allocator().directBuffer(bytes.readableBytes());
        own.writeBytes(bytes);
        bytes.release();
        output.write(own);
        full |= output.waiting() >= MUCH || !channel.isWritable();
        turnSoon();
    }

    @Override
    public void flush() {
        turnSoon();
    }

    @Override
    public void flushSoon() {
        turnSoon();
    }

    @Override
    public void flushLast() {
        turnSoon();
    }

    @Override
    public boolean isSent() {
        return !output.isWaiting() && unsent == 0;
    }

    @Override
    public void closed() {
        // What waits is dropped when it is forgotten.
    }

    @Override
    public @Nullable DuplexChannel socket() {
        return null;
    }

    @Override
    public ByteBufAllocator allocator() {
        return connection.loop().context().allocator();
    }

    @Override
    public boolean isOpen() {
        return !over && channel.isOpen();
    }

    @Override
    public boolean isWritable() {
        return !full;
    }

    @Override
    public long backlog() {
        return output.waiting() + unsent;
    }

    @Override
    public void whenSent(Runnable sent) {
        if (!isSent() && isOpen()) {
            whenSent = sent;
        } else {
            sent.run();
        }
    }

    @Override
    public void endOutput() {
        if (isOpen() && output.end()) {
            turnSoon();
        }
    }

    @Override
    public void resetOnClose() {
        // Every close of a stream that is not over is one.
    }

    @Override
    public void close() {
        if (!over) {
            if (output.isEndSent()) {
                ended();
            } else {
                reset(Http3ErrorCode.H3_INTERNAL_ERROR);
            }
        }
    }

    @Override
    public void fail(Throwable cause) {
        ClientSession served = session;
        if (served != null) {
            served.failed(cause);
        }
    }
}
