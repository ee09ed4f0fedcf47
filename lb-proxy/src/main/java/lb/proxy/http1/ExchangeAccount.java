package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import lb.proxy.exchange.CapturedFields;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.exchange.Trace;
import lb.proxy.health.Observed;
import lb.proxy.listen.Client;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.FrontendExchange;
import lb.proxy.loop.LoopContext;
import lb.proxy.route.Subject;
import lb.proxy.settings.LogLevel;
import lb.proxy.stats.Counter;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.Turn;
import lb.proxy.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one exchange for its log line and the counters. Reused for every exchange of a connection, and handed
 * to the log as it is.
 */
final class ExchangeAccount implements FrontendExchange {
    private final LoopContext time;
    private final int loop;
    private final Frontend frontend;
    private final ExchangeLog log;
    private final ClientConnection client;
    private final KeptParts kept;
    private final ExchangeTimes times;
    private final CookieExchange cookies = new CookieExchange();
    private final Upstream upstream;

    private int status;
    private long bytesIn;
    private long bytesOut;
    private int retries;
    private int serverQueue;
    private int backendQueue;
    private boolean redispatched;
    private EndedBy endedBy = EndedBy.NOBODY;
    private EndedIn endedIn = EndedIn.AFTER_THE_END;
    private @Nullable String serverName;
    private long number = -1;
    private @Nullable LogLevel logLevel;

    /** Where the connection leads, or was to lead; null for none. */
    private @Nullable SocketAddress connectedTo;

    ExchangeAccount(Http1Loop http, Frontend frontend, ClientConnection client) {
        time = http.loop();
        loop = time.index();
        upstream = new Upstream(loop);
        this.frontend = frontend;
        log = http.log();
        this.client = client;
        times = new ExchangeTimes(time);
        kept = new KeptParts(frontend.settings().http(), http.traceIds(), isLogged(), log.takesTraced());
    }

    boolean isLogged() {
        return !frontend.settings().log().isNone();
    }

    /** The first byte of a request has come, or the connection was made. */
    void begin() {
        times.begin(client.handler().idleFrom());
        kept.clear();
        status = -1;
        bytesIn = 0;
        bytesOut = 0;
        retries = 0;
        serverQueue = 0;
        backendQueue = 0;
        redispatched = false;
        cookies.clear();
        number = -1;
        logLevel = null;
        upstream.clear();
        serverName = null;
        connectedTo = null;
    }

    /** The head has been read; it lies at the reader index. */
    void requestRead(RequestHead head, ByteBuf in) {
        times.requestRead();
        kept.takeRequest(head, in);
        kept.identify(loop, log, this);
        count(Counter.REQUESTS);
    }

    /** What has come is no head, or not a whole one. */
    void requestRefused() {
        count(Counter.REQUESTS);
        count(Counter.REQUEST_ERRORS);
    }

    void routed(Backend chosen) {
        upstream.routed(chosen);
        chosen.sessionBegan(loop);
        chosen.counters().add(loop, Counter.REQUESTS, 1);
    }

    void answeredLocally() {
        serverName = LOCAL_SERVER;
        frontend.counters().add(loop, Counter.INTERCEPTED, 1);
    }

    /** A route or a rule answers; one of a backend's does not count, as in HAProxy. */
    void answeredByRoute() {
        if (upstream.backend() == null) {
            frontend.counters().add(loop, Counter.INTERCEPTED, 1);
        }
    }

    /** A route refuses. */
    void denied() {
        frontend.counters().add(loop, Counter.DENIED_REQUESTS, 1);
    }

    /** A rule refuses the request. */
    void deniedByRule() {
        denied();
        Backend backend = upstream.backend();
        if (backend != null) {
            backend.counters().add(loop, Counter.DENIED_REQUESTS, 1);
        }
    }

    /** A rule keeps the response back. */
    void deniedResponse() {
        count(Counter.DENIED_RESPONSES);
        countUpstream(Counter.DENIED_RESPONSES);
    }

    /** What a rule was to change would have become too long, or something else than a head. */
    void rewriteFailed() {
        count(Counter.FAILED_REWRITES);
        count(Counter.INTERNAL_ERRORS);
        countUpstream(Counter.FAILED_REWRITES);
        countUpstream(Counter.INTERNAL_ERRORS);
    }

    /** A rule gives the line in the log a severity. */
    void logAs(LogLevel level) {
        logLevel = level;
    }

    @Override
    public @Nullable LogLevel logLevel() {
        return logLevel;
    }

    /** The wait in a queue is over, well or not. */
    void queued(Turn wait) {
        times.connecting();
        serverQueue = wait.serverPosition();
        backendQueue = wait.backendPosition();
        upstream.chosen(wait.wanted());
    }

    /** The queue of the server that it was to go to takes nobody. */
    void queueFull(@Nullable Server wanted) {
        upstream.chosen(wanted);
    }

    void connecting(Server chosen) {
        times.connecting();
        upstream.chosen(chosen);
    }

    /**
     * The effort to connect is over, well or not.
     *
     * @param target where the server was sought
     * @param chosenAt when this server was chosen, after others perhaps
     */
    void connected(
            Server chosen,
            SocketAddress target,
            long chosenAt,
            int retries,
            boolean redispatched,
            boolean successfully) {
        upstream.chosen(chosen);
        connectedTo = target;
        times.chosen(chosenAt);
        this.retries = retries;
        this.redispatched |= redispatched;
        if (successfully) {
            times.connected();
        }
    }

    /** @param target where the connection leads that is there already */
    void reused(Server chosen, SocketAddress target) {
        connecting(chosen);
        connected(chosen, target, times.connectingSince(), 0, false, true);
        countUpstream(Counter.REUSES);
    }

    /** A connection is being made to there. */
    void connectingTo(SocketAddress target) {
        connectedTo = target;
    }

    /** The connection was lost, or had no response: the request goes to a server once more. */
    void sendingAgain() {
        times.disconnected();
        retries++;
        countUpstream(Counter.RETRIES);
    }

    /** The request goes to another server than before, which has failed. */
    void redispatching() {
        redispatched = true;
        countUpstream(Counter.REDISPATCHES);
    }

    /** The head of the server's response has been read, which no rule has touched; it lies at the reader index. */
    void responseRead(int ofServer, HeadLines head, ByteBuf in) {
        long now = times.responseRead();
        kept.takeResponse(head, in);
        Server server = upstream.server();
        if (server != null) {
            server.counters().add(loop, Counter.REQUESTS, 1);
            server.counters().add(loop, Counter.ofStatus(ofServer), 1);
            server.traffic().responded(loop, ofServer, times.sinceChosen(now), now);
        }
    }

    /** It goes to the client, as rules have made it; its head lies at the reader index. */
    void responseForwarded(int asEdited, HeadLines head, ByteBuf in) {
        status = asEdited;
        kept.takeResponseCookie(head, in);
    }

    /** A rule keeps it back, and the client has no response of the server. */
    void responseKeptBack() {
        times.responseKeptBack();
    }

    /** There will be no response of the server, or none that can be read. */
    void responseFailed(Observed how) {
        Server server = upstream.server();
        if (server != null) {
            long now = time.nanoTime();
            server.traffic().failed(loop, how, times.sinceChosen(now), now);
        }
    }

    /** The response is not for the client: the request is sent again. */
    void responseDiscarded(int discarded) {
        Server server = upstream.server();
        if (server != null) {
            long now = time.nanoTime();
            server.traffic().responded(loop, discarded, times.sinceChosen(now), now);
        }
    }

    /** The proxy itself answers. */
    void answered(int status) {
        this.status = status;
    }

    void received(long bytes) {
        bytesIn += bytes;
    }

    void sent(long bytes) {
        bytesOut += bytes;
    }

    /** Counts for the frontend. */
    void count(Counter counter) {
        frontend.counters().add(loop, counter, 1);
    }

    /** Counts for the backend and the server, as far as they were chosen. */
    void countUpstream(Counter counter) {
        upstream.count(counter, 1);
    }

    /** Closes the books; tells the log unless it is not wanted. The server's session is ended by who has its connection. */
    void end(EndedBy by, EndedIn in, boolean logged) {
        frontend.counters().add(loop, Counter.BYTES_IN, bytesIn);
        frontend.counters().add(loop, Counter.BYTES_OUT, bytesOut);
        upstream.count(Counter.BYTES_IN, bytesIn);
        upstream.count(Counter.BYTES_OUT, bytesOut);
        Backend backend = upstream.backend();
        if (times.hasRequest() || status > 0) {
            Counter responses = Counter.ofStatus(status);
            count(responses);
            if (backend != null) {
                backend.counters().add(loop, responses, 1);
            }
        }
        client.handler().idleSince(times.end());
        if (backend != null) {
            backend.sessionEnded(loop);
            upstream.took(times.queue(), times.connect(), times.response(), times.total());
        }
        endedBy = by;
        endedIn = in;
        if (logged && logLevel != LogLevel.SILENT && isWorthALine()) {
            log.ended(loop, this);
        }
        TracedRequest traced = kept.traced();
        if (logged && traced != null && traced.isToldAsSpan()) {
            log.traced(loop, this);
        }
    }

    // The exchange as the log sees it when it has ended

    @Override
    public Frontend cameIn() {
        return frontend;
    }

    @Override
    public @Nullable Backend chosenBackend() {
        return upstream.backend();
    }

    @Override
    public @Nullable Server chosenServer() {
        return upstream.server();
    }

    @Override
    public String server() {
        return serverName == null ? FrontendExchange.super.server() : serverName;
    }

    @Override
    public @Nullable InetSocketAddress serverAddress() {
        return connectedTo instanceof InetSocketAddress network ? network : null;
    }

    /** Whose exchanges they are. */
    Client connection() {
        return client.handler().client();
    }

    @Override
    public InetSocketAddress client() {
        return client.handler().address();
    }

    @Override
    public InetSocketAddress local() {
        return client.handler().client().destination();
    }

    @Override
    public long bytesFromClient() {
        return bytesIn;
    }

    @Override
    public long idleMillis() {
        return ExchangeTimes.millis(times.idle());
    }

    @Override
    public long startedAt() {
        return times.startedAt();
    }

    @Override
    public long requestMillis() {
        return ExchangeTimes.millis(times.request());
    }

    @Override
    public long queueMillis() {
        return ExchangeTimes.millis(times.queue());
    }

    @Override
    public long connectMillis() {
        return ExchangeTimes.millis(times.connect());
    }

    @Override
    public long responseMillis() {
        return ExchangeTimes.millis(times.response());
    }

    @Override
    public long totalMillis() {
        return ExchangeTimes.millis(times.total());
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public long bytesToClient() {
        return bytesOut;
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
        return retries;
    }

    @Override
    public boolean redispatched() {
        return redispatched;
    }

    @Override
    public int serverQueue() {
        return serverQueue;
    }

    @Override
    public int backendQueue() {
        return backendQueue;
    }

    /** The persistence cookie of the exchange. */
    CookieExchange cookies() {
        return cookies;
    }

    @Override
    public char requestCookie() {
        return cookies.ofRequest();
    }

    @Override
    public char responseCookie() {
        return cookies.ofResponse();
    }

    @Override
    public CharSequence requestLine() {
        return kept.requestLine().isEmpty() ? BAD_REQUEST : kept.requestLine();
    }

    @Override
    public long number() {
        if (number < 0) {
            number = log.nextNumber();
        }
        return number;
    }

    /** What the request is called; null where requests have no ID. */
    @Nullable
    IdentifiedRequest identified() {
        return kept.identified();
    }

    /** What is known of its trace; null where the fields only pass. */
    @Nullable
    TracedRequest traced() {
        return kept.traced();
    }

    @Override
    public @Nullable Trace trace() {
        TracedRequest traced = kept.traced();
        return traced != null && traced.isTraced() ? traced : null;
    }

    @Override
    public @Nullable CharSequence uniqueId() {
        IdentifiedRequest identified = kept.identified();
        return identified == null || identified.isEmpty() ? null : identified;
    }

    /** What rules may know of the exchange by name; null for nothing. */
    @Nullable
    CharSequence word(Subject.Word word) {
        return switch (word) {
            case UNIQUE_ID -> uniqueId();
            case FRONTEND_NAME -> frontend();
            case BACKEND_NAME -> backend();
            case SERVER_NAME -> chosenServer() == null ? null : server();
        };
    }

    @Override
    public CapturedFields requestFields() {
        CapturedMessage captured = kept.captured();
        return captured == null ? CapturedFields.NONE : captured.request();
    }

    @Override
    public CapturedFields responseFields() {
        CapturedMessage captured = kept.captured();
        return captured == null ? CapturedFields.NONE : captured.response();
    }

    @Override
    public @Nullable CharSequence capturedRequestCookie() {
        CapturedMessage captured = kept.captured();
        return captured == null ? null : captured.requestCookie();
    }

    @Override
    public @Nullable CharSequence capturedResponseCookie() {
        CapturedMessage captured = kept.captured();
        return captured == null ? null : captured.responseCookie();
    }
}
