package lb.proxy.http1;

import lb.proxy.health.Observed;
import lb.proxy.listen.Frontend;
import lb.proxy.loop.LoopContext;
import lb.proxy.stats.Counter;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.Upstream;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange is counted by: for its frontend, and for the backend and the server that it is with, as far as they were
 * chosen; and what a server is judged by. Reused for every exchange of a connection.
 */
final class ExchangeFigures {
    private final LoopContext time;
    private final int loop;
    private final Frontend frontend;
    private final ExchangeTimes times;
    private final Upstream upstream;

    ExchangeFigures(LoopContext time, Frontend frontend, ExchangeTimes times) {
        this.time = time;
        this.frontend = frontend;
        this.times = times;
        loop = time.index();
        upstream = new Upstream(loop);
    }

    /** With whom the exchange is. */
    Upstream upstream() {
        return upstream;
    }

    /** Counts for the frontend. */
    void count(Counter counter) {
        frontend.counters().add(loop, counter, 1);
    }

    /** Counts for the backend and the server, as far as they were chosen. */
    void countUpstream(Counter counter) {
        upstream.count(counter, 1);
    }

    private void countAll(Counter counter) {
        count(counter);
        countUpstream(counter);
    }

    // The request

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

    /** A page, a route or a rule answers; one of a backend's does not count, as in HAProxy. */
    void answeredHere() {
        if (upstream.backend() == null) {
            count(Counter.INTERCEPTED);
        }
    }

    /** A route or a rule refuses it. */
    void denied() {
        count(Counter.DENIED_REQUESTS);
        Backend backend = upstream.backend();
        if (backend != null) {
            backend.counters().add(loop, Counter.DENIED_REQUESTS, 1);
        }
    }

    /** A rule refuses what has come before it is taken for a request: the frontend's alone, as in HAProxy. */
    void deniedContent() {
        count(Counter.DENIED_REQUESTS);
    }

    /** What a rule was to change would have become too long, or something else than a head. */
    void rewriteFailed() {
        countAll(Counter.FAILED_REWRITES);
        countAll(Counter.INTERNAL_ERRORS);
    }

    // The response

    /**
     * The server has answered.
     *
     * @param now when its head was read
     */
    void responded(int status, long now) {
        Server server = upstream.server();
        if (server != null) {
            server.counters().add(loop, Counter.REQUESTS, 1);
            server.counters().add(loop, Counter.ofStatus(status), 1);
            server.traffic().responded(loop, status, times.sinceChosen(now), now);
        }
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
    void responseDiscarded(int status) {
        Server server = upstream.server();
        if (server != null) {
            long now = time.nanoTime();
            server.traffic().responded(loop, status, times.sinceChosen(now), now);
        }
    }

    /** A rule keeps it back. */
    void responseDenied() {
        countAll(Counter.DENIED_RESPONSES);
    }

    // The end

    void moved(long bytesIn, long bytesOut) {
        frontend.counters().add(loop, Counter.BYTES_IN, bytesIn);
        frontend.counters().add(loop, Counter.BYTES_OUT, bytesOut);
        upstream.count(Counter.BYTES_IN, bytesIn);
        upstream.count(Counter.BYTES_OUT, bytesOut);
    }

    /** The client has that status, or none where it is -1. */
    void answered(int status) {
        Counter responses = Counter.ofStatus(status);
        count(responses);
        @Nullable Backend backend = upstream.backend();
        if (backend != null) {
            backend.counters().add(loop, responses, 1);
        }
    }

    /** It has taken its time. */
    void ended() {
        @Nullable Backend backend = upstream.backend();
        if (backend != null) {
            backend.sessionEnded(loop);
            upstream.took(times.queue(), times.connect(), times.response(), times.total());
        }
    }
}
