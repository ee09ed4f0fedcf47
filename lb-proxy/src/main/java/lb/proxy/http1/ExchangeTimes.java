package lb.proxy.http1;

import java.util.concurrent.TimeUnit;
import lb.proxy.loop.LoopContext;

/**
 * When the steps of one exchange were, and how long its phases took: in nanoseconds, -1 for a phase that was not reached.
 * Reused for every exchange of a connection.
 */
final class ExchangeTimes {
    private static final long NEVER = Long.MIN_VALUE;

    private final LoopContext time;

    private long startedAt;
    private long idle;

    private long startNanos;
    private long requestNanos;

    /** Whether the request counts as none that was read. */
    private boolean rejected;

    private long connectNanos;
    private long connectedNanos;

    /** When the server was chosen that it is with, after others perhaps. */
    private long chosenNanos;

    private long responseNanos;
    private long endNanos;

    ExchangeTimes(LoopContext time) {
        this.time = time;
    }

    /** @param idleFrom when the exchange before was over, or the connection was made */
    void begin(long idleFrom) {
        startedAt = time.currentTimeMillis();
        startNanos = time.nanoTime();
        idle = startNanos - idleFrom;
        requestNanos = NEVER;
        rejected = false;
        connectNanos = NEVER;
        connectedNanos = NEVER;
        responseNanos = NEVER;
    }

    void requestRead() {
        requestNanos = time.nanoTime();
    }

    /** It gets no answer. */
    void requestRejected() {
        rejected = true;
    }

    /** The wait in a queue is over, or there was none. */
    void connecting() {
        connectNanos = time.nanoTime();
    }

    long connectingSince() {
        return connectNanos;
    }

    void connected() {
        connectedNanos = time.nanoTime();
    }

    /** The connection is none any more. */
    void disconnected() {
        connectedNanos = NEVER;
    }

    /** @param at when the server that it is with was chosen */
    void chosen(long at) {
        chosenNanos = at;
    }

    long sinceChosen(long now) {
        return now - chosenNanos;
    }

    /** Returns when. */
    long responseRead() {
        responseNanos = time.nanoTime();
        return responseNanos;
    }

    /** It counts as none. */
    void responseKeptBack() {
        responseNanos = NEVER;
    }

    /** Returns when. */
    long end() {
        endNanos = time.nanoTime();
        return endNanos;
    }

    boolean hasRequest() {
        return requestNanos != NEVER;
    }

    /** In milliseconds since 1970. */
    long startedAt() {
        return startedAt;
    }

    long idle() {
        return idle;
    }

    long request() {
        return rejected ? -1 : between(startNanos, requestNanos);
    }

    long queue() {
        return between(requestNanos, connectNanos);
    }

    long connect() {
        return between(connectNanos, connectedNanos);
    }

    long response() {
        return between(connectedNanos, responseNanos);
    }

    long total() {
        return between(startNanos, endNanos);
    }

    /** The same in milliseconds; -1 stays. */
    static long millis(long nanos) {
        return nanos < 0 ? -1 : TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private static long between(long from, long to) {
        return from == NEVER || to == NEVER ? -1 : to - from;
    }
}
