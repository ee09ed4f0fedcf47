package lb.proxy.http2;

import java.util.concurrent.TimeUnit;

/**
 * Whether the server at the other end of a connection is there: a host that went away without a word, or a process that hangs, would
 * get request after request, each until its time is up. When a request is given up, and nothing at all has come since it began,
 * the server is asked by a PING; meanwhile it gets no more requests, and what it does not answer in time ends the connection.
 *
 * <pre>
 *  HEARD --a request is given up, unheard for a second: PING--&gt; ASKED --time--&gt; GONE
 *    ^------------------------ anything comes -------------------'
 * </pre>
 *
 * All times are of the monotonic clock, in nanoseconds. Not thread-safe.
 */
final class Silence {
    /** Servers of gRPC count PINGs: clients that hurry do not cause any. */
    private static final long LEAST = TimeUnit.SECONDS.toNanos(1);

    private static final long STANDARD_PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private final long patience;
    private long heard;
    private boolean asked;
    private long until;

    /** @param patience how long an answer may take; zero for five seconds */
    Silence(long patience, long now) {
        this.patience = patience > 0 ? patience : STANDARD_PATIENCE;
        heard = now;
    }

    /** Something has come. */
    void heard(long now) {
        heard = now;
        asked = false;
    }

    /** A request is given up that began then: tells whether the server is to be asked now. */
    boolean asks(long begun, long now) {
        if (asked || heard - begun >= 0 || now - begun < LEAST) {
            return false;
        }
        asked = true;
        until = now + patience;
        return true;
    }

    /** Whether an answer is waited for. */
    boolean isAsked() {
        return asked;
    }

    /** Time that it still has, at least 1; only while it is asked. */
    long left(long now) {
        return Math.max(1, until - now);
    }

    /** Whether it was asked, and has not answered in time. */
    boolean isGone(long now) {
        return asked && until - now <= 0;
    }
}
