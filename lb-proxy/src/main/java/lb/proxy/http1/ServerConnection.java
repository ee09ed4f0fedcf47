package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.LoopContext;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server: works for one exchange at a time, or waits among the {@link IdleConnections}. While it waits
 * it is read from, so that its end, or bytes nobody has asked for, are noticed and it is closed.
 */
final class ServerConnection extends ChannelInboundHandlerAdapter {
    private final LoopContext loop;
    private final Server server;
    private final DuplexChannel channel;
    private final Deadline deadline = new Deadline(this::deadlinePassed);
    private final Received received;
    private @Nullable Relay relay;
    private @Nullable IdleConnections idle;
    private boolean reused;
    private boolean proven;
    private boolean ofOneClient;
    private boolean closed;
    private boolean inputEnded;
    private boolean broken;

    /** Takes over a channel that has just been connected. */
    ServerConnection(Http1Loop http, Server server, DuplexChannel channel) {
        this.loop = http.loop();
        received = new Received(http.heads().limits().bytes());
        this.server = server;
        this.channel = channel;
        Reading.tune(channel);
        // A failed write must not close the channel: the response that explains it may be there to be read.
        channel.config().setAutoClose(false);
        channel.pipeline().addLast(this);
        server.connections().opened(loop.index());
    }

    Server server() {
        return server;
    }

    DuplexChannel channel() {
        return channel;
    }

    Received received() {
        return received;
    }

    /** Whether an earlier exchange has used it. */
    boolean isReused() {
        return reused;
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
    boolean inputEnded() {
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
        if (nanos > 0) {
            loop.arm(deadline, nanos);
        } else {
            loop.suspend(deadline);
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
        if (inputEnded || broken || !received.isEmpty() || !channel.isActive() || !pool.keep(this)) {
            close();
            return;
        }
        idle = pool;
        received.release();
        arm(expireNanos);
        channel.read();
    }

    /** Ends the connection; its exchange is not told. */
    void close() {
        relay = null;
        idle = null;
        loop.disarm(deadline);
        received.release();
        if (!closed) {
            closed = true;
            server.connections().closed(loop.index());
        }
        var _ = channel.close();
    }

    private void closeIdle() {
        if (idle != null) {
            idle.remove(this);
        }
        close();
    }

    private void deadlinePassed() {
        if (relay == null) {
            closeIdle();
        } else {
            relay.serverTimedOut();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (relay == null) {
            bytes.release();
            closeIdle();
        } else {
            received.add(ctx.alloc(), bytes);
            relay.serverRead();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (relay != null) {
            relay.serverReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
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
    public void channelInactive(ChannelHandlerContext ctx) {
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
        breakOff();
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
