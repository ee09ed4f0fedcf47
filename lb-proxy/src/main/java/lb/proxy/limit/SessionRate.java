package lb.proxy.limit;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Lets in at most so many in any second, wherever that second begins.
 *
 * <pre>
 *  the last admissions, in a ring as long as the limit (here 3)
 *        | | |              | | |
 *  ------x-x-x--------------x-+-+------&gt; time
 *        |&lt;---- 1 s -----&gt;|  the next: a second after the third last, and not before its turn in the pace
 * </pre>
 *
 * <p>The first ones may come all at once. Once somebody had to wait, admissions follow each other in the limit's own pace
 * instead of in bursts, second by second: what is behind is to be spared. A wake that comes late is made good.
 *
 * <p>Time comes in as a parameter, in ns of one monotonic clock. Any thread: a lock that is held for some ns, and only
 * where such a limit is set.
 */
public final class SessionRate {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long[] admitted;
    private final long interval;

    /** Place of the oldest admission in the ring. */
    private int oldest;

    /** Whether somebody had to wait less than a second's worth of admissions ago. */
    private boolean pressed;

    /** While pressed: the next one's turn. */
    private long turn;

    /** @param perSecond the limit, 1 or more; takes 8 bytes for each */
    public SessionRate(int perSecond, long now) {
        if (perSecond < 1) {
            throw new IllegalArgumentException("a rate of " + perSecond);
        }
        admitted = new long[perSecond];
        Arrays.fill(admitted, now - SECOND);
        interval = SECOND / perSecond;
    }

    /** Admissions in a second, at most. */
    public int limit() {
        return admitted.length;
    }

    /**
     * Asks for an admission.
     *
     * @return 0 when let in; else after how many ns it is worth asking again
     */
    public synchronized long admit(long now) {
        long wait = untilNext(now);
        if (wait > 0) {
            return wait;
        }
        long earliest = now + wait;
        if (pressed && now - earliest >= SECOND) {
            pressed = false;
        }
        turn = earliest + interval;
        admitted[oldest] = now;
        oldest = oldest + 1 == admitted.length ? 0 : oldest + 1;
        return 0;
    }

    /** After how many ns the next can be let in; 0 or less for now. Who has to wait is taken for somebody who does. */
    public synchronized long untilNext(long now) {
        long earliest = earliest();
        if (!pressed && earliest - now > 0) {
            pressed = true;
            turn = earliest;
        }
        return earliest - now;
    }

    private long earliest() {
        long free = admitted[oldest] + SECOND;
        return pressed && turn - free > 0 ? turn : free;
    }
}
