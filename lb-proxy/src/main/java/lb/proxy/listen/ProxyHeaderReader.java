package lb.proxy.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.function.Function;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.Sockets;
import lb.proxy.proxyprotocol.Parsed;
import lb.proxy.proxyprotocol.ProxyHeader;
import lb.proxy.proxyprotocol.ProxyProtocol;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.Mode;
import lb.proxy.stats.Counter;

/**
 * Reads the PROXY header of a connection, then gives its place to what serves the client. Without a header there is no
 * client: the connection is reset, counted as a request error and logged. On the connection's event loop.
 */
public final class ProxyHeaderReader extends ChannelInboundHandlerAdapter {
    private final LoopContext loop;
    private final Frontend frontend;
    private final Client client;
    private final Function<Client, ChannelHandler> next;
    private final Opening opening;

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
        this.next = next;
        opening = new Opening(loop, frontend, client, log, () -> refuse(EndedBy.CLIENT_TIMEOUT));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        opening.await(context, limitNanos(frontend.settings()));
    }

    /** As for a request head, of which the header is the beginning. */
    static long limitNanos(FrontendSettings settings) {
        FrontendTimeouts timeouts = settings.timeouts();
        boolean request = settings.mode() == Mode.HTTP && !timeouts.request().isZero();
        return (request ? timeouts.request() : timeouts.client()).toNanos();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf all = opening.add(message);
        if (all != null) {
            switch (ProxyProtocol.parse(all)) {
                case Parsed.Incomplete() -> {}
                case Parsed.Malformed(String _) -> refuse(EndedBy.PROXY);
                case Parsed.Complete(ProxyHeader header) -> begin(context, client.behind(header));
            }
        }
    }

    private void begin(ChannelHandlerContext context, Client known) {
        if (ClientRules.letBegin(frontend, known, loop.index())) {
            opening.giveWay(context, next.apply(known));
        } else {
            opening.refuse(EndedBy.PROXY, EndedIn.REQUEST, false, EndedExchange.BAD_REQUEST);
            close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        opening.readOn(context);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == Drain.LAST_ANSWER) {
            opening.lastAnswer();
        } else if (event instanceof Drain) {
            refuse(EndedBy.ADMINISTRATOR);
        } else if (event instanceof Work work) {
            work.idle();
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
        if (cause instanceof IOException) {
            refuse(EndedBy.CLIENT);
        } else {
            frontend.faulted(loop, cause);
            refuse(EndedBy.INTERNAL_ERROR);
        }
    }

    private void refuse(EndedBy by) {
        if (opening.isOver()) {
            return;
        }
        boolean silent = opening.isSilent();
        if (!silent || by == EndedBy.CLIENT_TIMEOUT) {
            frontend.counters().add(loop.index(), Counter.REQUEST_ERRORS, 1);
        }
        opening.refuse(by, EndedIn.REQUEST, !silent, EndedExchange.BAD_REQUEST);
        close();
    }

    private void close() {
        Sockets.resetOnClose(client.channel());
        var _ = client.channel().close();
    }
}
