package lb.proxy.stats;

/**
 * The buckets of the histograms of times: eight between a time and its double, so that what is read of them is wrong by a
 * sixteenth at most; below 128 µs eight of equal width. The last one takes all from 71 minutes on.
 *
 * <pre>
 *  bucket   0      1            7       8        9              15       16              207
 *  µs      0–15  16–31  …   112–127  128–143  144–159  …   240–255  256–287  …   from 4,026,531,840
 * </pre>
 *
 * Pure.
 */
final class LatencyBuckets {
    static final int COUNT = 208;

    private static final int LINEAR_BITS = 7;
    private static final int WIDTH_BITS = 4;
    private static final int IN_OCTAVE_BITS = 3;
    private static final int IN_OCTAVE = 1 << IN_OCTAVE_BITS;
    private static final long NANOS_PER_MICRO = 1000;

    private LatencyBuckets() {}

    /** The bucket of a time. */
    static int of(long nanos) {
        long micros = nanos / NANOS_PER_MICRO;
        if (micros < 1 << LINEAR_BITS) {
            return (int) micros >> WIDTH_BITS;
        }
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
        int inOctave = (int) (micros >>> (octave - IN_OCTAVE_BITS)) & (IN_OCTAVE - 1);
        return Math.min(COUNT - 1, IN_OCTAVE * (octave - LINEAR_BITS + 1) + inOctave);
    }

    /** The shortest time of a bucket, µs; of the one behind the last, where that would end. */
    static long micros(int bucket) {
        if (bucket < IN_OCTAVE) {
            return (long) bucket << WIDTH_BITS;
        }
        int octave = bucket / IN_OCTAVE - 1 + LINEAR_BITS;
        long inOctave = bucket % IN_OCTAVE;
        return (IN_OCTAVE + inOctave) << (octave - IN_OCTAVE_BITS);
    }

    /**
     * The time that a part of all does not exceed.
     *
     * @param counts of the buckets
     * @param part 0 to 1
     * @return µs, the middle of its bucket; -1 where nothing was counted
     */
    static long quantile(long[] counts, double part) {
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        if (all == 0) {
            return -1;
        }
        long wanted = Math.max(1, (long) Math.ceil(all * part));
        int bucket = -1;
        for (long passed = 0; passed < wanted; passed += counts[bucket]) {
            bucket++;
        }
        return (micros(bucket) + micros(bucket + 1)) / 2;
    }
}
