package lb.proxy.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.listen.Client;
import lb.proxy.listen.Drain;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.Opening;
import lb.proxy.listen.Work;
import lb.proxy.loop.LoopContext;
import lb.proxy.route.PersistRules;
import lb.proxy.route.RdpCookie;
import lb.proxy.route.Route;
import lb.proxy.route.Routing;
import lb.proxy.rule.BackendRules;
import lb.proxy.rule.FrontendRules;
import lb.proxy.rule.HeadEditor;
import lb.proxy.rule.RuleList;
import lb.proxy.rule.Verdict;
import lb.proxy.stats.Counter;
import lb.proxy.tls.ClientHello;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.ServerNames;
import org.jspecify.annotations.Nullable;

/**
 * Finds the backend of a connection in mode tcp, then gives its place to the session. Where a route or rule asks for a server
 * name whose turn has come, it waits for the hello of the TLS client, as HAProxy does: what stands before decides at once. Where a backend asks for the cookie of an RDP client, for that: until it
 * is whole, until the bytes can be none, until the client has ended, or for the inspect delay. Without a hello there is no
 * name, and the other routes count; without a cookie servers take turns. On the connection's event loop.
 */
final class TcpRouter extends ChannelInboundHandlerAdapter {
    private final LoopContext loop;
    private final Frontend frontend;
    private final Routing routing;
    private final ExchangeLog log;
    private final Client client;
    private final ClientHello hello = new ClientHello();
    private final RdpCookie cookie = new RdpCookie();
    private final Opening opening;
    private @Nullable ChannelHandlerContext context;
    private int received;

    /** Where it goes, once that is known but for the server. */
    private Route.@Nullable Forward chosen;

    /** The server that a rule names; null for none. */
    private @Nullable Server ruled;

    /** What servers are asked for in TLS. */
    private ServerNames names = ServerNames.FIXED;

    /** Whether it is known what the client's hello says, or that there is none. */
    private boolean helloIsRead;

    /** Whether nothing more is waited for. */
    private boolean waitIsOver;

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
        decide(active);
        if (!opening.isOver()) {
            opening.await(active, frontend.settings().routing().inspectDelay().toNanos());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext active, Object message) {
        ByteBuf all = opening.add(message);
        if (all != null) {
            received = all.readableBytes();
            Route.Forward known = chosen;
            if (known != null) {
                forward(active, known);
            } else if (hello.read(all) != ClientHello.Outcome.INCOMPLETE) {
                helloIsRead = true;
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
            waitIsOver = true;
            decide(active);
        } else if (event == Drain.NOW) {
            refuse(EndedBy.ADMINISTRATOR, EndedIn.REQUEST);
        } else if (event instanceof Work work) {
            work.idle();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext active) {
        refuse(EndedBy.CLIENT, EndedIn.REQUEST);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext active, Throwable cause) {
        if (cause instanceof IOException) {
            refuse(EndedBy.CLIENT, EndedIn.REQUEST);
        } else {
            frontend.faulted(loop, cause);
            refuse(EndedBy.INTERNAL_ERROR, EndedIn.REQUEST);
        }
    }

    private void decideLate() {
        waitIsOver = true;
        if (context != null) {
            decide(context);
        }
    }

    private void decide(ChannelHandlerContext active) {
        if (opening.isOver()) {
            return;
        }
        Route.Forward known = chosen;
        if (known != null) {
            forward(active, known);
            return;
        }
        Greeting greeting = Greeting.of(client, hello, cookie, frontend.name());
        decide(active, waitIsOver || helloIsRead ? greeting : greeting.beforeHello());
    }

    /** It may be undecided, and then is asked once more when the hello has come. */
    private void decide(ChannelHandlerContext active, Greeting greeting) {
        FrontendRules rules = frontend.rules();
        boolean passes = rules == null || passes(rules.content(), greeting);
        if (greeting.isUndecided()) {
            return;
        }
        if (!passes) {
            deny();
            return;
        }
        Route route = routing.of(greeting);
        if (greeting.isUndecided()) {
            return;
        }
        switch (route) {
            case Route.Forward forward -> enter(active, forward, greeting);
            case Route.Deny _ -> deny();
            case Route.Answer _, Route.SendElsewhere _ -> throw new IllegalStateException("mode tcp has no answers");
            case null -> refuse(EndedBy.SERVER, EndedIn.CONNECT);
        }
    }

    private static boolean passes(@Nullable RuleList list, Greeting greeting) {
        return list == null || list.run(greeting, HeadEditor.NONE).equals(Verdict.GO_ON);
    }

    private void deny() {
        frontend.counters().add(loop.index(), Counter.DENIED_REQUESTS, 1);
        refuse(EndedBy.PROXY, EndedIn.REQUEST);
    }

    /** The rules of the backend come next. */
    private void enter(ChannelHandlerContext active, Route.Forward route, Greeting greeting) {
        FrontendRules rules = frontend.rules();
        if (rules != null) {
            BackendRules own = rules.of(route.backend());
            Greeting entered = greeting.to(route.backend().name());
            boolean passes = passes(own.content(), entered);
            if (entered.isUndecided()) {
                return;
            }
            if (!passes) {
                // It was a session of the backend, but is denied by the frontend, as in HAProxy.
                route.backend().sessionBegan(loop.index());
                route.backend().sessionEnded(loop.index());
                opening.goesTo(route.backend());
                deny();
                return;
            }
            PersistRules persist = route.persist();
            boolean evenDown = persist != null && persist.isKeptDown(entered);
            ruled = own.servers() == null ? null : own.servers().of(entered, evenDown);
            names = own.names() == null ? ServerNames.FIXED : own.names().of(entered);
            if (entered.isUndecided()) {
                return;
            }
        }
        forward(active, route);
    }

    private void forward(ChannelHandlerContext active, Route.Forward route) {
        chosen = route;
        long key = route.backend().sourceKey(client.source());
        Server named = ruled;
        if (named == null && route.isByRdpCookie()) {
            if (cookie.read(opening.received()) == RdpCookie.Outcome.INCOMPLETE && !waitIsOver) {
                return;
            }
            Greeting greeting = Greeting.of(client, hello, cookie, frontend.name());
            key = route.key() == null ? key : route.key().of(greeting);
            named = route.rdpServer() == null ? null : route.rdpServer().of(greeting);
        }
        opening.giveWay(active, TcpSession.handler(loop, frontend, route, key, named, names, log, client));
    }

    private void refuse(EndedBy by, EndedIn in) {
        if (!opening.isOver()) {
            frontend.counters().add(loop.index(), Counter.BYTES_IN, received);
            opening.refuse(by, in, received > 0 || by != EndedBy.CLIENT, null);
            var _ = client.channel().close();
        }
    }
}
