package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import lb.proxy.listen.Frontend;
import lb.proxy.page.LocalPage;
import lb.proxy.route.HeadEdits;
import lb.proxy.route.MonitorUri;
import lb.proxy.route.Route;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.ServerNames;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request, whose head is read, to what answers it, and what the backend that it goes to wants of its exchange.
 * Reused for every request of a client connection.
 *
 * <pre>
 *  monitor &gt; rules of the frontend &gt; pages &gt; Max-Forwards &gt; routes &gt; rules of the backend &gt; a server of its own &gt; {@link Dispatch}
 *     |               |               |           |            |               |
 *     +---------------+---------------+-----------+------------+---------------+--&gt; an answer of ours
 * </pre>
 */
final class RequestWay {
    private final Http1Loop http;
    private final Frontend frontend;
    private final Exchange exchange;
    private final Http1Front front;
    private final ExchangeAccount account;
    private final Dispatch dispatch;
    private final Resending resending;
    private final ConnectionMode mode;
    private final LocalPages pages;
    private final Routes routes;
    private final LocalReplies replies;
    private final OwnAnswers ownAnswers;
    private final OwnServer ownServer;
    private final ForwardedRequest forwarded;
    private final @Nullable Ruling ruling;

    private boolean first;
    private boolean keepsServer;
    private boolean abortOnClose;
    private long serverTimeout;
    private @Nullable HeadEdits responseEdits;

    RequestWay(
            Http1Loop http,
            Frontend frontend,
            Exchange exchange,
            Http1Front front,
            ClientConnection client,
            ExchangeAccount account,
            Dispatch dispatch,
            Resending resending,
            Relay relay,
            LocalPages pages,
            LocalReplies replies) {
        this.http = http;
        this.frontend = frontend;
        this.exchange = exchange;
        this.front = front;
        this.account = account;
        this.dispatch = dispatch;
        this.resending = resending;
        this.pages = pages;
        this.replies = replies;
        mode = frontend.settings().http().connectionMode();
        routes = new Routes(http.hashing(), frontend.routing(), front.head(), client, account);
        ownAnswers = new OwnAnswers(exchange, account, relay, routes, replies, front.head());
        ownServer = new OwnServer(http, client, account.cookies(), routes);
        forwarded = new ForwardedRequest(client, account);
        ruling = routes.ruling(frontend.rules(), http.heads().limits());
    }

    /**
     * The complete head of a request lies at the reader index.
     *
     * @param first whether it is the first of its connection, which a client does not send again by itself
     */
    void begin(ByteBuf in, boolean first) {
        this.first = first;
        RequestHead head = front.head();
        MonitorUri monitor = frontend.routing().monitor();
        if (monitor != null && routes.isFor(monitor, in)) {
            ownAnswers.answerMonitor(monitor, front.isDraining());
        } else if (ruling == null) {
            goOn(head, in);
        } else if (ownAnswers.passes(ruling.ofFrontend(in))) {
            goOn(head, ruling.head());
        }
    }

    /** The rules of the frontend, if any, let the request pass, whose head lies here. */
    private void goOn(RequestHead head, ByteBuf in) {
        LocalPage page = pages.pageFor(head, in);
        if (page != null) {
            exchange.answerLocally(page, head, in);
            return;
        }
        if (head.isLastForward()) {
            ownAnswers.answerAsLast();
            return;
        }
        Route route = routes.of(in);
        if (route instanceof Route.Forward forward) {
            forward(head, in, forward);
        } else {
            ownAnswers.answer(route, in);
        }
    }

    private void forward(RequestHead head, ByteBuf received, Route.Forward route) {
        Backend backend = route.backend();
        BackendHttp settings = backend.settings().http();
        account.figures().routed(backend);
        replies.use(route.errorPages());
        responseEdits = route.responseEdits();
        serverTimeout = backend.settings().timeouts().server().toNanos();
        abortOnClose = settings.abortOnClose();
        if (ruling != null && !ownAnswers.passes(ruling.ofBackend(backend))) {
            return;
        }
        ByteBuf in = ruling == null ? received : ruling.head();
        boolean closes = mode != ConnectionMode.KEEP_ALIVE || settings.connectionMode() != ConnectionMode.KEEP_ALIVE;
        keepsServer = !closes && head.hasHost();
        boolean repeatable = backend.settings().retrying().retries() > 0 && head.isRepeatable(in);
        ownServer.find(route, ruling, head.lines(), in);
        ByteBuf out = forwarded.write(head, in, closes && !head.isConnect(), route.requestEdits());
        long key = routes.keyOf(in, route);
        ServerNames names = ruling == null ? ServerNames.FIXED : ruling.names();
        exchange.skipHead();
        if (route.retries() && !head.isConnect()) {
            resending.keep(
                    backend.settings().retrying().on(),
                    http.loop().allocator(),
                    out,
                    head.bodyFraming(),
                    head.contentLength());
        }
        dispatch.begin(backend, ownServer, names, key, out, first, repeatable, !closes);
    }

    /** Whether the rules let a response pass, whose final head has come; otherwise the client gets another. */
    boolean passes(EditedResponse response) {
        return ruling == null || ownAnswers.passes(ruling.ofResponse(response), response);
    }

    /** The head of the request has been used. */
    void headUsed() {
        routes.end();
    }

    /** Whether the request is the first of its connection. */
    boolean isFirst() {
        return first;
    }

    // Once it goes to a backend

    /** The server that the client is to come back to, if any. */
    OwnServer ownServer() {
        return ownServer;
    }

    /** Whether the connection to the server may carry another request. */
    boolean keepsServer() {
        return keepsServer;
    }

    /** Whether a client that has closed its half is gone while it waits. */
    boolean abortOnClose() {
        return abortOnClose;
    }

    /** In ns. */
    long serverTimeout() {
        return serverTimeout;
    }

    /** What is changed in the head of the response; null for nothing. */
    @Nullable
    HeadEdits responseEdits() {
        return responseEdits;
    }
}
