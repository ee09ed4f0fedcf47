package lb.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.Sockets;
import lb.proxy.proxyprotocol.HeaderWriter;
import lb.proxy.proxyprotocol.Proxied;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.ConnectSettings;
import lb.proxy.settings.SendProxy;
import lb.proxy.settings.TcpOptions;
import lb.proxy.stats.Counter;
import lb.proxy.tls.ConnectContext;
import lb.proxy.tls.TlsStream;
import lb.proxy.upstream.ConnectResult.Connected;
import lb.proxy.upstream.ConnectResult.Failed;
import lb.proxy.upstream.ConnectResult.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The effort to open one connection to a server for one client, retries included, on the client's own event loop.
 *
 * <p>It keeps the books of servers: a session of the server that is being tried is open all the time, also while waiting
 * to try it again, so that it counts against the server's limit. When the effort fails or is cancelled it ends that session;
 * when it succeeds the session is the caller's, to be ended with {@link Server#sessionEnded}. Retries and redispatches are
 * counted on server and backend, a final failure as a connection error.
 */
public final class Connector {
    /** Before the same server is tried again; the connect time-out where that is shorter, as in HAProxy. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LoopContext loop;
    private final Backend backend;
    private final Consumer<ConnectResult> outcome;
    private final Deadline deadline = new Deadline(this::deadlinePassed);
    private final Proxied client;
    private final Server first;
    private final RetryEffort retries;
    private final boolean bound;
    private ServerNames names = ServerNames.FIXED;
    private Server server;

    /** When that was chosen. */
    private long chosenAt;

    /** Where the running attempt goes: the server's address may change meanwhile. */
    private SocketAddress target;

    private int portsTaken;
    private boolean ended;

    /** Whether the client has bytes that may come with the SYN, and be sent once more when they are lost. */
    private boolean early;

    /** The attempt that runs; null while waiting for the next. */
    private @Nullable DuplexChannel attempt;

    /**
     * @param client whose connection it is for
     * @param first the server that balancing chose, with a session begun on it that is the effort's from now on
     * @param bound whether the client belongs to that server
     * @param retries those of the session so far, and how many there may be
     * @param outcome told exactly once, unless cancelled; perhaps before {@link #connect} returns
     */
    public Connector(
            LoopContext loop,
            Backend backend,
            Proxied client,
            Server first,
            boolean bound,
            RetryEffort retries,
            Consumer<ConnectResult> outcome) {
        this.loop = loop;
        this.backend = backend;
        this.client = client;
        this.first = first;
        this.bound = bound;
        this.retries = retries;
        this.server = first;
        this.chosenAt = loop.nanoTime();
        this.target = first.settings().address();
        this.outcome = outcome;
    }

    /** What servers are asked for in TLS, where that is made of the request; before it begins. */
    public Connector asking(ServerNames made) {
        names = made;
        return this;
    }

    /** Begins. Once, on the event loop. */
    public void connect() {
        tryServer();
    }

    /**
     * The same for a client of whom bytes are at hand that do no harm when they reach the server twice, and that can be sent
     * again. When such a connection is open it may not be known yet whether the server takes it
     * ({@link ConnectResult.Connected#unanswered}).
     */
    public void connectEarly() {
        early = true;
        tryServer();
    }

    /** Gives up: the outcome is not told any more. Does nothing when it was told or cancelled before. On the event loop. */
    public void cancel() {
        if (ended) {
            return;
        }
        ended = true;
        retries.end();
        giveUpAttempt();
        server.sessionEnded(loop.index());
    }

    /** The server of the running, or the last, attempt. */
    public Server server() {
        return server;
    }

    /** Where the running, or the last, attempt goes; once it has begun. */
    public SocketAddress target() {
        return target;
    }

    /** When that one was chosen, on the clock of the loop: what others took before is not its time. */
    public long chosenAt() {
        return chosenAt;
    }

    /** Whether the server is another than the one first chosen. */
    public boolean redispatched() {
        return server != first;
    }

    private void tryServer() {
        DuplexChannel channel = newSocket();
        if (channel != null) {
            portsTaken = 0;
            count(Counter.CONNECTS);
            long limit = backend.settings().timeouts().connect().toNanos();
            if (limit > 0) {
                loop.arm(deadline, limit);
            }
            register(channel);
        }
    }

    /** Null when there is none: the attempt has failed then. */
    private @Nullable DuplexChannel newSocket() {
        DuplexChannel channel;
        try {
            target = server.place().target(client);
            channel = loop.newUpstream(target);
        } catch (IOException e) {
            failed(Reason.REFUSED, e);
            return null;
        } catch (RuntimeException e) {
            // Netty throws a ChannelException when there is no descriptor left.
            var _ = loop.isWantOfDescriptors(e);
            if (e.getCause() instanceof ConnectException) {
                serverFailed(Reason.REFUSED, e);
            } else {
                failed(Reason.RESOURCES, e);
            }
            return null;
        }
        TcpOptions options = server.settings().connect().tcp();
        if (!options.isStandard()) {
            try {
                loop.sockets().setUpstream(channel, options);
            } catch (RuntimeException e) {
                server.refusedOptions().options(e);
                failed(Reason.RESOURCES, e);
                return null;
            }
        }
        return channel;
    }

    private void register(DuplexChannel channel) {
        attempt = channel;
        ChannelFuture registered = loop.eventLoop().register(channel);
        registered.addListener(_ -> bind(channel, registered));
    }

    private void bind(DuplexChannel channel, ChannelFuture registered) {
        if (!channel.equals(attempt)) {
            return;
        }
        ConnectSettings settings = server.settings().connect();
        if (!registered.isSuccess()) {
            failed(Reason.RESOURCES, registered.cause());
        } else if (settings.source() == null && settings.sourceOptions().isStandard()) {
            open(channel);
        } else {
            SourceBinding.bind(loop.sockets(), server, target, client, channel, this::bound);
        }
    }

    private void bound(DuplexChannel channel, @Nullable Throwable failure) {
        if (!channel.equals(attempt)) {
            return;
        }
        if (failure != null) {
            notConnected(failure);
        } else {
            open(channel);
        }
    }

    private void open(DuplexChannel channel) {
        boolean fast = early
                && server.tls().context() == null
                && server.settings().connect().fastOpen()
                && isOpenedFast(channel);
        ChannelFuture connecting = Sockets.connect(channel, target, null);
        // Without a cookie of the server's it is as any other, which takes its time.
        boolean unanswered = fast && connecting.isSuccess();
        connecting.addListener(_ -> connected(channel, connecting, unanswered));
    }

    private boolean isOpenedFast(DuplexChannel channel) {
        try {
            loop.sockets().setFastOpen(channel);
            return true;
        } catch (RuntimeException e) {
            server.refusedOptions().fastOpen(e);
            return false;
        }
    }

    private void connected(DuplexChannel channel, ChannelFuture connected, boolean unanswered) {
        if (!channel.equals(attempt)) {
            return;
        }
        if (!connected.isSuccess()) {
            refused(channel, connected.cause());
            return;
        }
        SendProxy header = server.settings().connect().sendProxy();
        ConnectContext tls = server.tls().context();
        if (tls != null) {
            if (header != null) {
                writeHeader(channel, header);
            }
            shakeHands(channel, tls);
            return;
        }
        end();
        if (!unanswered) {
            server.traffic().connected();
        }
        if (header != null) {
            writeHeader(channel, header);
        }
        tell(new Connected(channel, null, unanswered));
    }

    /** Within the time to connect: its failure is that of an attempt. */
    private void shakeHands(DuplexChannel channel, ConnectContext tls) {
        ServerHandshake.begin(loop, server, tls, names.of(server), target, channel, new ServerHandshake.Outcome() {
            @Override
            public void shaken(TlsStream stream) {
                if (channel.equals(attempt)) {
                    end();
                    server.traffic().connected();
                    tell(new Connected(channel, stream, false));
                }
            }

            @Override
            public void failed(Exception cause) {
                if (channel.equals(attempt)) {
                    serverFailed(Reason.REFUSED, cause);
                }
            }
        });
    }

    private void tell(Connected open) {
        try {
            outcome.accept(open);
        } catch (Throwable t) { // A promise's would be nobody's: who has the connection by now ends with it.
            open.channel().pipeline().fireExceptionCaught(t);
        }
    }

    private void refused(DuplexChannel channel, Throwable cause) {
        boolean taken = SourceBinding.isAddressTaken(cause);
        boolean ofRange = taken && server.localAddresses().ports() != null;
        if (ofRange && ++portsTaken < SourceBinding.MOST_TRIES) {
            tryNextPort(channel);
        } else if (ofRange) {
            notConnected(server.localAddresses().exhausted());
        } else if (taken || cause instanceof BindException) {
            notConnected(cause);
        } else {
            serverFailed(Reason.REFUSED, cause);
        }
    }

    private void notConnected(Throwable cause) {
        failed(cause instanceof BindException ? Reason.RESOURCES : Reason.REFUSED, cause);
    }

    /** The connection that the port had before is not quite over, or somebody else's. It is the same attempt. */
    private void tryNextPort(DuplexChannel channel) {
        attempt = null;
        var _ = channel.close();
        DuplexChannel next = newSocket();
        if (next != null) {
            register(next);
        }
    }

    /** It goes out with the first flush, which both modes do as soon as they have the connection. */
    private void writeHeader(DuplexChannel channel, SendProxy header) {
        ByteBuf out = channel.alloc().buffer(HeaderWriter.MOST);
        if (header.version() == 1) {
            HeaderWriter.writeText(out, client.source(), client.destination());
        } else {
            HeaderWriter.writeBinary(out, client, header);
        }
        var _ = channel.write(out, channel.voidPromise());
    }

    private void deadlinePassed() {
        if (attempt == null) {
            server.sessionRetried(loop.index());
            tryServer();
        } else {
            serverFailed(Reason.TIMEOUT, new SocketTimeoutException("no answer within the connect time-out"));
        }
    }

    /** The server does not take the connection. What this machine has no port or descriptor for, says nothing of it. */
    private void serverFailed(Reason reason, Throwable cause) {
        server.traffic().connectFailed(loop.index(), loop.nanoTime());
        failed(reason, cause);
    }

    private void failed(Reason reason, Throwable cause) {
        giveUpAttempt();
        BackendSettings settings = backend.settings();
        if (!settings.retrying().on().connFailure() || !retries.tryConnecting()) {
            ended = true;
            retries.end();
            server.sessionEnded(loop.index());
            count(Counter.CONNECTION_ERRORS);
            outcome.accept(new Failed(reason, cause));
            return;
        }
        boolean elsewhere = retries.goesElsewhere(bound);
        Server other = elsewhere ? backend.nextExcept(server, loop.index()) : null;
        if (other == null) {
            count(Counter.RETRIES);
            long limit = settings.timeouts().connect().toNanos();
            loop.arm(deadline, limit > 0 ? Math.min(limit, RETRY_NANOS) : RETRY_NANOS);
        } else {
            count(Counter.REDISPATCHES);
            server.sessionEnded(loop.index());
            server = other;
            chosenAt = loop.nanoTime();
            tryServer();
        }
    }

    private void end() {
        ended = true;
        retries.connected();
        loop.disarm(deadline);
        attempt = null;
    }

    private void giveUpAttempt() {
        loop.disarm(deadline);
        DuplexChannel given = attempt;
        attempt = null;
        if (given != null) {
            var _ = given.close();
        }
    }

    private void count(Counter counter) {
        backend.counters().add(loop.index(), counter, 1);
        server.counters().add(loop.index(), counter, 1);
    }
}
