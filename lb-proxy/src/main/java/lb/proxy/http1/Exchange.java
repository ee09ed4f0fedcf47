package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.health.Observed;
import lb.proxy.listen.Frontend;
import lb.proxy.page.LocalPage;
import lb.proxy.page.Reply;
import lb.proxy.route.HeadEdits;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.stats.Counter;
import lb.proxy.upstream.AttachedSession;
import lb.proxy.upstream.Attachment;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its response, from the complete request head to the last byte. Reused for request after
 * request; everything happens on the connection's event loop.
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
final class Exchange implements AttachedSession {
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
    private final ClientConnection client;
    private final ExchangeAccount account;
    private final Dispatch dispatch;
    private final ConnectionMode mode;
    private final Resending resending;
    private final Relay relay;
    private final LocalPages pages;
    private final LocalReplies replies;
    private final RequestWay way;
    private final Persistence persistence = new Persistence();
    private final Attachment attachment = new Attachment(this);

    private State state = State.OVER;

    private boolean refused;

    Exchange(Http1Loop http, Frontend frontend, Http1Front front, ClientConnection client, ExchangeAccount account) {
        this.http = http;
        this.frontend = frontend;
        this.front = front;
        this.client = client;
        this.account = account;
        mode = frontend.settings().http().connectionMode();
        dispatch = new Dispatch(http, this, account);
        resending = new Resending(this, dispatch, account);
        relay = new Relay(
                http.loop(),
                http.heads(),
                this,
                resending,
                client,
                account,
                frontend.settings().timeouts());
        pages = new LocalPages(frontend.settings().pages(), http.loop().eventLoop(), this::locallyAnswered);
        replies = new LocalReplies(http, frontend, client, account);
        way = new RequestWay(http, frontend, this, front, client, account, dispatch, resending, relay, pages, replies);
    }

    // The beginning

    /**
     * The front has read a complete head.
     *
     * @param first whether it is the first of its connection, which a client does not send again by itself
     */
    void begin(boolean first) {
        RequestHead head = front.head();
        ByteBuf in = client.received().buffer();
        account.requestRead(head, in);
        account.received(head.length());
        replies.begin(head.isHead());
        persistence.begin(head.http10(), head.keepAlive() && mode != ConnectionMode.CLOSE);
        refused = false;
        relay.begin(head);
        way.begin(in, first);
    }

    /** Whether the client's connection was upgraded. */
    boolean isTunnel() {
        return relay.isTunnel();
    }

    ForwardedHead.Connection connectionOfReply() {
        return connectionAfterResponse(relay.isRequestOver());
    }

    /** The head is read, and used. */
    void skipHead() {
        client.received().buffer().skipBytes(front.head().length());
        client.received().trim();
        way.headUsed();
    }

    /** Whether the rules let a response pass, whose final head has come; otherwise the client gets another. */
    boolean passes(EditedResponse response) {
        return way.passes(response);
    }

    /**
     * The front could not read a head.
     *
     * @param counted whether it was an attempt at a request at all, to be counted and logged
     */
    void refuse(int status, EndedBy by, boolean counted) {
        replies.begin(false);
        persistence.begin(false, false);
        refused = true;
        relay.clear();
        if (counted) {
            account.figures().requestRefused();
        }
        replies.sendPage(status, connectionOfReply());
        finish(by, EndedIn.REQUEST, counted);
    }

    /** A page of ours answers; the complete head of the request lies at the reader index. */
    void answerLocally(LocalPage page, RequestHead head, ByteBuf in) {
        state = State.ANSWERING;
        account.answeredLocally();
        boolean continues = head.expectsContinue() && !head.http10();
        pages.begin(page, head.toLocalRequest(in, account.client()));
        // A page takes no time worth a setting of its own, but one that hangs must not keep the connection for ever.
        client.arm(frontend.settings().timeouts().client().toNanos());
        skipHead();
        relay.keepRequestHere();
        if (continues) {
            replies.sendContinue();
        }
        clientRead();
    }

    private void locallyAnswered(@Nullable Reply reply) {
        replies.send(reply, connectionOfReply());
        finish(EndedBy.LOCAL_ANSWER, EndedIn.REQUEST);
    }

    /** The request waits for a connection to a server. */
    void connecting() {
        state = State.CONNECTING;
    }

    /** There is a connection that is to carry the request; its head is the relay's to release. */
    void relay(ServerConnection connection, ByteBuf head) {
        state = State.RELAYING;
        Server server = connection.server();
        way.ownServer().became(server);
        server.attach(http.loop().index(), attachment, way.ownServer().isKeptDown(server));
        relay.start(connection, head, way.serverTimeout());
    }

    /**
     * A connection kept from before, or not answered yet, has ended with nothing of a response. Whether the server has seen
     * the request nobody knows: it is sent again only if that does no harm, over a connection of its own, which cannot be
     * lost in this way.
     *
     * @param refused whether the server has said that it did nothing of the request
     */
    void lostBeforeResponse(boolean refused) {
        if (!resending.afterLoss()) {
            leaveToClient(refused);
        }
    }

    /** Nothing more is wanted of the server, on which the session goes on for now. */
    Server leaveServer() {
        ServerConnection left = Objects.requireNonNull(relay.end());
        left.close();
        left.server().detach(http.loop().index(), attachment);
        client.arm(0);
        return left.server();
    }

    /**
     * A client of HTTP/1 sends the request again by itself where its connection ends after an earlier one was answered, and knows
     * best. An end of a stream of HTTP/2 does not tell it to.
     */
    private void leaveToClient(boolean refused) {
        if (refused || way.isFirst() || client.session().isOneRequest()) {
            account.figures().responseFailed(Observed.CLOSED);
            account.figures().countUpstream(Counter.RESPONSE_ERRORS);
            answer(502, EndedBy.SERVER, EndedIn.RESPONSE_HEADERS);
        } else {
            abort(EndedBy.SERVER, EndedIn.RESPONSE_HEADERS);
        }
    }

    /** A response has begun: the request is not sent again. */
    void responseStarted() {
        dispatch.responseStarted();
        resending.end();
    }

    // What the client does

    void clientRead() {
        switch (state) {
            case RELAYING -> relay.clientRead();
            case ANSWERING -> {
                BodyRelay.Progress progress = relay.takeRequest(pages.body());
                if (progress == BodyRelay.Progress.MALFORMED) {
                    requestMalformed();
                } else {
                    pages.bodyCame(progress == BodyRelay.Progress.END);
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
                if (client.received().isEmpty()) {
                    client.read();
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
        } else if ((state == State.CONNECTING && (way.abortOnClose() || !relay.isRequestOver()))
                || (state == State.ANSWERING && pages.isWaiting())) {
            clientGone();
        }
    }

    /** Whether something is kept for the next request of the same client: connections to servers that it alone may use. */
    boolean keepsConnections() {
        return dispatch.hasOwn();
    }

    /** The client's connection is no more, and no exchange runs. */
    void clientClosed() {
        dispatch.clientClosed();
    }

    /** The client's connection is no more, or it has left off in the middle of its request. */
    void clientGone() {
        if (state == State.OVER) {
            return;
        }
        if (relay.isResponseOver()) {
            finish(EndedBy.NOBODY, EndedIn.AFTER_THE_END);
        } else {
            account.figures().countUpstream(Counter.CLIENT_ABORTS);
            abort(EndedBy.CLIENT, phase());
        }
    }

    /** The client's time is up, or that of the page that answers it. */
    void clientTimedOut() {
        if (state == State.RELAYING) {
            relay.clientTimedOut();
        } else if (state == State.ANSWERING && pages.isWaiting()) {
            answer(408, EndedBy.CLIENT_TIMEOUT, EndedIn.REQUEST);
        } else if (state == State.ANSWERING) {
            LOG.error("a page of frontend \"{}\" takes too long", frontend.name());
            answer(500, EndedBy.INTERNAL_ERROR, EndedIn.REQUEST);
        }
    }

    /** The proxy stops and waits no longer. */
    void breakOff() {
        abort(EndedBy.ADMINISTRATOR, phase());
    }

    /** We have made a mistake. */
    void broken() {
        if (state != State.OVER) {
            abort(EndedBy.INTERNAL_ERROR, phase());
        }
    }

    /** We have made a mistake that whose event this is cannot know of: it is not the client's. */
    void broken(Throwable fault) {
        frontend.faulted(http.loop(), fault);
        front.broken();
    }

    @Override
    public void shutDown(int time, EndedBy why) {
        http.loop().eventLoop().execute(() -> {
            // By now this may be another exchange, or with another server.
            if (state == State.RELAYING && attachment.isOf(time)) {
                if (relay.isResponseStarted()) {
                    abort(why, EndedIn.DATA);
                } else {
                    answer(502, why, EndedIn.RESPONSE_HEADERS);
                }
            }
        });
    }

    private EndedIn phase() {
        return switch (state) {
            case OVER, ANSWERING -> EndedIn.REQUEST;
            case CONNECTING -> dispatch.isQueued() ? EndedIn.QUEUE : EndedIn.CONNECT;
            case RELAYING -> relay.isResponseStarted() ? EndedIn.DATA : EndedIn.RESPONSE_HEADERS;
        };
    }

    // The answer and the end

    /** The request body cannot be read any further. */
    void requestMalformed() {
        Malformed malformed = relay.requestMalformed();
        http.heads().requestRefused(malformed, account, client.received().buffer(), relay.requestMalformedAt());
        account.figures().count(Counter.REQUEST_ERRORS);
        if (relay.isResponseStarted()) {
            abort(EndedBy.PROXY, EndedIn.DATA);
        } else {
            answer(malformed.status(), EndedBy.PROXY, EndedIn.REQUEST);
        }
    }

    /**
     * What the head of the response tells the client of its connection, which then becomes true.
     *
     * @param mayPersist whether the message lets the connection go on
     */
    ForwardedHead.Connection connectionAfterResponse(boolean mayPersist) {
        return persistence.decide(mayPersist && !front.isDraining());
    }

    /** What is changed in the head of the response; null for nothing. */
    @Nullable
    HeadEdits responseEdits() {
        return way.responseEdits();
    }

    /** Answers with a page of ours; nothing has been sent of another answer. */
    void answer(int status, EndedBy by, EndedIn in) {
        replies.sendPage(status, connectionOfReply());
        finish(by, in);
    }

    /**
     * The same where no server has got anything of the request. A body that has come whole is dropped, and the client's
     * connection goes on; of one that has not there may be no end.
     */
    void answerUnsent(int status, EndedBy by, EndedIn in) {
        if (relay.dropRequest() == BodyRelay.Progress.MALFORMED) {
            requestMalformed();
        } else {
            answer(status, by, in);
        }
    }

    /** Gives up what cannot be completed; the client sees its connection end too early. */
    void abort(EndedBy by, EndedIn in) {
        boolean unseen = relay.isResponseCutUnseen();
        // A flush tells at once that the client takes no more, or is gone: nothing of that may end this a second time.
        state = State.OVER;
        try {
            client.stream().flush();
            end(by, in, true);
        } catch (Throwable t) { // The server's connection, which may be heard just now, is not of this any more.
            frontend.faulted(http.loop(), t);
        }
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

    /** The same of what leaves no line in the log. */
    void finishUnlogged(EndedBy by, EndedIn in) {
        finish(by, in, false);
    }

    private void finish(EndedBy by, EndedIn in, boolean logged) {
        boolean linger = refused || !relay.isRequestOver();
        boolean goesOn = persistence.goesOn();
        // As in abort.
        state = State.OVER;
        try {
            if (goesOn) {
                client.stream().flush();
            } else {
                client.stream().flushLast();
            }
            end(by, in, logged);
            front.exchangeEnded(goesOn, linger);
        } catch (Throwable t) { // Of this exchange or, where requests are pipelined, of one behind it.
            broken(t);
        }
    }

    private void end(EndedBy by, EndedIn in, boolean logged) {
        state = State.OVER;
        way.headUsed();
        pages.forget();
        dispatch.end();
        resending.end();
        ServerConnection connection = relay.end();
        if (connection != null) {
            if (way.keepsServer() && relay.isServerReusable()) {
                dispatch.keep(connection);
            } else if (relay.isResponseOver() && relay.isRequestOver() && !relay.isTunnel()) {
                connection.closeAtOnce();
            } else {
                connection.close();
            }
            connection.server().detach(http.loop().index(), attachment);
            // Only now, so that the server never has more connections that are used than its limit.
            connection.server().sessionEnded(http.loop().index());
        }
        account.end(by, in, logged);
    }
}
