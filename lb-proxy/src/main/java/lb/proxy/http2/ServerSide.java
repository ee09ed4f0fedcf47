package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import lb.proxy.http1.SharedConnection;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.Stream;
import lb.proxy.settings.Http2Limits;
import lb.proxy.tls.TlsStream;
import lb.proxy.upstream.ConnectResult;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2 to a server: each stream is the connection of one exchange, whatever client's that is. On its event loop.
 *
 * <pre>
 *  TAKING --GOAWAY, no number left, the server's address is another--&gt; RETIRED
 *     | time without a stream                                             | no stream is left
 *     +---------------------------&gt; GOAWAY, close &lt;-----------------------+
 * </pre>
 */
final class ServerSide extends ChannelInboundHandlerAdapter implements ConnectionSide, SharedConnection, Stream.User {
    /** A server that has not acknowledged our SETTINGS is looked at again after that time at most. */
    private static final long LEAST_LOOK = TimeUnit.SECONDS.toNanos(1);

    /** Bytes of heads that wait on one stream: no window limits them. */
    private static final int MOST_INTERIM = 64 * 1024;

    private final Http2Loop loop;
    private final Server server;
    private final Pool pool;
    private final long expireNanos;
    private final Stream stream;
    private final SocketAddress remoteAddress;
    private final @Nullable SocketAddress place;
    private final @Nullable String serverName;
    private final Http2Connection connection;
    private final Silence silence;
    private final Deadline deadline = new Deadline(this::timeUp);
    private boolean proven;
    private boolean retired;
    private boolean isOver;
    private boolean waits;
    private boolean closed;

    /** Whether a write has failed, or a read. */
    private boolean broken;

    /** A request that waits for the server's settings, and until when, in ns; null for none. */
    private @Nullable Http2Stream held;

    private long heldUntil;

    ServerSide(Http2Loop loop, Server server, ConnectResult.Connected open, Pool pool, long expireNanos) {
        this.loop = loop;
        this.server = server;
        this.pool = pool;
        this.expireNanos = expireNanos;
        DuplexChannel channel = open.channel();
        channel.config().setAutoClose(false);
        channel.pipeline().addLast(this);
        TlsStream tls = open.tls();
        stream = tls == null ? loop.context().stream(channel, this) : tls.use(this);
        remoteAddress = channel.remoteAddress();
        place = server.place().placeOf(channel);
        serverName = tls == null ? null : tls.facts().serverName();
        server.connections().opened(loop.context().index());
        silence = new Silence(
                server.timeouts().connect().toNanos(), loop.context().nanoTime());
        connection = new Http2Connection(loop, stream, this, true, tls != null);
        connection.start();
    }

    @Override
    public void begin() {
        Preface.write(connection.output().room(Preface.LENGTH));
        Http2Limits limits = loop.limits();
        connection
                .frames()
                .writeSettings(
                        Settings.ENABLE_PUSH,
                        0,
                        Settings.INITIAL_WINDOW_SIZE,
                        limits.streamWindow(),
                        Settings.MAX_HEADER_LIST_SIZE,
                        loop.mostInList());
        arm();
    }

    // For those who send requests

    @Override
    public Stream open(User user) {
        Http2Stream opened =
                new Http2Stream(connection, stream, user, loop.context().nanoTime());
        opened.begin(
                connection.numbers().next(),
                connection.frames().streamWindow(),
                connection.peer().initialWindow(),
                StreamState.OPEN);
        connection.add(opened);
        waits = false;
        pool.changed(this);
        return opened;
    }

    @Override
    public boolean hasRoom() {
        // The number of one that waits is below all that follow, and could not be used any more.
        return !retired
                && held == null
                && !silence.isAsked()
                && connection.isOpen()
                && !connection.isInputEnded()
                && stream.backlog() < Http2Connection.MOST_BACKLOG
                && connection.open() < connection.peer().maxConcurrentStreams()
                && connection.open() < loop.limits().concurrentStreams()
                && connection.numbers().last() < Integer.MAX_VALUE - 2;
    }

    @Override
    public boolean isIdle() {
        return connection.streams().isEmpty();
    }

    @Override
    public boolean isProven() {
        return proven;
    }

    @Override
    public Server server() {
        return server;
    }

    @Override
    public @Nullable String serverName() {
        return serverName;
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public @Nullable SocketAddress place() {
        return place;
    }

    @Override
    public void retire() {
        if (!retired) {
            retired = true;
            pool.left(this);
            connection.turnSoon();
        }
    }

    // Responses

    @Override
    public @Nullable Violation opened(int id, boolean ends) {
        return Violation.STREAM_IDLE;
    }

    @Override
    public @Nullable Violation head(Http2Stream one, boolean ends) {
        ResponseDecoder responses = loop.responseDecoder();
        one.output().expect(responses);
        Violation wrong = connection.frames().decode(responses);
        if (wrong != null) {
            return wrong;
        }
        ByteBuf head = loop.context().allocator().directBuffer(512);
        wrong = responses.end(head, connection.frames().isTooLong(), ends);
        if (wrong != null) {
            head.release();
            return wrong;
        }
        if (one.input().waiting() > MOST_INTERIM) {
            head.release();
            return Violation.INTERIM_FLOOD;
        }
        proven = true;
        one.input().response(head, responses, ends);
        connection.state(one, one.state().received(FrameType.HEADERS, ends));
        connection.tellSoon(one);
        return null;
    }

    @Override
    public void reset(Http2Stream one, ErrorCode code) {
        if (one.input().part() == MessagePart.END) {
            // The rest of the request is not wanted, the response is whole (RFC 9113 section 8.1).
            one.outputRefused();
            return;
        }
        if (code == ErrorCode.REFUSED_STREAM) {
            one.refused();
        } else {
            one.processed();
        }
        connection.state(one, StreamState.RESET_RECEIVED);
        connection.over(one);
    }

    @Override
    public void goAway(int last) {
        connection.streams().forEach((id, one) -> {
            if (id > last && !one.state().isClosed()) {
                reset(one, ErrorCode.REFUSED_STREAM);
            }
        });
        retire();
    }

    // The end

    @Override
    public void held(Http2Stream one) {
        if (one.equals(held)) {
            return;
        }
        held = one;
        long connect = server.timeouts().connect().toNanos();
        // Without one, whoever does not acknowledge our settings is not waited for either.
        heldUntil = loop.context().nanoTime() + (connect > 0 ? connect : Long.MAX_VALUE / 2);
        arm();
    }

    @Override
    public void givenUp(Http2Stream one) {
        if (!isOver && silence.asks(one.begunAt(), loop.context().nanoTime())) {
            connection.frames().writePing();
            arm();
        }
    }

    @Override
    public void settingsCame() {
        Http2Stream one = held;
        if (one != null) {
            held = null;
            one.release();
            arm();
        }
    }

    @Override
    public void answered() {
        // Whatever comes is an answer.
    }

    @Override
    public boolean isOver() {
        return isOver;
    }

    @Override
    public void progressed() {
        // Whether the server is slow is for each exchange to know.
    }

    @Override
    public void forgotten(Http2Stream one) {
        if (one.equals(held)) {
            held = null;
        }
    }

    @Override
    public void turnOver(boolean idle, boolean inputEnded) {
        if (isOver) {
            return;
        }
        if (inputEnded) {
            retire();
        }
        if (idle && retired) {
            finish(ErrorCode.NO_ERROR, "");
        } else if (idle && !waits) {
            waits = true;
            if (!pool.changed(this)) {
                retire();
                finish(ErrorCode.NO_ERROR, "");
                return;
            }
            arm();
        } else if (!idle && waits) {
            waits = false;
        }
    }

    private void arm() {
        boolean settings = connection.frames().awaitsSettings();
        long time = waits ? expireNanos : 0;
        if (settings) {
            long look = Math.max(LEAST_LOOK, loop.limits().settingsTimeout().toNanos());
            time = time == 0 ? look : Math.min(time, look);
        }
        if (held != null) {
            long left = Math.max(1, heldUntil - loop.context().nanoTime());
            time = time == 0 ? left : Math.min(time, left);
        }
        if (silence.isAsked()) {
            long left = silence.left(loop.context().nanoTime());
            time = time == 0 ? left : Math.min(time, left);
        }
        if (time > 0) {
            loop.context().arm(deadline, time);
        } else {
            loop.context().suspend(deadline);
        }
    }

    private void timeUp() {
        Violation overdue = connection.frames().settingsOverdue();
        if (overdue != null && !isOver) {
            connection.violated(overdue);
        } else if (held != null && heldUntil - loop.context().nanoTime() <= 0) {
            // It speaks no HTTP/2, perhaps: nothing more goes to it.
            retire();
            settingsCame();
        } else if (silence.isGone(loop.context().nanoTime()) || (waits && isIdle())) {
            retire();
            finish(ErrorCode.NO_ERROR, "");
        } else {
            arm();
        }
    }

    private void finish(ErrorCode code, String why) {
        if (!isOver) {
            isOver = true;
            retire();
            // It has opened no stream that we could have taken.
            connection.output().goAway(0, code, why);
            connection.output().flush();
            stream.flushLast();
            stream.close();
        }
    }

    @Override
    public void refused(Violation violation) {
        loop.refusals().server(violation, server);
    }

    @Override
    public void violated(Violation violation) {
        loop.refusals().server(violation, server);
        retire();
        finish(violation.code(), violation.found());
    }

    @Override
    public void faulted(Throwable fault) {
        loop.context().faults().tell("a connection of HTTP/2 to a server", fault);
    }

    @Override
    public void ended() {
        isOver = true;
        retire();
        loop.context().disarm(deadline);
    }

    // What the channel brings

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        received((ByteBuf) message);
    }

    @Override
    public void received(ByteBuf bytes) {
        boolean asked = silence.isAsked();
        silence.heard(loop.context().nanoTime());
        if (asked) {
            arm();
        }
        connection.received(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        connection.receiveComplete();
    }

    @Override
    public void receiveComplete() {
        connection.receiveComplete();
    }

    @Override
    public void wasReset() {
        stream.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        connection.turnSoon();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            connection.inputEnded();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!closed) {
            closed = true;
            server.connections().closed(loop.context().index());
            connection.closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            faulted(cause);
            stream.close();
        } else if (broken) {
            connection.inputEnded();
        } else {
            // What it has sent before, be it GOAWAY, is there to be read.
            broken = true;
            retire();
            connection.outputBroken();
        }
    }
}
