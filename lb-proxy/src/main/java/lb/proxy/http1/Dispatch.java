package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.Reuse;
import lb.proxy.stats.Counter;
import lb.proxy.tls.TlsStream;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.ConnectResult;
import lb.proxy.upstream.Connector;
import lb.proxy.upstream.RetryEffort;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.ServerNames;
import lb.proxy.upstream.Turn;
import org.jspecify.annotations.Nullable;

/**
 * How a request gets to a server: one that the backend chooses, over a connection kept from before or a new one. Keeps
 * the request as long as it may have to be sent again. Reused for every exchange of a client connection.
 */
final class Dispatch implements Turn.Caller {
    private final Http1Loop http;
    private final Exchange exchange;
    private final ExchangeAccount account;

    /** The request for the server: until it is sent, or as long as it may have to be sent again. */
    private @Nullable ByteBuf requestHead;

    private @Nullable Backend backend;
    private @Nullable Connector connector;
    private @Nullable Turn turn;
    private ServerNames names = ServerNames.FIXED;
    private boolean first;
    private boolean repeatable;
    private boolean reusing;
    private final RetryEffort retries = new RetryEffort();

    /** The server that the client is to come back to, or that knows it by its connection; null for none. */
    private @Nullable Server belongsTo;

    /** Connections that no other client may use; null before there is one. */
    private @Nullable IdleConnections own;

    /** Where the client is authenticated by its connection, which its next request should use. */
    private @Nullable Server authenticatedAt;

    Dispatch(Http1Loop http, Exchange exchange, ExchangeAccount account) {
        this.http = http;
        this.exchange = exchange;
        this.account = account;
    }

    /**
     * Looks for a server and a connection, and tells the exchange.
     *
     * @param own the server that the client is to come back to, if any
     * @param names what servers are asked for
     * @param key what leads to a server, or none
     * @param head as the server gets it; released here unless it is handed on
     * @param first whether it is the client's first, which a client does not send again by itself when it is lost
     * @param repeatable whether it does no harm to send it again
     * @param reusing whether a connection kept from before may be used
     */
    void begin(
            Backend backend,
            OwnServer own,
            ServerNames names,
            long key,
            ByteBuf head,
            boolean first,
            boolean repeatable,
            boolean reusing) {
        this.backend = backend;
        this.names = names;
        this.first = first;
        this.repeatable = repeatable;
        this.reusing = reusing;
        requestHead = head;
        retries.begin(backend, own.isForced());
        int loop = http.loop().index();
        Server wanted = own.server();
        belongsTo = wanted;
        if (wanted != null) {
            if (backend.begin(wanted, loop)) {
                sendTo(backend, wanted);
                return;
            }
            if (awaitTurn(backend, wanted)) {
                return;
            }
        }
        Server known = stillAuthenticated(backend);
        Server target = known == null ? backend.next(key, loop) : known;
        belongsTo = known == null ? wanted : known;
        if (target != null) {
            sendTo(backend, target);
        } else if (!awaitTurn(backend, null)) {
            backend.counters().add(loop, Counter.CONNECTION_ERRORS, 1);
            exchange.answerUnsent(503, EndedBy.SERVER, EndedIn.CONNECT);
        }
    }

    /**
     * Waits for a server with room.
     *
     * @param wanted null for any
     * @return false where there is nothing to wait for, and another may be looked for
     */
    private boolean awaitTurn(Backend backend, @Nullable Server wanted) {
        Turn wait = backend.turn(http.loop(), wanted, this);
        if (wait == null) {
            return false;
        }
        if (wait.await(retries.mayRedispatch())) {
            turn = wait;
            exchange.connecting();
            return true;
        }
        if (retries.mayRedispatch()) {
            return false;
        }
        account.queueFull(wanted);
        exchange.answerUnsent(503, EndedBy.SERVER, EndedIn.QUEUE);
        return true;
    }

    @Override
    public void turnCame(Server server) {
        Turn over = turn;
        Backend chosen = backend;
        if (over == null || chosen == null) {
            throw new IllegalStateException("nobody waits");
        }
        turn = null;
        account.queued(over);
        sendTo(chosen, server);
    }

    @Override
    public void turnMissed() {
        leaveQueue();
        exchange.answerUnsent(503, EndedBy.SERVER_TIMEOUT, EndedIn.QUEUE);
    }

    private void leaveQueue() {
        if (turn != null) {
            turn.cancel();
            account.queued(turn);
            turn = null;
        }
    }

    /** @param target has a session begun on it, which is ours */
    private void sendTo(Backend backend, Server target) {
        ServerConnection kept = reusing ? take(backend, target, first) : null;
        if (kept != null) {
            account.reused(target, kept.remoteAddress());
            send(kept, repeatable);
            return;
        }
        account.connecting(target);
        connect(backend, target, repeatable);
    }

    /** The server that knows the client by its connection, if it has room: with a session begun on it; or null. */
    private @Nullable Server stillAuthenticated(Backend backend) {
        Server server = authenticatedAt;
        if (server == null || server.backend() != backend || !server.usable() || own == null || !own.has(server)) {
            return null;
        }
        return backend.begin(server, http.loop().index()) ? server : null;
    }

    private @Nullable ServerConnection take(Backend backend, Server target, boolean first) {
        int port = target.place().portFor(account.connection());
        ServerConnection taken = own == null ? null : take(own, target, port, false);
        if (taken != null) {
            return taken;
        }
        return switch (backend.settings().http().reuse()) {
            case NEVER -> null;
            case SAFE -> first ? null : take(http.idle(), target, port, false);
            case AGGRESSIVE -> take(http.idle(), target, port, first);
            case ALWAYS -> take(http.idle(), target, port, false);
        };
    }

    private @Nullable ServerConnection take(IdleConnections from, Server target, int port, boolean proven) {
        SharedConnection shared =
                target.settings().connect().mayBeHttp2() ? from.share(target, port, names, proven) : null;
        if (shared != null) {
            return new ServerConnection(http, shared);
        }
        return proven ? from.takeProven(target, port, names) : from.take(target, port, names);
    }

    /** The exchange is over, and its connection may serve another. */
    void keep(ServerConnection connection) {
        BackendHttp http = connection.server().backend().settings().http();
        if (connection.isOfOneClient()) {
            authenticatedAt = connection.server();
            // Only its end or the client's: it is not to be authenticated more than once.
            connection.giveBack(own(), 0);
        } else {
            connection.giveBack(
                    poolOf(connection.server()), http.idle().expire().toNanos());
        }
    }

    /** Where connections to it wait. */
    private IdleConnections poolOf(Server server) {
        boolean told = server.settings().connect().areOfOneClient();
        return told || server.backend().settings().http().reuse() == Reuse.NEVER ? own() : http.idle();
    }

    private IdleConnections own() {
        if (own == null) {
            own = IdleConnections.ofClient(http.loop().index());
        }
        return own;
    }

    /** Whether there may be connections that only this client may use. */
    boolean hasOwn() {
        return own != null;
    }

    /** The client's connection is no more: what it alone could use is closed. */
    void clientClosed() {
        if (own != null) {
            own.closeAll();
            own = null;
        }
    }

    private void connect(Backend backend, Server target, boolean early) {
        exchange.connecting();
        Connector effort = new Connector(
                        http.loop(),
                        backend,
                        account.connection(),
                        target,
                        target.equals(belongsTo),
                        retries,
                        this::connected)
                .asking(names);
        connector = effort;
        if (early && !target.settings().connect().mayBeHttp2()) {
            effort.connectEarly();
        } else {
            effort.connect();
        }
        if (effort.equals(connector)) {
            account.connectingTo(effort.target());
        }
    }

    private void connected(ConnectResult result) {
        Connector effort = connector;
        if (effort == null) {
            return;
        }
        connector = null;
        boolean success = result instanceof ConnectResult.Connected;
        account.connected(
                effort.server(), effort.target(), effort.chosenAt(), retries.all(), effort.redispatched(), success);
        switch (result) {
            case ConnectResult.Connected open -> {
                ServerConnection connection = connection(effort.server(), open);
                // A stream may be refused, even the first of its connection.
                send(connection, open.unanswered() || (repeatable && connection.isStream()));
            }
            case ConnectResult.Failed(ConnectResult.Reason reason, Throwable _) ->
                exchange.answerUnsent(
                        503,
                        switch (reason) {
                            case REFUSED -> EndedBy.SERVER;
                            case TIMEOUT -> EndedBy.SERVER_TIMEOUT;
                            case RESOURCES -> EndedBy.RESOURCE_EXHAUSTED;
                        },
                        EndedIn.CONNECT);
        }
    }

    /** What the request goes over: all of the connection, or the first stream of it. */
    private ServerConnection connection(Server server, ConnectResult.Connected open) {
        Http2ToServers http2 = http.http2ToServers();
        TlsStream tls = open.tls();
        if (http2 == null
                || !server.settings()
                        .connect()
                        .isHttp2(tls == null ? null : tls.facts().protocol())) {
            return new ServerConnection(http, server, open);
        }
        Http1Loop.tune(open.channel());
        IdleConnections pool = poolOf(server);
        SharedConnection shared = http2.use(
                server,
                open,
                pool,
                server.backend().settings().http().idle().expire().toNanos());
        pool.add(shared);
        return new ServerConnection(http, shared);
    }

    private void send(ServerConnection connection, boolean repeatable) {
        ByteBuf head = requestHead;
        if (head == null) {
            throw new IllegalStateException("no request to send");
        }
        if (repeatable) {
            head.retain();
        } else {
            requestHead = null;
        }
        exchange.relay(connection, head);
    }

    /** Whether the request, having been sent, is kept to be sent again. */
    boolean isRepeatable() {
        return requestHead != null && backend != null;
    }

    /** Whether the request waits for a server with room. */
    boolean isQueued() {
        return turn != null;
    }

    /**
     * Sends a repeatable request again over a connection of its own, to the same server unless that cannot be reached.
     *
     * @param target has a session of ours, which goes on
     */
    void repeat(Server target) {
        ByteBuf head = requestHead;
        Backend chosen = backend;
        if (head == null || chosen == null) {
            throw new IllegalStateException("no request to send again");
        }
        // A write that took a part of it has moved the index.
        head.readerIndex(0);
        target.sessionRetried(http.loop().index());
        retries.repeat();
        // Once.
        repeatable = false;
        connect(chosen, target, false);
    }

    /** Begins a retry of a request if there may be one more; {@link #retry} follows. */
    boolean tryAgain() {
        return retries.tryRequest();
    }

    /**
     * Sends a kept request again over a connection of its own, to another server where there is one and it is wanted.
     *
     * @param failed has a session of ours, which goes on or is ended here
     * @param request all of it that has come; released here
     */
    void retry(Server failed, ByteBuf request) {
        Backend chosen = backend;
        if (chosen == null) {
            throw new IllegalStateException("no request to send again");
        }
        releaseRequestHead();
        requestHead = request;
        int loop = http.loop().index();
        boolean elsewhere = retries.goesElsewhere(failed.equals(belongsTo));
        Server other = elsewhere ? chosen.nextExcept(failed, loop) : null;
        if (other == null) {
            failed.sessionRetried(loop);
            connect(chosen, failed, false);
        } else {
            account.redispatching();
            failed.sessionEnded(loop);
            account.connecting(other);
            connect(chosen, other, false);
        }
    }

    /** A response has begun: the request is not sent again. */
    void responseStarted() {
        releaseRequestHead();
        retries.end();
    }

    /** The exchange is over: nothing is connected or sent any more. */
    void end() {
        leaveQueue();
        if (connector != null) {
            connector.cancel();
            connector = null;
        }
        releaseRequestHead();
        retries.end();
        backend = null;
        names = ServerNames.FIXED;
        belongsTo = null;
    }

    private void releaseRequestHead() {
        if (requestHead != null) {
            requestHead.release();
            requestHead = null;
        }
    }
}
