package lb.proxy.stats;

import java.util.concurrent.TimeUnit;

/**
 * Events per second of a counter that is looked at about once a second: the rate of the last interval, and the greatest
 * so far.
 *
 * <p>One thread samples; anybody reads.
 */
public final class RateSampler {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long sampledAt;
    private volatile long total;
    private volatile long grownAt;
    private volatile long rate;
    private volatile long greatest;

    /** @param now in ns, of the same clock as every later {@code now} */
    public RateSampler(long now) {
        sampledAt = now;
        grownAt = now;
    }

    /** Takes the counter's value at a moment. Two samples of one moment are one. */
    public void sample(long now, long count) {
        long elapsed = now - sampledAt;
        if (elapsed <= 0) {
            return;
        }
        long grown = count - total;
        long measured = Math.round((double) grown * SECOND / elapsed);
        sampledAt = now;
        if (grown > 0) {
            grownAt = now;
        }
        total = count;
        rate = measured;
        greatest = Math.max(greatest, measured);
    }

    /** Events per second in the last interval, rounded. */
    public long rate() {
        return rate;
    }

    /** The greatest rate of all intervals. */
    public long greatest() {
        return greatest;
    }

    /** The greatest rate is to be found anew. Any thread. */
    public void forgetGreatest() {
        greatest = 0;
    }

    /** Whole seconds since the counter last grew, to a second; -1 if it never did ({@code lastsess}). */
    public long secondsSinceLast(long now, long count) {
        if (count == 0) {
            return -1;
        }
        return count > total ? 0 : Math.max(0, now - grownAt) / SECOND;
    }
}
