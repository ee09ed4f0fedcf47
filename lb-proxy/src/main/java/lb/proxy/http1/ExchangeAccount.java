package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import lb.proxy.exchange.CapturedFields;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.exchange.Trace;
import lb.proxy.listen.Client;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.FrontendExchange;
import lb.proxy.route.Subject;
import lb.proxy.settings.LogLevel;
import lb.proxy.stats.Counter;
import lb.proxy.tls.TlsFacts;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.Turn;
import lb.proxy.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one exchange for its log line, and the way to its {@link ExchangeFigures}. Reused for every exchange of a
 * connection, and handed to the log as it is.
 */
final class ExchangeAccount implements FrontendExchange {
    private final int loop;
    private final Frontend frontend;
    private final ExchangeLog log;
    private final ClientConnection client;
    private final KeptParts kept;
    private final ExchangeTimes times;
    private final CookieExchange cookies = new CookieExchange();
    private final ExchangeFigures figures;
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
        loop = http.loop().index();
        this.frontend = frontend;
        log = http.log();
        this.client = client;
        times = new ExchangeTimes(http.loop());
        figures = new ExchangeFigures(http.loop(), frontend, times);
        upstream = figures.upstream();
        kept = new KeptParts(frontend.settings().http(), http.traceIds(), isLogged(), log.takesTraced());
    }

    /** What it is counted by. */
    ExchangeFigures figures() {
        return figures;
    }

    /** The version of HTTP that the client speaks: 1, 2 or 3. */
    int major() {
        return client.session().major();
    }

    boolean isLogged() {
        return !frontend.settings().log().isNone();
    }

    /** The first byte of a request has come, or the connection was made. */
    void begin() {
        times.begin(client.session().idleFrom());
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
        kept.takeRequest(head, in, client.session());
        kept.identify(loop, log, this);
        figures.count(Counter.REQUESTS);
    }

    void answeredLocally() {
        serverName = LOCAL_SERVER;
        figures.answeredHere();
    }

    /** A rule has its connection closed without an answer. */
    void rejectedByRule(boolean asContent) {
        if (asContent) {
            figures.deniedContent();
        } else {
            figures.denied();
        }
        times.requestRejected();
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
        figures.countUpstream(Counter.REUSES);
    }

    /** A connection is being made to there. */
    void connectingTo(SocketAddress target) {
        connectedTo = target;
    }

    /** The connection was lost, or had no response: the request goes to a server once more. */
    void sendingAgain() {
        times.disconnected();
        retries++;
        figures.countUpstream(Counter.RETRIES);
    }

    /** The request goes to another server than before, which has failed. */
    void redispatching() {
        redispatched = true;
        figures.countUpstream(Counter.REDISPATCHES);
    }

    /** The head of the server's response has been read, which no rule has touched; it lies at the reader index. */
    void responseRead(int ofServer, HeadLines head, ByteBuf in) {
        long now = times.responseRead();
        kept.takeResponse(head, in);
        figures.responded(ofServer, now);
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

    /** Closes the books; tells the log unless it is not wanted. The server's session is ended by who has its connection. */
    void end(EndedBy by, EndedIn in, boolean logged) {
        figures.moved(bytesIn, bytesOut);
        if (times.hasRequest() || status > 0) {
            figures.answered(status);
        }
        client.session().idleSince(times.end());
        figures.ended();
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

    /** 4 or 16 bytes; not to be written to. */
    byte[] clientAddress() {
        return client.session().addressBytes();
    }

    /** Whose exchanges they are. */
    Client connection() {
        return client.session().client();
    }

    @Override
    public @Nullable TlsFacts tls() {
        return connection().tls();
    }

    @Override
    public InetSocketAddress client() {
        return client.session().address();
    }

    @Override
    public InetSocketAddress local() {
        return client.session().client().destination();
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
        return kept.requestFields();
    }

    @Override
    public CapturedFields responseFields() {
        return kept.responseFields();
    }

    @Override
    public @Nullable CharSequence capturedRequestCookie() {
        return kept.requestCookie();
    }

    @Override
    public @Nullable CharSequence capturedResponseCookie() {
        return kept.responseCookie();
    }
}
