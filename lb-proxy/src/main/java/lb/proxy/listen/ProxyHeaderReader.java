package lb.proxy.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.LoopContext;
import lb.proxy.proxyprotocol.Parsed;
import lb.proxy.proxyprotocol.ProxyHeader;
import lb.proxy.proxyprotocol.ProxyProtocol;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.Mode;
import lb.proxy.stats.Counter;
import org.jspecify.annotations.Nullable;

/**
 * Reads the PROXY header of a connection, then gives its place to what serves the client. Without a header there is no
 * client: the connection is reset, counted as a request error and logged. On the connection's event loop.
 */
public final class ProxyHeaderReader extends ChannelInboundHandlerAdapter {
    private final LoopContext loop;
    private final Frontend frontend;
    private final Client client;
    private final ExchangeLog log;
    private final Function<Client, ChannelHandler> next;
    private final Deadline deadline = new Deadline(() -> refuse(EndedBy.CLIENT_TIMEOUT));
    private final long startedAt = System.currentTimeMillis();
    private final long began = System.nanoTime();
    private @Nullable ByteBuf received;
    private boolean over;

    /**
     * @param client as it was accepted
     * @param log told of a connection without a header
     * @param next makes what serves the client once it is known
     */
    public ProxyHeaderReader(
            LoopContext loop,
            Frontend frontend,
            Client client,
            ExchangeLog log,
            Function<Client, ChannelHandler> next) {
        this.loop = loop;
        this.frontend = frontend;
        this.client = client;
        this.log = log;
        this.next = next;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        long limit = limitNanos(frontend.settings());
        if (limit > 0) {
            loop.arm(deadline, limit);
        }
        context.read();
    }

    /** As for a request head, of which the header is the beginning. */
    private static long limitNanos(FrontendSettings settings) {
        FrontendTimeouts timeouts = settings.timeouts();
        boolean request = settings.mode() == Mode.HTTP && !timeouts.request().isZero();
        return (request ? timeouts.request() : timeouts.client()).toNanos();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (over) {
            bytes.release();
            return;
        }
        ByteBuf all = received;
        if (all == null) {
            all = bytes;
            received = bytes;
        } else {
            all.writeBytes(bytes);
            bytes.release();
        }
        switch (ProxyProtocol.parse(all)) {
            case Parsed.Incomplete() -> {}
            case Parsed.Malformed(String _) -> refuse(EndedBy.PROXY);
            case Parsed.Complete(ProxyHeader header) -> giveWay(context, header, all);
        }
    }

    /** The handler that follows is told all that one in this place from the start would have been. */
    private void giveWay(ChannelHandlerContext context, ProxyHeader header, ByteBuf rest) {
        over = true;
        received = null;
        loop.disarm(deadline);
        context.pipeline().addLast(next.apply(client.behind(header)));
        context.fireChannelActive();
        if (rest.isReadable() && context.channel().isOpen()) {
            context.fireChannelRead(rest);
        } else {
            rest.release();
        }
        context.pipeline().remove(this);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (!over) {
            context.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof Drain) {
            refuse(EndedBy.ADMINISTRATOR);
        } else if (event == ChannelInputShutdownEvent.INSTANCE) {
            refuse(EndedBy.CLIENT);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        refuse(EndedBy.CLIENT);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        refuse(EndedBy.CLIENT);
    }

    private void refuse(EndedBy by) {
        if (over) {
            return;
        }
        over = true;
        loop.disarm(deadline);
        boolean silent = received == null;
        if (received != null) {
            received.release();
            received = null;
        }
        if (!silent || by == EndedBy.CLIENT_TIMEOUT) {
            frontend.counters().add(loop.index(), Counter.REQUEST_ERRORS, 1);
        }
        FrontendSettings settings = frontend.settings();
        if (settings.log() != LogFormat.NONE && (!silent || settings.logEmptyConnections())) {
            log.ended(loop.index(), end(by));
        }
        client.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        var _ = client.channel().close();
    }

    private ExchangeEnd end(EndedBy by) {
        return new ExchangeEnd(
                frontend.settings().log(),
                client.source(),
                frontend.name(),
                frontend.name(),
                ExchangeEnd.NO_SERVER,
                startedAt,
                -1,
                -1,
                -1,
                -1,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                -1,
                0,
                by,
                EndedIn.REQUEST,
                frontend.processConnections().current(),
                frontend.connections().current(),
                0,
                0,
                0,
                false,
                0,
                0,
                ExchangeEnd.BAD_REQUEST);
    }
}
