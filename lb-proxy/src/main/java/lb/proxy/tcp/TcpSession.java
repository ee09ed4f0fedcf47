package lb.proxy.tcp;

import io.netty.channel.ChannelHandler;
import io.netty.channel.socket.SocketChannel;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.listen.Frontend;
import lb.proxy.loop.LoopContext;
import lb.proxy.settings.LogFormat;
import lb.proxy.stats.Counter;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.ConnectResult;
import lb.proxy.upstream.Connector;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's connection in mode tcp, from the accept to the log line. On its event loop only. */
public final class TcpSession {
    private static final Logger LOG = LoggerFactory.getLogger(TcpSession.class);

    private final LoopContext loop;
    private final Frontend frontend;
    private final Backend backend;
    private final ExchangeLog log;
    private final InetSocketAddress from;
    private final long startedAt = System.currentTimeMillis();
    private final long began = System.nanoTime();
    private final Leg client;

    private @Nullable Connector connector;
    private @Nullable Leg server;

    /** Nanoseconds since {@link #began}, -1 until then. */
    private long connectedAfter = -1;

    private long bytesFromClient;
    private long bytesToClient;
    private boolean ended;

    private TcpSession(LoopContext loop, Frontend frontend, Backend backend, ExchangeLog log, SocketChannel channel) {
        this.loop = loop;
        this.frontend = frontend;
        this.backend = backend;
        this.log = log;
        this.from = channel.remoteAddress();
        this.client = new Leg(
                this,
                Side.CLIENT,
                loop,
                channel,
                frontend.settings().timeouts().client().toNanos());
    }

    /**
     * The handler of a client's connection, which begins the session when it becomes active.
     *
     * @param frontend has a default backend
     * @param log told when the session has ended
     * @param channel accepted, not registered yet, auto-read off
     */
    public static ChannelHandler handler(LoopContext loop, Frontend frontend, ExchangeLog log, SocketChannel channel) {
        Backend backend = Objects.requireNonNull(frontend.defaultBackend(), "mode tcp needs a default backend");
        return new TcpSession(loop, frontend, backend, log, channel).client;
    }

    void begin() {
        backend.sessionBegan(loop.index());
        Server chosen = backend.next();
        if (chosen == null) {
            backend.counters().add(loop.index(), Counter.CONNECTION_ERRORS, 1);
            end(EndedBy.SERVER, EndedIn.CONNECT);
            return;
        }
        // What the client sends meanwhile is ready when the connection is, and its abort is seen.
        client.read();
        connector = new Connector(loop, backend, chosen, this::connectEnded);
        connector.connect();
    }

    void moved(Side from, int bytes) {
        if (from == Side.CLIENT) {
            bytesFromClient += bytes;
        } else {
            bytesToClient += bytes;
        }
        int index = loop.index();
        frontend.counters().add(index, from.bytes(), bytes);
        backend.counters().add(index, from.bytes(), bytes);
        if (connector != null) {
            connector.server().counters().add(index, from.bytes(), bytes);
        }
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

    /** We have made a mistake. */
    void broken(Throwable cause) {
        LOG.error("a TCP session of frontend \"{}\" failed", frontend.name(), cause);
        frontend.counters().add(loop.index(), Counter.INTERNAL_ERRORS, 1);
        end(EndedBy.INTERNAL_ERROR, phase());
    }

    private void countUpstream(Counter counter) {
        backend.counters().add(loop.index(), counter, 1);
        if (connector != null) {
            connector.server().counters().add(loop.index(), counter, 1);
        }
    }

    private void connectEnded(ConnectResult result) {
        switch (result) {
            case ConnectResult.Connected(SocketChannel channel) -> connected(channel);
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

    private void connected(SocketChannel channel) {
        connectedAfter = System.nanoTime() - began;
        long limit = backend.settings().timeouts().server().toNanos();
        Leg joined = new Leg(this, Side.SERVER, loop, channel, limit);
        server = joined;
        channel.pipeline().addLast(joined);
        client.join(joined);
        joined.join(client);
    }

    private EndedIn phase() {
        if (server == null) {
            return EndedIn.CONNECT;
        }
        return server.isClosed() ? EndedIn.LAST_BYTES : EndedIn.DATA;
    }

    private void end(EndedBy by, EndedIn in) {
        if (ended) {
            return;
        }
        ended = true;
        if (connector != null) {
            connector.cancel();
        }
        if (server != null && connector != null) {
            connector.server().sessionEnded(loop.index());
        }
        backend.sessionEnded(loop.index());
        writeLine(by, in);
        client.close();
        if (server != null) {
            server.close();
        }
    }

    private void writeLine(EndedBy by, EndedIn in) {
        LogFormat format = frontend.settings().log();
        boolean unwanted = bytesFromClient == 0 && !frontend.settings().logEmptyConnections();
        if (format == LogFormat.NONE || unwanted) {
            return;
        }
        Server last = connector == null ? null : connector.server();
        log.ended(new ExchangeEnd(
                format,
                from,
                frontend.name(),
                backend.name(),
                last == null ? ExchangeEnd.NO_SERVER : last.name(),
                startedAt,
                -1,
                last == null ? -1 : 0,
                connectedAfter < 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(connectedAfter),
                -1,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                -1,
                bytesToClient,
                by,
                in,
                frontend.processConnections().current(),
                frontend.connections().current(),
                backend.sessions().current(),
                last == null ? 0 : last.sessions().current(),
                connector == null ? 0 : connector.retries(),
                connector != null && connector.redispatched(),
                null));
    }
}
