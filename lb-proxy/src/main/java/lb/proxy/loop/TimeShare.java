package lb.proxy.loop;

import java.util.concurrent.TimeUnit;
import lb.proxy.limit.ReachedLimit;

/**
 * The share of an event loop's time that one kind of work may take, which nobody can hold the loop up with by asking for it
 * again and again: a quarter, of which a second is saved up. A piece of work that has begun is done to its end, and what it
 * took too long the next ones wait for. On its loop.
 *
 * <pre>
 *  saved up, s
 *  1 |------\            /---------
 *    |       \    /\    /
 *  0 |--------\--/--\--/----------&gt; time
 *    |         \/  ^ a piece longer than what was left
 *          ^ pieces that come at once
 * </pre>
 */
public final class TimeShare {
    /** For each second of it this many of anything else. */
    private static final int OTHERS = 3;

    private static final long MOST = TimeUnit.SECONDS.toNanos(1);

    private final NanoClock clock;
    private final ReachedLimit limit;
    private long left = MOST;
    private long at;

    /** @param limit counts the work that there was no time for */
    public TimeShare(NanoClock clock, ReachedLimit limit) {
        this.clock = clock;
        this.limit = limit;
        at = clock.nanoTime();
    }

    /** Whether there is time for a piece of it now; {@link #end} follows when it is done. */
    public boolean begin() {
        long now = clock.nanoTime();
        left = Math.min(MOST, left + (now - at) / OTHERS);
        at = now;
        if (left <= 0) {
            limit.reached();
            return false;
        }
        return true;
    }

    /** The piece is done that has begun. */
    public void end() {
        long now = clock.nanoTime();
        left -= now - at;
        at = now;
    }
}
