package lb.proxy;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.http1.Heads;
import lb.proxy.http1.Http1Loop;
import lb.proxy.http2.Http2Loop;
import lb.proxy.http2.Http2Refusals;
import lb.proxy.http3.Http3Loop;
import lb.proxy.listen.Client;
import lb.proxy.listen.ClientHandlers;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.ProxyHeaderReader;
import lb.proxy.listen.TlsOpening;
import lb.proxy.loop.LoopContext;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.Http2Limits;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProcessLimits;
import lb.proxy.tcp.TcpSession;
import lb.proxy.upstream.Server;

/** Serves each client as the mode of its frontend asks. */
final class ModeHandlers implements ClientHandlers {
    private final List<LoopContext> loops;
    private final ExchangeLog log;

    /** One for each loop, in the order of their numbers. */
    private final List<Http1Loop> http;

    private volatile TlsContexts contexts;
    private final List<Http3Loop> http3;

    ModeHandlers(
            List<LoopContext> loops,
            ExchangeLog log,
            Heads heads,
            TlsContexts contexts,
            ProcessLimits limits,
            Http2Refusals refusals) {
        this.contexts = contexts;
        this.loops = loops;
        this.log = log;
        this.http = loops.stream()
                .map(loop -> http1(loop, log, heads, limits, refusals))
                .toList();
        http3 = loops.stream().map(loop -> http3(loop, limits)).toList();
    }

    private Http3Loop http3(LoopContext loop, ProcessLimits limits) {
        Http2Limits asked = limits.http2();
        return new Http3Loop(
                loop, log, http.get(loop.index()), limits.heads(), asked == null ? Http2Limits.STANDARD : asked);
    }

    /** What serves HTTP/3, one for each loop, in the order of their numbers. */
    List<Http3Loop> http3() {
        return http3;
    }

    /** Where clients may not speak HTTP/2, servers still may. */
    private static Http1Loop http1(
            LoopContext loop, ExchangeLog log, Heads heads, ProcessLimits limits, Http2Refusals refusals) {
        Http2Limits ofClients = limits.http2();
        Http2Loop http2 =
                new Http2Loop(loop, limits.heads(), ofClients == null ? Http2Limits.STANDARD : ofClients, refusals);
        return new Http1Loop(loop, log, heads, ofClients == null ? null : http2, http2);
    }

    /** Handshakes to come are by these. Any thread. */
    void use(TlsContexts others) {
        contexts = others;
    }

    /** These were replaced or taken away by a reload. Any thread. */
    void left(Collection<Frontend> frontends, Collection<Server> servers) {
        for (int i = 0; i < http.size(); i++) {
            Http1Loop own = http.get(i);
            EventLoop eventLoop = loops.get(i).eventLoop();
            if (!eventLoop.isShuttingDown()) {
                eventLoop.execute(() -> {
                    frontends.forEach(own::left);
                    servers.forEach(own::moved);
                });
            }
        }
    }

    /** A server has another address. Any thread. */
    void moved(Server server) {
        for (int i = 0; i < http.size(); i++) {
            Http1Loop own = http.get(i);
            EventLoop eventLoop = loops.get(i).eventLoop();
            if (!eventLoop.isShuttingDown()) {
                eventLoop.execute(() -> own.moved(server));
            }
        }
    }

    @Override
    public ChannelHandler handlerOf(LoopContext loop, Frontend frontend, BindSettings bind, Client client) {
        // Unresolved, and so without an address, is a client of a UNIX socket.
        boolean proxied = bind.acceptProxy().isFrom(client.source().getAddress());
        ListenTls tls = bind.tls();
        if (!proxied && tls == null) {
            return handlerBehind(loop, frontend, bind, client);
        }
        if (frontend.settings().mode() == Mode.HTTP) {
            // What was set when the first byte is read stays so.
            Http1Loop.tune(client.channel());
        }
        // Now, and not behind a header of the PROXY protocol: reloads may come until then.
        TlsContexts.Listening listening = tls == null ? null : contexts.of(bind);
        Function<Client, ChannelHandler> next = tls == null || listening == null
                ? known -> handlerBehind(loop, frontend, bind, known)
                : known -> opening(loop, frontend, bind, tls, listening, known);
        return proxied ? new ProxyHeaderReader(loop, frontend, client, log, next) : next.apply(client);
    }

    private ChannelHandler opening(
            LoopContext loop,
            Frontend frontend,
            BindSettings bind,
            ListenTls tls,
            TlsContexts.Listening listening,
            Client client) {
        return new TlsOpening(
                loop,
                frontend,
                client,
                listening.number(),
                listening.context(),
                tls.handshake(),
                log,
                known -> handlerBehind(loop, frontend, bind, known));
    }

    /** Behind a PROXY header and a handshake. */
    private ChannelHandler handlerBehind(LoopContext loop, Frontend frontend, BindSettings bind, Client client) {
        return switch (frontend.settings().mode()) {
            case TCP -> TcpSession.handler(loop, frontend, log, client);
            case UDP -> throw new IllegalStateException("datagrams have no connections");
            case HTTP ->
                http.get(loop.index()).newFront(frontend, client, bind.listen().http2Only());
        };
    }
}
