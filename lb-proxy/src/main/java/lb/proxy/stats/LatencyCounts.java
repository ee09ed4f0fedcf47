package lb.proxy.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The histograms of one event loop at one server, for all phases, as small as the times that came are spread: of each phase only the octaves
 * (eight {@link LatencyBuckets}) from the shortest to the longest time, counts of 32 bits, two in a long.
 *
 * <pre>
 *  array of one loop (longs of 8 bytes)
 *  +-----------+------------------------------+-----------------------------+-----+-----------+
 *  | 16 unused | nanoseconds in all, by phase | QUEUE: 4 longs an octave    | ... | 16 unused |
 *  +-----------+------------------------------+-----------------------------+-----+-----------+
 *    128 bytes   4 longs                        one long: | bucket n + 1 | bucket n |
 * </pre>
 *
 * The unused ends keep two loops out of one cache line, as in {@link Counters}. For a time out of its octaves a larger one is made, with
 * what was counted; so it is when a count has reached 2^32 - 1, which is carried then: nothing is ever counted wrongly.
 *
 * <p>Only the owning event loop counts; anybody reads, and never sees half of a number.
 */
final class LatencyCounts {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private static final int PADDING = 16;
    private static final int PHASES = PhaseTimes.Phase.values().length;
    private static final int FIRST_OCTAVE = PADDING + PHASES;
    private static final int IN_OCTAVE = 8;
    private static final int LONGS_IN_OCTAVE = IN_OCTAVE / 2;

    /** Of one count in its long. */
    private static final long MASK = 0xFFFF_FFFFL;

    /** Of each phase the first octave that is there, and behind them the one after its last; the same where it has none. */
    private final byte[] octaves;

    /** Where the first octave of each phase would be, were octave 0 its first. */
    private final short[] origins = new short[PHASES];

    private final long[] cells;

    /** What has left counts that were full, by phase and bucket; null as long as none was. */
    private final long @Nullable [] carried;

    /** The greatest that a count becomes, without a sign: -1 for 2^32 - 1. */
    private final int greatest;

    /** Of nothing. */
    LatencyCounts() {
        this(-1);
    }

    /** Of nothing; a count is carried when it has reached that much, at least 1, without a sign. */
    LatencyCounts(int greatest) {
        this(greatest, new byte[2 * PHASES], null);
    }

    private LatencyCounts(int greatest, byte[] octaves, long @Nullable [] carried) {
        this.greatest = greatest;
        this.octaves = octaves;
        this.carried = carried;
        int end = FIRST_OCTAVE;
        for (int phase = 0; phase < PHASES; phase++) {
            origins[phase] = (short) (end - octaves[phase] * LONGS_IN_OCTAVE);
            end += (octaves[PHASES + phase] - octaves[phase]) * LONGS_IN_OCTAVE;
        }
        cells = new long[end + PADDING];
    }

    /**
     * One more; only on the owning event loop.
     *
     * @param nanos 0 or more
     * @return null when that is done; otherwise larger ones, with what was counted up to now, that are to take the place of these and
     *     to be told the same
     */
    @Nullable
    LatencyCounts add(int phase, long nanos) {
        int bucket = LatencyBuckets.of(nanos);
        int octave = bucket / IN_OCTAVE;
        if (octave < octaves[phase] || octave >= octaves[PHASES + phase]) {
            return with(phase, octave);
        }
        int at = origins[phase] + bucket / 2;
        int shift = bucket % 2 * Integer.SIZE;
        long both = cells[at];
        if ((int) (both >>> shift) == greatest) {
            return carrying(phase, bucket);
        }
        CELL.setOpaque(cells, at, both + (1L << shift));
        CELL.setOpaque(cells, PADDING + phase, cells[PADDING + phase] + nanos);
        return null;
    }

    private LatencyCounts with(int phase, int octave) {
        byte[] wider = octaves.clone();
        boolean none = wider[phase] == wider[PHASES + phase];
        wider[phase] = (byte) (none ? octave : Math.min(wider[phase], octave));
        wider[PHASES + phase] = (byte) (none ? octave + 1 : Math.max(wider[PHASES + phase], octave + 1));
        LatencyCounts larger = new LatencyCounts(greatest, wider, carried);
        System.arraycopy(cells, PADDING, larger.cells, PADDING, PHASES);
        for (int each = 0; each < PHASES; each++) {
            int from = octaves[each] * LONGS_IN_OCTAVE;
            int length = (octaves[PHASES + each] - octaves[each]) * LONGS_IN_OCTAVE;
            if (length > 0) {
                System.arraycopy(cells, origins[each] + from, larger.cells, larger.origins[each] + from, length);
            }
        }
        return larger;
    }

    private LatencyCounts carrying(int phase, int bucket) {
        long[] more = carried == null ? new long[PHASES * LatencyBuckets.COUNT] : carried.clone();
        more[phase * LatencyBuckets.COUNT + bucket] += Integer.toUnsignedLong(greatest);
        LatencyCounts emptied = new LatencyCounts(greatest, octaves, more);
        System.arraycopy(cells, 0, emptied.cells, 0, cells.length);
        emptied.cells[origins[phase] + bucket / 2] &= ~(MASK << (bucket % 2 * Integer.SIZE));
        return emptied;
    }

    /** Adds what was counted of a phase to the counts of all buckets. Any thread. */
    void addTo(long[] counts, int phase) {
        for (int bucket = octaves[phase] * IN_OCTAVE; bucket < octaves[PHASES + phase] * IN_OCTAVE; bucket += 2) {
            long both = (long) CELL.getOpaque(cells, origins[phase] + bucket / 2);
            counts[bucket] += both & MASK;
            counts[bucket + 1] += both >>> Integer.SIZE;
        }
        if (carried != null) {
            for (int bucket = 0; bucket < LatencyBuckets.COUNT; bucket++) {
                counts[bucket] += carried[phase * LatencyBuckets.COUNT + bucket];
            }
        }
    }

    /** All times of a phase together, ns. Any thread. */
    long nanos(int phase) {
        return (long) CELL.getOpaque(cells, PADDING + phase);
    }
}
