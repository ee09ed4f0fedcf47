package lb.proxy.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The counters of one frontend, backend or server: for each event loop an array of its own, summed when read.
 *
 * <pre>
 *  array of one loop (longs of 8 bytes)
 *  +----------------+-------------+-------------+-----+----------------+
 *  | 16 unused      | SESSIONS    | BYTES_IN    | ... | 16 unused      |
 *  +----------------+-------------+-------------+-----+----------------+
 *    128 bytes        index 16      index 17            128 bytes
 * </pre>
 *
 * The unused ends keep two loops from writing into one cache line, or into the neighbouring one that processors fetch
 * with it.
 *
 * <p>Only the owning event loop adds; anybody reads. Accesses are opaque (plain moves on 64-bit machines): a reader never
 * sees half a number, sees each loop's counter grow only, and sees an addition soon, but sums of different counters
 * may be of slightly different moments.
 */
public final class Counters {
    private static final int PADDING = 16;
    private static final int SIZE = Counter.values().length;
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[][] cells;

    /** What was counted until they were cleared; null when they never were. */
    private volatile long @Nullable [] cleared;

    /** @param loops number of event loops, 1 or more */
    public Counters(int loops) {
        cells = new long[loops][PADDING + SIZE + PADDING];
    }

    /** Adds to a counter; only on the event loop of that index. */
    public void add(int loop, Counter counter, long amount) {
        long[] own = cells[loop];
        int index = PADDING + counter.ordinal();
        CELL.setOpaque(own, index, own[index] + amount);
    }

    /** The counter over all loops since it was cleared; on any thread. */
    public long sum(Counter counter) {
        long before = cleared(counter);
        return total(counter) - before;
    }

    /** What it had counted when it was cleared; 0 where it never was. To be read before the total, so that it is never greater. */
    long cleared(Counter counter) {
        long[] before = cleared;
        return before == null ? 0 : before[counter.ordinal()];
    }

    /** All are 0 from now on. Any thread: the loops go on, and what they had counted is taken off. */
    public void clear() {
        long[] totals = new long[SIZE];
        for (Counter counter : Counter.values()) {
            totals[counter.ordinal()] = total(counter);
        }
        cleared = totals;
    }

    /** The counter over all loops since the start; on any thread. */
    public long total(Counter counter) {
        int index = PADDING + counter.ordinal();
        long sum = 0;
        for (long[] own : cells) {
            sum += (long) CELL.getOpaque(own, index);
        }
        return sum;
    }
}
