package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.SocketAddress;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.Stream;
import lb.proxy.tls.TlsStream;
import lb.proxy.upstream.ConnectResult;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.ServerAddress;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server: works for one exchange at a time, or waits among the {@link IdleConnections}. While it waits
 * it is read from, so that its end, or bytes nobody has asked for, are noticed and it is closed. Or a stream of a
 * {@link SharedConnection}, for one exchange alone.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter implements SharedConnection.User {
    private final LoopContext loop;
    private final Server server;
    /** Null of a stream. */
    private final @Nullable DuplexChannel channel;

    private final SocketAddress remoteAddress;
    private final Stream stream;
    private final @Nullable SocketAddress place;
    private final @Nullable String serverName;
    private final Deadline deadline = new Deadline(this::deadlinePassed);
    private final Received received;
    private @Nullable Relay relay;
    private @Nullable IdleConnections idle;
    private final boolean unanswered;

    /** Whether it is not known yet whether there is a connection at all. */
    private boolean opening;

    /** While it is opening: when that takes too long, and when {@link #arm} was last asked for; 0 for never. */
    private long openBy;

    private long armedFor;
    private boolean reused;
    private boolean refused;
    private boolean proven;
    private boolean ofOneClient;
    private boolean closed;
    private boolean inputEnded;
    private boolean broken;

    /** Takes over a channel that has just been connected. */
    ServerConnection(Http1Loop http, Server server, ConnectResult.Connected open) {
        this.loop = http.loop();
        unanswered = open.unanswered();
        opening = unanswered;
        received = new Received(http.heads().limits().bytes());
        this.server = server;
        DuplexChannel channel = open.channel();
        this.channel = channel;
        remoteAddress = channel.remoteAddress();
        Reading.tune(channel);
        // A failed write must not close the channel: the response that explains it may be there to be read.
        channel.config().setAutoClose(false);
        channel.pipeline().addLast(this);
        TlsStream tls = open.tls();
        stream = tls == null ? loop.stream(channel, this) : tls.use(this);
        place = server.place().placeOf(channel);
        serverName = tls == null ? null : tls.facts().serverName();
        server.connections().opened(loop.index());
    }

    /** A stream of a connection that others use as well. */
    ServerConnection(Http1Loop http, SharedConnection shared) {
        loop = http.loop();
        unanswered = false;
        received = new Received(http.heads().limits().bytes());
        server = shared.server();
        channel = null;
        remoteAddress = shared.remoteAddress();
        place = shared.place();
        serverName = shared.serverName();
        reused = shared.isProven();
        stream = shared.open(this);
    }

    /** Whether it is a stream of a connection that others use as well. */
    boolean isStream() {
        return channel == null;
    }

    Server server() {
        return server;
    }

    /** Where it leads. */
    SocketAddress remoteAddress() {
        return remoteAddress;
    }

    Stream stream() {
        return stream;
    }

    Received received() {
        return received;
    }

    /** Whether it leads to where the server is now, and that still is one. */
    boolean isCurrent() {
        return !server.isRetired() && server.place().isAt(place);
    }

    /** The port of clients that it may serve, as {@link ServerAddress#portFor} has it; 0 for any. */
    int port() {
        return server.place().portOf(place);
    }

    /** What the server was asked for in TLS (SNI); null for nothing. */
    @Nullable
    String serverName() {
        return serverName;
    }

    /** Whether it may end with a request on it that the server never got: kept from before, not answered yet, or refused. */
    boolean mayLoseRequest() {
        return reused || unanswered || refused;
    }

    /** Whether the server has said that it did nothing of the request. */
    boolean isRefused() {
        return refused;
    }

    /** Whether it has carried more than one request, so that the server is known to keep it. */
    boolean isProven() {
        return proven;
    }

    /** Whether what the server knows of it is about one client, so that no other may use it. */
    boolean isOfOneClient() {
        return ofOneClient;
    }

    /** The client has authenticated itself to the server for all of the connection, or is about to. */
    void becomeOfOneClient() {
        ofOneClient = true;
    }

    /** Whether the server will send nothing more. */
    boolean isInputEnded() {
        return inputEnded;
    }

    /** Whether nothing more, or no more than the rest, is to be expected of it. */
    boolean isEnding() {
        return inputEnded || broken;
    }

    /** Whether it ended, or a write failed, by an error. */
    boolean isBroken() {
        return broken;
    }

    void use(Relay user) {
        relay = user;
        idle = null;
        loop.suspend(deadline);
    }

    /** Sets or moves the moment at which the exchange is told of a time-out, or the wait is over; zero means none. */
    void arm(long nanos) {
        if (opening && connectTimeout() > 0) {
            armWhileOpening(nanos);
        } else if (nanos > 0) {
            loop.arm(deadline, nanos);
        } else {
            loop.suspend(deadline);
        }
    }

    /** The time to connect is that from the SYN on, whatever else happens meanwhile. */
    private void armWhileOpening(long nanos) {
        long now = loop.nanoTime();
        if (openBy == 0) {
            openBy = moment(now, connectTimeout());
        }
        armedFor = nanos == 0 ? 0 : moment(now, nanos);
        loop.arm(deadline, Math.max(1, (isForOpening() ? openBy : armedFor) - now));
    }

    private static long moment(long now, long nanos) {
        long moment = now + nanos;
        return moment == 0 ? 1 : moment;
    }

    /** Whether the time to open it is over before that of {@link #arm}. */
    private boolean isForOpening() {
        return armedFor == 0 || openBy - armedFor < 0;
    }

    private long connectTimeout() {
        return server.timeouts().connect().toNanos();
    }

    /** The time is up for the answer to the SYN that took the request along, or for more than that. */
    private void openingDue(Relay user) {
        opening = false;
        if (openBy == 0 || !isForOpening()) {
            user.serverTimedOut();
        } else if (channel != null && loop.sockets().isConnecting(channel)) {
            user.serverNotConnected();
        } else {
            server.traffic().connected();
            arm(armedFor == 0 ? 0 : Math.max(1, armedFor - loop.nanoTime()));
        }
    }

    /**
     * The exchange is over; the connection waits for another if it is clean and there is room.
     *
     * @param pool where it waits
     * @param expireNanos how long it may; zero means until somebody ends it
     */
    void giveBack(IdleConnections pool, long expireNanos) {
        relay = null;
        proven = reused;
        reused = true;
        if (channel == null || isEnding() || !received.isEmpty() || !stream.isOpen() || !pool.keep(this)) {
            closeAtOnce();
            return;
        }
        idle = pool;
        received.release();
        arm(expireNanos);
        stream.read();
    }

    /** Ends the connection; its exchange is not told. */
    void close() {
        relay = null;
        idle = null;
        loop.disarm(deadline);
        received.release();
        stream.closed();
        if (!closed && channel != null) {
            server.connections().closed(loop.index());
        }
        closed = true;
        stream.close();
    }

    /**
     * Ends a connection of which nothing more is expected by a reset, so that it does not hold its port for a minute more and
     * costs three packets less.
     */
    void closeAtOnce() {
        if (!isEnding() && received.isEmpty() && stream.isOpen() && stream.isSent()) {
            stream.resetOnClose();
        }
        close();
    }

    private void closeIdle() {
        leavePool();
        close();
    }

    private void leavePool() {
        if (idle != null) {
            idle.remove(this);
        }
    }

    private void deadlinePassed() {
        if (relay == null) {
            leavePool();
            closeAtOnce();
        } else if (opening) {
            openingDue(relay);
        } else {
            relay.serverTimedOut();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        received((ByteBuf) message);
    }

    @Override
    public void received(ByteBuf bytes) {
        if (opening) {
            opening = false;
            server.traffic().connected();
        }
        if (relay == null) {
            bytes.release();
            closeIdle();
        } else {
            received.add(stream.allocator(), bytes);
            relay.serverRead();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        receiveComplete();
    }

    @Override
    public void receiveComplete() {
        if (relay != null) {
            relay.serverReadComplete();
        }
        received.keep(stream);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        writabilityChanged();
    }

    @Override
    public void writabilityChanged() {
        if (relay != null) {
            relay.goOn();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ended();
        }
    }

    @Override
    public void inputEnded() {
        ended();
    }

    @Override
    public void refused() {
        refused = true;
    }

    @Override
    public void processed() {
        reused = false;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed();
    }

    @Override
    public void closed() {
        // Without an orderly end before it, this is the end by an error.
        broken |= !inputEnded;
        ended();
    }

    private void ended() {
        if (inputEnded) {
            return;
        }
        inputEnded = true;
        if (relay == null) {
            closeIdle();
        } else {
            relay.serverInputEnded();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            breakOff();
        } else if (relay != null) {
            relay.broken(cause);
        } else {
            loop.faults().tell("a connection to a server", cause);
            breakOff();
        }
    }

    /** It takes nothing more, or was reset; what it sent before may still be there. */
    void breakOff() {
        broken = true;
        if (relay == null) {
            closeIdle();
        } else {
            relay.serverBroken();
        }
    }
}
