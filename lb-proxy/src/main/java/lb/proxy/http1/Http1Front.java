package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.listen.Drain;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.SessionQuery;
import lb.proxy.listen.Work;
import lb.proxy.settings.FrontendSettings;

/**
 * Reads request heads of a client, one after the other, and hands each to the {@link Exchange}. Requests that come before
 * the answer to the one before them wait unread. It serves a connection whose {@link ClientSession} passes the events on,
 * and is at rest, free to serve another, when it waits for a request that is not the first.
 *
 * <pre>
 *  WAITING --first byte--&gt; HEAD --head complete, or refused--&gt; EXCHANGE --answered--&gt; WAITING
 *                                                                 |
 *                                        connection not to persist +--&gt; LINGERING --client's end--&gt; CLOSED
 * </pre>
 */
final class Http1Front {
    private enum Phase {
        WAITING,
        HEAD,
        EXCHANGE,
        LINGERING,
        CLOSED
    }

    /** Requests begun in one event: where we answer them ourselves, these take half a millisecond. */
    private static final int MOST_AT_ONCE = 64;

    private final EventLoop eventLoop;
    private final FrontendSettings settings;
    private final ClientConnection client;
    private final Heads heads;
    private final RequestHead head;
    private final ExchangeAccount account;
    private final Exchange exchange;
    private Phase phase = Phase.WAITING;
    private boolean started;
    private boolean anyRequest;
    private boolean processing;

    /** Whether others have their turn before the next request that is here already. */
    private boolean paused;

    private boolean draining;

    /** @param first whether the connection is new */
    Http1Front(Http1Loop http, Frontend frontend, ClientSession session, boolean first) {
        eventLoop = http.loop().eventLoop();
        settings = frontend.settings();
        heads = http.heads();
        head = new RequestHead(heads.limits(), settings.http().connectMethod());
        client = new ClientConnection(http, session, settings);
        account = new ExchangeAccount(http, frontend, client);
        exchange = new Exchange(http, frontend, this, client, account);
        serve(session, first);
    }

    /**
     * Serves a client from now on.
     *
     * @param first whether its connection is new, otherwise it waits for another request
     */
    void serve(ClientSession session, boolean first) {
        client.serve(session);
        phase = Phase.WAITING;
        started = !first;
        anyRequest = !first;
        head.reset();
        if (first) {
            account.begin();
        }
    }

    RequestHead head() {
        return head;
    }

    /** Whether no further request is to be asked for, because the proxy stops, or the address is about to leave. */
    boolean isDraining() {
        return draining || client.session().isToLeave();
    }

    /** Says what is under way for the client. */
    void tellWork(Work work) {
        switch (phase) {
            case WAITING -> {
                if (client.received().isEmpty()) {
                    work.idle();
                } else {
                    work.request();
                }
            }
            case HEAD -> work.request();
            case EXCHANGE -> {
                if (exchange.isTunnel()) {
                    work.session();
                } else {
                    work.request();
                }
            }
            case LINGERING -> {
                if (!client.stream().isSent()) {
                    work.request();
                }
            }
            case CLOSED -> {}
        }
    }

    void start() {
        if (started) {
            return;
        }
        started = true;
        Http2Entry http2 = client.session().http2();
        if (http2 != null && client.session().isHttp2Only()) {
            becomeHttp2(http2);
            return;
        }
        client.deadline().armForRequest();
        client.read();
    }

    void received(ByteBuf bytes) {
        if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
            bytes.release();
            return;
        }
        client.received().add(client.stream().allocator(), bytes);
        if (phase == Phase.EXCHANGE) {
            exchange.clientRead();
        } else {
            process();
        }
    }

    void receiveComplete() {
        if (phase == Phase.EXCHANGE) {
            exchange.clientReadComplete();
        } else {
            readWhenFree();
        }
        client.received().keep(client.stream());
    }

    /** Asks for more, unless whole requests wait here for the client to take the answers to those before them. */
    private void readWhenFree() {
        if (phase == Phase.LINGERING || (isBetweenExchanges() && !processing && !paused && client.isWritable())) {
            client.read();
        }
    }

    /** Reads heads and begins exchanges as long as there are whole heads and nothing stands in the way. */
    private void process() {
        if (processing || paused) {
            return;
        }
        processing = true;
        try {
            for (int begun = 0; isBetweenExchanges() && !client.received().isEmpty() && client.isWritable(); begun++) {
                if (begun == MOST_AT_ONCE) {
                    pause();
                    return;
                }
                if ((!anyRequest && isHttp2()) || !readHead()) {
                    break;
                }
            }
        } finally {
            processing = false;
        }
        if (client.inputEnded() && isBetweenExchanges() && client.isWritable()) {
            endWithoutRequest();
        }
    }

    /** Goes on after the loop has looked at its other connections; a task that is not scheduled would run before that. */
    private void pause() {
        paused = true;
        var _ = eventLoop.schedule(this::resume, 0, TimeUnit.NANOSECONDS);
    }

    private void resume() {
        paused = false;
        try {
            if (isBetweenExchanges()) {
                process();
                readWhenFree();
                rest();
            }
        } catch (Throwable t) { // A task's would be nobody's.
            client.stream().fail(t);
        }
    }

    private boolean isBetweenExchanges() {
        return phase == Phase.WAITING || phase == Phase.HEAD;
    }

    /** Whether a connection of HTTP/2 begins, or may do so: what has come is not for us then, or not yet. */
    private boolean isHttp2() {
        Http2Entry http2 = client.session().http2();
        ByteBuf in = client.received().buffer();
        if (http2 == null || !http2.mayBegin(in)) {
            return false;
        }
        if (http2.begins(in)) {
            becomeHttp2(http2);
        } else {
            phase = Phase.HEAD;
        }
        return true;
    }

    private void becomeHttp2(Http2Entry http2) {
        ByteBuf bytes = client.received().take();
        end();
        client.session().becomesHttp2(this, http2, bytes);
    }

    /** What came is no request. */
    void refuse(int status) {
        account.begin();
        beginExchange();
        exchange.refuse(status, EndedBy.PROXY, true);
    }

    private boolean readHead() {
        if (phase == Phase.WAITING) {
            account.begin();
        }
        switch (head.read(client.received().buffer())) {
            case INCOMPLETE -> {
                client.received().trim();
                if (phase == Phase.WAITING && !client.received().isEmpty()) {
                    phase = Phase.HEAD;
                    if (anyRequest) {
                        // That of the first request counts from the accept.
                        client.deadline().armForRequest();
                    }
                }
                return false;
            }
            case COMPLETE -> {
                boolean first = !anyRequest;
                beginExchange();
                exchange.begin(first);
            }
            case MALFORMED -> {
                Malformed malformed = Malformed.known(head.malformed());
                heads.requestRefused(malformed, account, client.received().buffer(), head.position());
                beginExchange();
                exchange.refuse(malformed.status(), EndedBy.PROXY, true);
            }
        }
        return true;
    }

    private void beginExchange() {
        anyRequest = true;
        phase = Phase.EXCHANGE;
        client.deadline().suspend();
    }

    /** The client has closed its half where a request could have come, or has stopped in the middle of its head. */
    private void endWithoutRequest() {
        if (phase == Phase.HEAD) {
            beginExchange();
            exchange.refuse(400, EndedBy.CLIENT, true);
            return;
        }
        if (!anyRequest) {
            account.end(EndedBy.CLIENT, EndedIn.REQUEST, settings.logEmptyConnections());
        }
        closeAfterLastWrite(false);
    }

    void deadlinePassed() {
        switch (phase) {
            case WAITING -> {
                if (anyRequest) {
                    closeAfterLastWrite(false);
                } else {
                    beginExchange();
                    exchange.refuse(408, EndedBy.CLIENT_TIMEOUT, settings.logEmptyConnections());
                }
            }
            case HEAD -> {
                beginExchange();
                exchange.refuse(408, EndedBy.CLIENT_TIMEOUT, true);
            }
            case EXCHANGE -> {
                if (!client.deadline().putOff()) {
                    exchange.clientTimedOut();
                }
            }
            case LINGERING -> {
                if (!client.deadline().putOff()) {
                    close();
                }
            }
            case CLOSED -> {}
        }
    }

    /**
     * The exchange is over and its answer written.
     *
     * @param keepAlive whether another request may follow
     * @param linger whether the client may still be sending
     */
    void exchangeEnded(boolean keepAlive, boolean linger) {
        if (phase == Phase.CLOSED) {
            return;
        }
        if (client.session().isOneRequest()) {
            end();
            client.session().leave(this);
            return;
        }
        if (!keepAlive || draining) {
            closeAfterLastWrite(linger || !client.received().isEmpty());
            return;
        }
        phase = Phase.WAITING;
        head.reset();
        client.received().trim();
        client.deadline().armForKeepAlive();
        process();
        readWhenFree();
        rest();
    }

    /** Serves nobody from now on: what is left of the connection is another's. */
    private void end() {
        phase = Phase.CLOSED;
        client.closed();
        exchange.clientClosed();
        client.received().release();
    }

    /** Serves nobody until the next request, unless something has come of it or is kept for it. */
    private void rest() {
        if (phase == Phase.WAITING
                && client.received().isEmpty()
                && !client.inputEnded()
                && !exchange.keepsConnections()) {
            client.session().giveBack(this);
        }
    }

    private void closeAfterLastWrite(boolean linger) {
        phase = Phase.LINGERING;
        client.afterLastWrite(() -> {
            if (linger && !client.inputEnded() && phase == Phase.LINGERING) {
                client.linger();
            } else {
                client.endOutput();
                close();
            }
        });
    }

    /** We have made a mistake: what runs ends, and the connection. */
    void broken() {
        if (phase == Phase.EXCHANGE) {
            exchange.broken();
        } else if (phase == Phase.HEAD) {
            account.end(EndedBy.INTERNAL_ERROR, EndedIn.REQUEST, true);
        }
        close();
    }

    /** Ends the connection so that the client cannot take what it has got for the whole. */
    void reset() {
        client.makeCloseAReset();
        close();
    }

    /** Ends the connection at once; an exchange must have ended before. */
    void close() {
        phase = Phase.CLOSED;
        client.close();
    }

    void writabilityChanged() {
        if (phase == Phase.EXCHANGE) {
            exchange.clientWritabilityChanged();
        } else if (client.isWritable() && isBetweenExchanges()) {
            process();
            readWhenFree();
        }
    }

    /** The client sends nothing more. */
    void inputEnded() {
        if (client.inputEnded()) {
            return;
        }
        client.endInput();
        switch (phase) {
            case EXCHANGE -> exchange.clientInputEnded();
            case WAITING, HEAD -> process();
            case LINGERING -> close();
            case CLOSED -> {}
        }
    }

    void told(Object event) {
        if (event instanceof Drain drain) {
            drain(drain);
        } else if (event instanceof SessionQuery query && phase == Phase.EXCHANGE) {
            query.of(account, exchange::breakOff);
        }
    }

    private void drain(Drain event) {
        draining = true;
        if (phase == Phase.WAITING) {
            if (!anyRequest) {
                account.end(EndedBy.ADMINISTRATOR, EndedIn.REQUEST, settings.logEmptyConnections());
            }
            // A close with requests that are not read would reset the connection, and what answers those before them.
            closeAfterLastWrite(event == Drain.WHEN_IDLE && !client.received().isEmpty());
        } else if (event == Drain.NOW && phase == Phase.EXCHANGE) {
            exchange.breakOff();
        } else if (event == Drain.NOW) {
            if (phase == Phase.HEAD) {
                account.end(EndedBy.ADMINISTRATOR, EndedIn.REQUEST, true);
            }
            close();
        }
    }

    void clientClosed() {
        Phase before = phase;
        phase = Phase.CLOSED;
        client.closed();
        switch (before) {
            case EXCHANGE -> exchange.clientGone();
            case HEAD -> account.end(EndedBy.CLIENT, EndedIn.REQUEST, true);
            case WAITING -> {
                if (!anyRequest) {
                    account.end(EndedBy.CLIENT, EndedIn.REQUEST, settings.logEmptyConnections());
                }
            }
            case LINGERING, CLOSED -> {}
        }
        exchange.clientClosed();
        client.received().release();
    }
}
