package lb.proxy.balance;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a server costs by the time that it takes: the moving average of its response times, which follows a slow one at
 * once and a fast one by and by, and fades while it is not used, so that it is tried again.
 *
 * <pre>
 *   at a response after r at time t, the last one having been at t0:
 *     w    = e^(-(t - t0) / decay)
 *     ewma = r                              where r is above it: a peak counts as it is
 *     ewma = ewma * w + r * (1 - w)         otherwise
 *     ewma = ewma                           of a failure that came sooner; 1 s where nothing is known
 *   at a choice at time t:
 *     cost = (ewma * e^(-(t - t0) / decay) + 1 us) * (open sessions + 1)
 * </pre>
 *
 * A failure of the server counts only where it makes the average worse, which does not fade meanwhile, and a connection that
 * fails as one that took as long as is waited for: who fails fast gets no traffic for it.
 *
 * <p>Any thread. Average and time are one word, so that nobody sees the one without the other; of two responses at the
 * same moment one may be lost.
 *
 * <pre>
 *  63                        32 31                  0
 *  +---------------------------+--------------------+
 *  | ewma, ns, as a float      | t0, ms             |
 *  +---------------------------+--------------------+
 * </pre>
 */
public final class PeakEwma {
    /** So that servers of which nothing is known are told apart by their sessions. */
    private static final double LEAST_NANOS = 1_000;

    /** What a server is taken to need that has done nothing but fail. */
    private static final double FAILED_NANOS = 1e9;

    private final double decayMillis;
    private final long originNanos;
    private final AtomicLong state = new AtomicLong();

    /**
     * @param decayNanos above 0
     * @param now in ns, of the clock that is used later
     */
    public PeakEwma(long decayNanos, long now) {
        decayMillis = decayNanos / 1e6;
        originNanos = now;
    }

    /**
     * A response has come.
     *
     * @param nanos how long after the server was chosen
     * @param good whether it is none that tells of the server's failure
     */
    public void responded(long nanos, boolean good, long now) {
        long before = state.getOpaque();
        double average = average(before);
        double after;
        if (!good) {
            after = Math.max((double) nanos, average == 0 ? FAILED_NANOS : average);
        } else if (nanos >= average) {
            after = nanos;
        } else {
            double weight = Math.exp(-age(before, now) / decayMillis);
            after = average * weight + nanos * (1 - weight);
        }
        state.setOpaque((long) Float.floatToRawIntBits((float) after) << 32 | (millis(now) & 0xFFFF_FFFFL));
    }

    /** Nothing is known any more. Any thread. */
    public void forget() {
        state.setOpaque(0);
    }

    /**
     * What it costs to choose it now.
     *
     * @param open sessions on it
     */
    public double cost(int open, long now) {
        long known = state.getOpaque();
        double average = average(known);
        if (average > 0) {
            average *= Math.exp(-age(known, now) / decayMillis);
        }
        return (average + LEAST_NANOS) * (open + 1.0);
    }

    private static double average(long state) {
        return Float.intBitsToFloat((int) (state >>> 32));
    }

    private int millis(long now) {
        return (int) TimeUnit.NANOSECONDS.toMillis(now - originNanos);
    }

    /** In ms; below 2^31, which is 24 days. */
    private int age(long state, long now) {
        return Math.max(0, millis(now) - (int) state);
    }
}
