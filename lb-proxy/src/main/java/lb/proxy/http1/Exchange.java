package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.SocketChannel;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.listen.Frontend;
import lb.proxy.page.LocalPage;
import lb.proxy.page.LocalResponse;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.stats.Counter;
import lb.proxy.upstream.Backend;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its response, from the complete request head to the last byte. Reused for every request of a client
 * connection; everything happens on the connection's event loop.
 *
 * <pre>
 *         +--&gt; ANSWERING (a local page) --------+
 *  begin -+                                     +--&gt; OVER
 *         +--&gt; CONNECTING --&gt; RELAYING ---------+
 *         |        ^             |
 *         |        +-(lost)------+
 *         +-(a connection kept)--^
 * </pre>
 */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private enum State {
        OVER,
        ANSWERING,
        CONNECTING,
        RELAYING
    }

    private final Http1Loop http;
    private final Frontend frontend;
    private final Http1Front front;
    private final SocketChannel client;
    private final ExchangeAccount account;
    private final Dispatch dispatch;
    private final Relay relay;
    private final byte[] forwardedFor;

    private State state = State.OVER;
    private boolean toHead;
    private boolean http10;
    private boolean sentAsHttp10;
    private boolean keepAlive;
    private boolean refused;
    private long serverTimeout;

    private @Nullable LocalAnswer localAnswer;

    Exchange(Http1Loop http, Frontend frontend, Http1Front front, ExchangeAccount account) {
        this.http = http;
        this.frontend = frontend;
        this.front = front;
        this.client = front.channel();
        this.account = account;
        dispatch = new Dispatch(http, this, account);
        relay = new Relay(
                this, front, account, frontend.settings().clientTimeout().toNanos());
        forwardedFor = frontend.settings().forwardedFor()
                ? ForwardedHead.forwardedFor(account.client().getAddress().getHostAddress())
                : new byte[0];
    }

    // The beginning

    /**
     * The front has read a complete head.
     *
     * @param first whether it is the first of its connection, and must not be lost to a kept server connection that
     *     just then closes
     */
    void begin(boolean first) {
        RequestHead head = front.head();
        ByteBuf in = front.received().buffer();
        account.requestRead(account.isLogged() ? head.requestLine(in) : null);
        account.received(head.length());
        toHead = head.isHead();
        http10 = head.http10();
        sentAsHttp10 = !head.hasHost();
        keepAlive = head.keepAlive() && !front.isDraining();
        refused = false;
        relay.begin(head);
        LocalPage page = localPage(head, in);
        Backend backend = frontend.defaultBackend();
        if (page != null) {
            answerLocally(page, head, in);
        } else if (backend == null) {
            skipHead(head, in);
            answer(503, EndedBy.SERVER, EndedIn.CONNECT);
        } else {
            forward(head, in, backend, first);
        }
    }

    private void skipHead(RequestHead head, ByteBuf in) {
        in.skipBytes(head.length());
        front.received().trim();
    }

    /**
     * The front could not read a head.
     *
     * @param counted whether it was an attempt at a request at all, to be counted and logged
     */
    void refuse(int status, EndedBy by, boolean counted) {
        toHead = false;
        http10 = false;
        keepAlive = false;
        refused = true;
        relay.clear();
        if (counted) {
            account.requestRefused();
        }
        writeReply(LocalReply.errorPage(status));
        finish(by, EndedIn.REQUEST, counted);
    }

    private @Nullable LocalPage localPage(RequestHead head, ByteBuf in) {
        FrontendSettings settings = frontend.settings();
        if (settings.pages().isEmpty()) {
            return null;
        }
        String target = head.originForm(in);
        for (LocalPage page : settings.pages()) {
            if (page.answers(target)) {
                return page;
            }
        }
        return null;
    }

    private void answerLocally(LocalPage page, RequestHead head, ByteBuf in) {
        state = State.ANSWERING;
        account.answeredLocally();
        LocalAnswer answer = new LocalAnswer(http.loop().eventLoop(), this::locallyAnswered);
        localAnswer = answer;
        answer.start(page.answerer(), head.toLocalRequest(in, account.client()));
        // A page takes no time worth a setting of its own, but one that hangs must not keep the connection for ever.
        front.arm(frontend.settings().clientTimeout().toNanos());
        skipHead(head, in);
        clientRead();
    }

    private void locallyAnswered(LocalAnswer answer, LocalResponse response) {
        if (answer != localAnswer) {
            return;
        }
        keepAlive &= relay.isRequestOver();
        writeReply(response);
        finish(EndedBy.LOCAL_ANSWER, EndedIn.REQUEST);
    }

    private void forward(RequestHead head, ByteBuf in, Backend backend, boolean first) {
        account.routed(backend);
        serverTimeout = backend.settings().serverTimeout().toNanos();
        boolean repeatable = backend.settings().retries() > 0 && head.isRepeatable(in);
        ByteBuf out = client.alloc().buffer(head.length() + ForwardedHead.MAX_ADDED + forwardedFor.length);
        ForwardedHead.write(head, in, out, forwardedFor);
        skipHead(head, in);
        dispatch.begin(backend, out, first, repeatable);
    }

    /** The request waits for a connection to a server. */
    void connecting() {
        state = State.CONNECTING;
    }

    /** There is a connection that is to carry the request; its head is the relay's to release. */
    void relay(ServerConnection connection, ByteBuf head) {
        state = State.RELAYING;
        relay.start(connection, head, serverTimeout);
    }

    /**
     * A connection kept from before has ended with nothing of a response. Whether the server has seen the request nobody
     * knows: it is sent again only if that does no harm, over a connection of its own, which cannot be lost in this way.
     */
    void lostBeforeResponse() {
        ServerConnection lost = dispatch.isRepeatable() ? relay.end() : null;
        if (lost == null) {
            // The client alone knows.
            abort(EndedBy.SERVER, EndedIn.RESPONSE_HEADERS);
            return;
        }
        lost.server().sessionEnded(http.loop().index());
        lost.close();
        front.arm(0);
        account.sendingAgain();
        dispatch.repeat(lost.server());
    }

    /** A response has begun: the request is not sent again. */
    void responseStarted() {
        dispatch.responseStarted();
    }

    // What the client does

    void clientRead() {
        switch (state) {
            case RELAYING -> relay.clientRead();
            case ANSWERING -> {
                if (relay.dropRequest() == BodyRelay.Progress.MALFORMED) {
                    requestMalformed();
                }
            }
            case CONNECTING, OVER -> {}
        }
    }

    void clientReadComplete() {
        switch (state) {
            case RELAYING -> relay.clientReadComplete();
            case ANSWERING, CONNECTING -> {
                // To notice that the client goes; what it sends meanwhile is one buffer at most.
                if (front.received().isEmpty()) {
                    front.read();
                }
            }
            case OVER -> {}
        }
    }

    void clientWritabilityChanged() {
        if (state == State.RELAYING) {
            relay.goOn();
        }
    }

    /** The client has closed its half. It may still wait for the response to a complete request. */
    void clientInputEnded() {
        if (state == State.RELAYING) {
            relay.clientInputEnded();
        } else if (state == State.CONNECTING && !relay.isRequestOver()) {
            clientGone();
        }
    }

    /** The client's connection is no more, or it has left off in the middle of its request. */
    void clientGone() {
        if (state == State.OVER) {
            return;
        }
        if (relay.isResponseOver()) {
            finish(EndedBy.NOBODY, EndedIn.AFTER_THE_END);
        } else {
            account.countUpstream(Counter.CLIENT_ABORTS);
            abort(EndedBy.CLIENT, phase());
        }
    }

    /** The client's time is up, or that of the page that answers it. */
    void clientTimedOut() {
        if (state == State.RELAYING) {
            relay.clientTimedOut();
        } else if (state == State.ANSWERING) {
            LOG.error("a page of frontend \"{}\" takes too long", frontend.name());
            answer(500, EndedBy.INTERNAL_ERROR, EndedIn.REQUEST);
        }
    }

    /** The proxy stops and waits no longer. */
    void breakOff() {
        abort(EndedBy.ADMINISTRATOR, phase());
    }

    private EndedIn phase() {
        return switch (state) {
            case OVER, ANSWERING -> EndedIn.REQUEST;
            case CONNECTING -> EndedIn.CONNECT;
            case RELAYING -> relay.isResponseStarted() ? EndedIn.DATA : EndedIn.RESPONSE_HEADERS;
        };
    }

    // The answer and the end

    /** The request body cannot be read any further. */
    void requestMalformed() {
        account.count(Counter.REQUEST_ERRORS);
        if (relay.isResponseStarted()) {
            abort(EndedBy.PROXY, EndedIn.DATA);
        } else {
            answer(400, EndedBy.PROXY, EndedIn.REQUEST);
        }
    }

    /**
     * What the head of the response tells the client of its connection, which then becomes true.
     *
     * @param mayPersist whether the message lets the connection go on
     */
    ForwardedHead.Connection connectionAfterResponse(boolean mayPersist) {
        keepAlive &= mayPersist && !front.isDraining();
        if (!keepAlive) {
            return ForwardedHead.Connection.CLOSE;
        }
        return http10 ? ForwardedHead.Connection.KEEP_ALIVE : ForwardedHead.Connection.PERSISTS;
    }

    /** Answers with a page of ours; nothing has been sent of another answer. */
    void answer(int status, EndedBy by, EndedIn in) {
        keepAlive &= relay.isRequestOver();
        writeReply(LocalReply.errorPage(status));
        finish(by, in);
    }

    private void writeReply(LocalResponse response) {
        ByteBuf out;
        int status = response.status();
        ForwardedHead.Connection connection = connectionAfterResponse(true);
        try {
            out = LocalReply.encode(client.alloc(), response, toHead, connection);
        } catch (IllegalArgumentException e) {
            LOG.error("a page of frontend \"{}\" gave an invalid response", frontend.name(), e);
            status = 500;
            out = LocalReply.encode(client.alloc(), LocalReply.errorPage(status), toHead, connection);
        }
        account.answered(status);
        account.sent(out.readableBytes());
        var _ = client.writeAndFlush(out, client.voidPromise());
    }

    /** Gives up what cannot be completed; the client sees its connection end too early. */
    void abort(EndedBy by, EndedIn in) {
        boolean unseen = relay.isResponseCutUnseen();
        client.flush();
        end(by, in, true);
        if (unseen) {
            front.reset();
        } else {
            front.close();
        }
    }

    /** The answer is written, whole. */
    void finish(EndedBy by, EndedIn in) {
        finish(by, in, true);
    }

    private void finish(EndedBy by, EndedIn in, boolean logged) {
        boolean linger = refused || !relay.isRequestOver();
        boolean goesOn = keepAlive;
        end(by, in, logged);
        front.exchangeEnded(goesOn, linger);
    }

    private void end(EndedBy by, EndedIn in, boolean logged) {
        state = State.OVER;
        localAnswer = null;
        dispatch.end();
        ServerConnection connection = relay.end();
        if (connection != null) {
            connection.server().sessionEnded(http.loop().index());
            if (relay.isServerReusable() && !sentAsHttp10) {
                connection.giveBack();
            } else {
                connection.close();
            }
        }
        account.end(by, in, logged);
    }
}
