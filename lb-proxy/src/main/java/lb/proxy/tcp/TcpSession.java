package lb.proxy.tcp;

import io.netty.channel.ChannelHandler;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.listen.Client;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.FrontendExchange;
import lb.proxy.loop.LoopContext;
import lb.proxy.route.Route;
import lb.proxy.stats.Counter;
import lb.proxy.tls.TlsFacts;
import lb.proxy.tls.TlsStream;
import lb.proxy.upstream.AttachedSession;
import lb.proxy.upstream.Attachment;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.ConnectResult;
import lb.proxy.upstream.Connector;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.ServerNames;
import lb.proxy.upstream.Stickiness;
import lb.proxy.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/** One client's connection in mode tcp, from the accept to the log line. On its event loop only. */
public final class TcpSession implements FrontendExchange, ServerChoice.Caller, AttachedSession {
    private final LoopContext loop;
    private final Frontend frontend;
    private final Backend backend;
    private final Upstream upstream;
    private final ServerChoice choice;
    private final ExchangeLog log;
    private final ServerNames names;
    private long number = -1;
    private final Client accepted;
    private final long startedAt;
    private final long began;
    private final Leg client;
    private @Nullable Connector connector;
    private @Nullable Leg server;

    /** Null where sessions do not end with their server. */
    private @Nullable Attachment attachment;

    /** Nanoseconds since {@link #began}, -1 until then. */
    private long connectedAfter = -1;

    private long bytesFromClient;
    private long bytesToClient;
    private boolean ended;
    private EndedBy endedBy = EndedBy.NOBODY;
    private EndedIn endedIn = EndedIn.AFTER_THE_END;
    private long endedAfter;

    private TcpSession(
            LoopContext loop,
            Frontend frontend,
            Route.Forward route,
            long key,
            @Nullable Server named,
            ServerNames names,
            ExchangeLog log,
            Client accepted) {
        this.loop = loop;
        this.startedAt = loop.currentTimeMillis();
        this.began = loop.nanoTime();
        this.frontend = frontend;
        this.backend = route.backend();
        this.upstream = new Upstream(loop.index());
        upstream.routed(backend);
        this.names = names;
        this.log = log;
        this.accepted = accepted;
        this.choice = new ServerChoice(loop, route, key, named, accepted, began, frontend.name(), this);
        this.client = new Leg(
                this,
                Side.CLIENT,
                loop,
                accepted.channel(),
                accepted.stream(),
                Patience.withClient(
                        frontend.settings().timeouts(), backend.settings().timeouts()));
    }

    /**
     * The handler of a client's connection, which begins the session when it becomes active.
     *
     * @param log told when the session has ended
     */
    public static ChannelHandler handler(LoopContext loop, Frontend frontend, ExchangeLog log, Client client) {
        Route.Forward all = frontend.routing().otherwise();
        boolean fixed = frontend.routing().isFixed() && frontend.rules() == null;
        return fixed && all != null && !all.isByRdpCookie()
                ? handler(
                        loop,
                        frontend,
                        all,
                        all.backend().sourceKey(client.source()),
                        null,
                        ServerNames.FIXED,
                        log,
                        client)
                : new TcpRouter(loop, frontend, log, client);
    }

    /**
     * The same where the backend is known.
     *
     * @param key what leads to a server, or {@link lb.proxy.balance.Balancer#NO_KEY}
     * @param named the server that the client itself names; null for none
     * @param names what servers are asked for in TLS
     */
    static ChannelHandler handler(
            LoopContext loop,
            Frontend frontend,
            Route.Forward route,
            long key,
            @Nullable Server named,
            ServerNames names,
            ExchangeLog log,
            Client client) {
        return new TcpSession(loop, frontend, route, key, named, names, log, client).client;
    }

    void begin() {
        backend.sessionBegan(loop.index());
        choice.begin();
    }

    @Override
    public void waiting() {
        // What the client sends meanwhile is ready when the connection is, and its abort is seen.
        client.read();
    }

    @Override
    public void chosen(Server first) {
        if (!choice.hasWaited()) {
            client.read();
        }
        connect(first);
    }

    @Override
    public void none(EndedBy by, EndedIn in) {
        end(by, in);
    }

    private void connect(Server chosen) {
        connector = new Connector(
                        loop, backend, accepted, chosen, choice.isOwn(chosen), choice.retries(), this::connectEnded)
                .asking(names);
        connector.connect();
    }

    void moved(Side from, long bytes) {
        if (from == Side.CLIENT) {
            bytesFromClient += bytes;
        } else {
            bytesToClient += bytes;
        }
        frontend.counters().add(loop.index(), from.bytes(), bytes);
        upstream().count(from.bytes(), bytes);
    }

    /** One connection is done in both directions. */
    void legDone() {
        if (client.isClosed() && server != null && server.isClosed()) {
            end(EndedBy.NOBODY, EndedIn.AFTER_THE_END);
        }
    }

    /** A connection broke. */
    void aborted(Side side) {
        if (ended) {
            return;
        }
        countUpstream(side.aborts());
        if (side == Side.SERVER) {
            countUpstream(Counter.RESPONSE_ERRORS);
        }
        EndedIn phase = phase();
        client.reset();
        if (server != null) {
            server.reset();
        }
        end(side.aborted(), phase);
    }

    /** A connection was silent for too long while it was its turn. */
    void timedOut(Side side) {
        countUpstream(side.aborts());
        end(side.timedOut(), phase());
    }

    /** The proxy stops and waits no longer. */
    void killed() {
        end(EndedBy.ADMINISTRATOR, phase());
    }

    @Override
    public void shutDown(int time, EndedBy why) {
        loop.eventLoop().execute(() -> end(why, phase()));
    }

    /** We have made a mistake. */
    void broken(Throwable cause) {
        frontend.faulted(loop, cause);
        end(EndedBy.INTERNAL_ERROR, phase());
    }

    private void countUpstream(Counter counter) {
        upstream().count(counter, 1);
    }

    /** With the server that it is with by now: until it is connected, another may take the place of one. */
    private Upstream upstream() {
        if (connector != null) {
            upstream.chosen(connector.server());
        }
        return upstream;
    }

    private void connectEnded(ConnectResult result) {
        switch (result) {
            case ConnectResult.Connected connected -> connected(connected.channel(), connected.tls());
            case ConnectResult.Failed failed ->
                end(
                        switch (failed.reason()) {
                            case REFUSED -> EndedBy.SERVER;
                            case TIMEOUT -> EndedBy.SERVER_TIMEOUT;
                            case RESOURCES -> EndedBy.RESOURCE_EXHAUSTED;
                        },
                        EndedIn.CONNECT);
        }
    }

    private void connected(DuplexChannel channel, @Nullable TlsStream tls) {
        connectedAfter = loop.nanoTime() - began;
        if (connector != null) {
            Stickiness stickiness = backend.stickiness();
            if (stickiness != null) {
                stickiness.remember(accepted.sourceBytes(), connector.server(), loop.nanoTime());
            }
            long now = loop.nanoTime();
            connector.server().traffic().answered(loop.index(), now - connector.chosenAt(), now);
        }
        Leg joined = new Leg(
                this,
                Side.SERVER,
                loop,
                channel,
                tls,
                Patience.withServer(backend.settings().timeouts()));
        server = joined;
        channel.pipeline().addLast(joined);
        if (connector != null && connector.server().endsSessions()) {
            Attachment attached = new Attachment(this);
            attachment = attached;
            connector.server().attach(loop.index(), attached, choice.isKeptDown(connector.server()));
        }
        client.join(joined);
        joined.join(client);
    }

    private EndedIn phase() {
        if (server == null) {
            return choice.isWaiting() ? EndedIn.QUEUE : EndedIn.CONNECT;
        }
        // A server that is done both ways leaves only what the client has not taken yet.
        return server.isClosed() ? EndedIn.LAST_BYTES : EndedIn.DATA;
    }

    private void end(EndedBy by, EndedIn in) {
        if (ended) {
            return;
        }
        ended = true;
        endedBy = by;
        endedIn = in;
        try {
            choice.end();
            leaveServer();
            backend.sessionEnded(loop.index());
            endedAfter = loop.nanoTime() - began;
            upstream().took(queueNanos(), connectNanos(), -1, endedAfter);
            if (isLogged() && isWorthALine()) {
                log.ended(loop.index(), this);
            }
        } finally { // A mistake in the log, say, is not to leave connections open that nobody minds any more.
            client.close();
        }
    }

    private void leaveServer() {
        if (connector == null) {
            return;
        }
        connector.cancel();
        if (server != null) {
            // Only then, so that the server never has more connections than its limit.
            server.close();
            if (attachment != null) {
                connector.server().detach(loop.index(), attachment);
            }
            connector.server().sessionEnded(loop.index());
        }
    }

    private boolean isLogged() {
        return !frontend.settings().log().isNone()
                && (bytesFromClient > 0 || frontend.settings().logEmptyConnections());
    }

    // The session as the log sees it when it has ended

    @Override
    public long number() {
        if (number < 0) {
            number = log.nextNumber();
        }
        return number;
    }

    @Override
    public Frontend cameIn() {
        return frontend;
    }

    @Override
    public Backend chosenBackend() {
        return backend;
    }

    @Override
    public @Nullable Server chosenServer() {
        return connector == null ? choice.waitedFor() : connector.server();
    }

    @Override
    public @Nullable InetSocketAddress serverAddress() {
        return connector != null && connector.target() instanceof InetSocketAddress address ? address : null;
    }

    @Override
    public @Nullable TlsFacts tls() {
        return accepted.tls();
    }

    @Override
    public InetSocketAddress client() {
        return accepted.source();
    }

    @Override
    public InetSocketAddress local() {
        return accepted.destination();
    }

    @Override
    public long bytesFromClient() {
        return bytesFromClient;
    }

    @Override
    public long startedAt() {
        return startedAt;
    }

    @Override
    public long queueMillis() {
        return millis(queueNanos());
    }

    private long queueNanos() {
        if (!choice.hasWaited()) {
            return connector == null ? -1 : 0;
        }
        return choice.waitedNanos();
    }

    @Override
    public long connectMillis() {
        return millis(connectNanos());
    }

    private long connectNanos() {
        return connectedAfter < 0 ? -1 : connectedAfter - Math.max(0, choice.waitedNanos());
    }

    private static long millis(long nanos) {
        return nanos < 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    @Override
    public long totalMillis() {
        return TimeUnit.NANOSECONDS.toMillis(endedAfter);
    }

    @Override
    public long bytesToClient() {
        return bytesToClient;
    }

    @Override
    public EndedBy endedBy() {
        return endedBy;
    }

    @Override
    public EndedIn endedIn() {
        return endedIn;
    }

    @Override
    public int retries() {
        return choice.retries().all();
    }

    @Override
    public boolean redispatched() {
        return connector != null && connector.redispatched();
    }

    @Override
    public int serverQueue() {
        return choice.serverQueue();
    }

    @Override
    public int backendQueue() {
        return choice.backendQueue();
    }
}
