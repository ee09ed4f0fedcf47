package lb.proxy.stats;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many sessions are open now, and the most that ever were: both exact across event loops, in one atomic.
 *
 * <pre>
 *  63            32 31             0
 *  +---------------+---------------+
 *  |   greatest    |    current    |
 *  +---------------+---------------+
 * </pre>
 */
public final class Sessions {
    private static final long CURRENT = 0xFFFF_FFFFL;

    private final AtomicLong packed = new AtomicLong();

    /** One more is open. Any thread. */
    public void began() {
        long before;
        long after;
        do {
            before = packed.get();
            after = before + 1;
            if ((after & CURRENT) > before >>> 32) {
                after += 1L << 32;
            }
        } while (!packed.compareAndSet(before, after));
    }

    /** One more is open, unless as many as the limit are. Any thread. */
    public boolean tryBegin(int limit) {
        long before;
        long after;
        do {
            before = packed.get();
            if ((before & CURRENT) >= limit) {
                return false;
            }
            after = before + 1;
            if ((after & CURRENT) > before >>> 32) {
                after += 1L << 32;
            }
        } while (!packed.compareAndSet(before, after));
        return true;
    }

    /** One that began has ended. Any thread. */
    public void ended() {
        packed.getAndDecrement();
    }

    /** The most that were open is what is open now. Any thread. */
    public void forgetGreatest() {
        packed.updateAndGet(before -> (before & CURRENT) << 32 | (before & CURRENT));
    }

    /** Sessions open now. */
    public int current() {
        return (int) packed.get();
    }

    /** The most that were open at one time. */
    public int greatest() {
        return (int) (packed.get() >>> 32);
    }
}
