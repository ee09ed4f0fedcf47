package lb.proxy.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.listen.Client;
import lb.proxy.listen.Drain;
import lb.proxy.listen.Frontend;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.LoopContext;
import lb.proxy.route.ClientHello;
import lb.proxy.route.Route;
import lb.proxy.route.Routing;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.LogFormat;
import lb.proxy.stats.Counter;
import org.jspecify.annotations.Nullable;

/**
 * Finds the backend of a connection in mode tcp, then gives its place to the session. Where routes ask for a server name
 * it waits for the hello of the TLS client: until that is whole, until the bytes can be none, until the client has ended,
 * or for the inspect delay. Without a hello there is no name, and the other routes count. On the connection's event loop.
 */
final class TcpRouter extends ChannelInboundHandlerAdapter {
    private final LoopContext loop;
    private final Frontend frontend;
    private final Routing routing;
    private final ExchangeLog log;
    private final Client client;
    private final InetSocketAddress source;
    private final ClientHello hello = new ClientHello();
    private final Deadline deadline = new Deadline(this::decideLate);
    private final long startedAt = System.currentTimeMillis();
    private final long began = System.nanoTime();
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf received;
    private boolean inputEnded;
    private boolean over;

    TcpRouter(LoopContext loop, Frontend frontend, ExchangeLog log, Client client) {
        this.loop = loop;
        this.frontend = frontend;
        this.log = log;
        this.client = client;
        source = client.source();
        routing = frontend.routing();
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        if (!routing.isByServerName()) {
            decide(active);
            return;
        }
        long limit = frontend.settings().routing().inspectDelay().toNanos();
        if (limit > 0) {
            loop.arm(deadline, limit);
        }
        active.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext active, Object message) {
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
        if (hello.read(all) != ClientHello.Outcome.INCOMPLETE) {
            decide(active);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext active) {
        if (!over && !inputEnded) {
            active.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext active, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
            decide(active);
        } else if (event == Drain.NOW) {
            refuse(EndedBy.ADMINISTRATOR, EndedIn.REQUEST);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext active) {
        refuse(EndedBy.CLIENT, EndedIn.REQUEST);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext active, Throwable cause) {
        refuse(EndedBy.CLIENT, EndedIn.REQUEST);
    }

    private void decideLate() {
        if (context != null) {
            decide(context);
        }
    }

    private void decide(ChannelHandlerContext active) {
        if (over) {
            return;
        }
        switch (routing.of(new Greeting(addressOf(source), hello))) {
            case Route.Forward forward -> giveWay(active, forward);
            case Route.Deny _ -> {
                frontend.counters().add(loop.index(), Counter.DENIED_REQUESTS, 1);
                refuse(EndedBy.PROXY, EndedIn.REQUEST);
            }
            case Route.Answer _, Route.SendElsewhere _ -> throw new IllegalStateException("mode tcp has no answers");
            case null -> refuse(EndedBy.SERVER, EndedIn.CONNECT);
        }
    }

    /** One over a UNIX socket has none, and is in no network. */
    private static byte[] addressOf(InetSocketAddress source) {
        InetAddress address = source.getAddress();
        return address == null ? new byte[0] : address.getAddress();
    }

    /** The session is told all that it would have been told in this place from the start. */
    private void giveWay(ChannelHandlerContext active, Route.Forward route) {
        over = true;
        loop.disarm(deadline);
        ByteBuf bytes = received;
        received = null;
        active.pipeline().addLast(TcpSession.handler(loop, frontend, route.backend(), log, client));
        active.fireChannelActive();
        if (bytes != null) {
            active.fireChannelRead(bytes);
        }
        if (inputEnded) {
            active.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        active.pipeline().remove(this);
    }

    private void refuse(EndedBy by, EndedIn in) {
        if (over) {
            return;
        }
        over = true;
        loop.disarm(deadline);
        int bytes = 0;
        if (received != null) {
            bytes = received.readableBytes();
            received.release();
            received = null;
        }
        frontend.counters().add(loop.index(), Counter.BYTES_IN, bytes);
        FrontendSettings settings = frontend.settings();
        if (settings.log() != LogFormat.NONE && (bytes > 0 || by != EndedBy.CLIENT || settings.logEmptyConnections())) {
            log.ended(loop.index(), end(by, in));
        }
        var _ = client.channel().close();
    }

    private ExchangeEnd end(EndedBy by, EndedIn in) {
        return new ExchangeEnd(
                frontend.settings().log(),
                source,
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
                in,
                frontend.processConnections().current(),
                frontend.connections().current(),
                0,
                0,
                0,
                false,
                0,
                0,
                null);
    }
}
