package lb.proxy.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.listen.Client;
import lb.proxy.listen.Drain;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.Opening;
import lb.proxy.loop.LoopContext;
import lb.proxy.route.ClientHello;
import lb.proxy.route.Route;
import lb.proxy.route.Routing;
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
    private final ClientHello hello = new ClientHello();
    private final Opening opening;
    private @Nullable ChannelHandlerContext context;
    private int received;

    TcpRouter(LoopContext loop, Frontend frontend, ExchangeLog log, Client client) {
        this.loop = loop;
        this.frontend = frontend;
        this.log = log;
        this.client = client;
        routing = frontend.routing();
        opening = new Opening(loop, frontend, client, log, this::decideLate);
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        if (routing.isByServerName()) {
            opening.await(active, frontend.settings().routing().inspectDelay().toNanos());
        } else {
            decide(active);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext active, Object message) {
        ByteBuf all = opening.add(message);
        if (all != null) {
            received = all.readableBytes();
            if (hello.read(all) != ClientHello.Outcome.INCOMPLETE) {
                decide(active);
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext active) {
        opening.readOn(active);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext active, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            opening.inputEnded();
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
        if (opening.isOver()) {
            return;
        }
        switch (routing.of(new Greeting(client.sourceBytes(), hello))) {
            case Route.Forward forward ->
                opening.giveWay(active, TcpSession.handler(loop, frontend, forward, log, client));
            case Route.Deny _ -> {
                frontend.counters().add(loop.index(), Counter.DENIED_REQUESTS, 1);
                refuse(EndedBy.PROXY, EndedIn.REQUEST);
            }
            case Route.Answer _, Route.SendElsewhere _ -> throw new IllegalStateException("mode tcp has no answers");
            case null -> refuse(EndedBy.SERVER, EndedIn.CONNECT);
        }
    }

    private void refuse(EndedBy by, EndedIn in) {
        if (!opening.isOver()) {
            frontend.counters().add(loop.index(), Counter.BYTES_IN, received);
            opening.refuse(by, in, received > 0 || by != EndedBy.CLIENT, null);
            var _ = client.channel().close();
        }
    }
}
