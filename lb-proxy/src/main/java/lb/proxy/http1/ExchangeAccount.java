package lb.proxy.http1;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.listen.Frontend;
import lb.proxy.settings.LogFormat;
import lb.proxy.stats.Counter;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/** What is known of one exchange for its log line and the counters. Reused for every exchange of a connection. */
final class ExchangeAccount {
    private static final long NEVER = Long.MIN_VALUE;

    private final int loop;
    private final Frontend frontend;
    private final ExchangeLog log;
    private final InetSocketAddress client;

    private long startedAt;
    private long startNanos;
    private long requestNanos;
    private long connectNanos;
    private long connectedNanos;
    private long responseNanos;
    private int status;
    private long bytesIn;
    private long bytesOut;
    private int retries;
    private boolean redispatched;
    private @Nullable String requestLine;
    private @Nullable Backend backend;
    private @Nullable Server server;
    private @Nullable String serverName;

    ExchangeAccount(int loop, Frontend frontend, ExchangeLog log, InetSocketAddress client) {
        this.loop = loop;
        this.frontend = frontend;
        this.log = log;
        this.client = client;
        begin();
    }

    InetSocketAddress client() {
        return client;
    }

    boolean isLogged() {
        return frontend.settings().log() != LogFormat.NONE;
    }

    /** The first byte of a request has come, or the connection was made. */
    void begin() {
        startedAt = System.currentTimeMillis();
        startNanos = System.nanoTime();
        requestNanos = NEVER;
        connectNanos = NEVER;
        connectedNanos = NEVER;
        responseNanos = NEVER;
        status = -1;
        bytesIn = 0;
        bytesOut = 0;
        retries = 0;
        redispatched = false;
        requestLine = null;
        backend = null;
        server = null;
        serverName = null;
    }

    /** The head has been read. */
    void requestRead(@Nullable String line) {
        requestNanos = System.nanoTime();
        requestLine = line;
        count(Counter.REQUESTS);
    }

    /** What has come is no head, or not a whole one. */
    void requestRefused() {
        count(Counter.REQUESTS);
        count(Counter.REQUEST_ERRORS);
    }

    void routed(Backend chosen) {
        backend = chosen;
        chosen.sessionBegan(loop);
        chosen.counters().add(loop, Counter.REQUESTS, 1);
    }

    void answeredLocally() {
        serverName = ExchangeEnd.LOCAL_SERVER;
        frontend.counters().add(loop, Counter.INTERCEPTED, 1);
    }

    void connecting(Server chosen) {
        connectNanos = System.nanoTime();
        server = chosen;
    }

    /** The effort to connect is over, well or not. */
    void connected(Server chosen, int retries, boolean redispatched, boolean successfully) {
        server = chosen;
        this.retries += retries;
        this.redispatched |= redispatched;
        if (successfully) {
            connectedNanos = System.nanoTime();
        }
    }

    void reused(Server chosen) {
        connecting(chosen);
        connected(chosen, 0, false, true);
        countUpstream(Counter.REUSES);
    }

    /** The connection reused was lost: the request goes to the server once more. */
    void sendingAgain() {
        connectedNanos = NEVER;
        retries = 1;
        countUpstream(Counter.RETRIES);
    }

    void responseRead(int status) {
        responseNanos = System.nanoTime();
        this.status = status;
        if (server != null) {
            server.counters().add(loop, Counter.REQUESTS, 1);
            server.counters().add(loop, Counter.ofStatus(status), 1);
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
        addUpstream(counter, 1);
    }

    private void addUpstream(Counter counter, long amount) {
        if (backend != null) {
            backend.counters().add(loop, counter, amount);
        }
        if (server != null) {
            server.counters().add(loop, counter, amount);
        }
    }

    /** Closes the books; tells the log unless it is not wanted. The server's session is ended by who has its connection. */
    void end(EndedBy by, EndedIn in, boolean logged) {
        frontend.counters().add(loop, Counter.BYTES_IN, bytesIn);
        frontend.counters().add(loop, Counter.BYTES_OUT, bytesOut);
        addUpstream(Counter.BYTES_IN, bytesIn);
        addUpstream(Counter.BYTES_OUT, bytesOut);
        if (requestNanos != NEVER || status > 0) {
            Counter responses = Counter.ofStatus(status);
            count(responses);
            if (backend != null) {
                backend.counters().add(loop, responses, 1);
            }
        }
        if (backend != null) {
            backend.sessionEnded(loop);
        }
        if (logged && isLogged()) {
            log.ended(record(by, in));
        }
    }

    private ExchangeEnd record(EndedBy by, EndedIn in) {
        return new ExchangeEnd(
                frontend.settings().log(),
                client,
                frontend.name(),
                backend == null ? frontend.name() : backend.name(),
                nameOfServer(),
                startedAt,
                millis(startNanos, requestNanos),
                millis(requestNanos, connectNanos),
                millis(connectNanos, connectedNanos),
                millis(connectedNanos, responseNanos),
                millis(startNanos, System.nanoTime()),
                status,
                bytesOut,
                by,
                in,
                frontend.processConnections().current(),
                frontend.connections().current(),
                backend == null ? 0 : backend.sessions().current(),
                server == null ? 0 : server.sessions().current(),
                retries,
                redispatched,
                requestLine == null ? ExchangeEnd.BAD_REQUEST : requestLine);
    }

    private String nameOfServer() {
        if (serverName != null) {
            return serverName;
        }
        return server == null ? ExchangeEnd.NO_SERVER : server.name();
    }

    private static long millis(long from, long to) {
        return from == NEVER || to == NEVER ? -1 : TimeUnit.NANOSECONDS.toMillis(to - from);
    }
}
