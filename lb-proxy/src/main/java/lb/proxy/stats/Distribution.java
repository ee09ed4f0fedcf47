package lb.proxy.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How times are spread, in few buckets, each twice as wide as the one before.
 *
 * @param counts how many were shorter than each of {@link #BOUNDS_MICROS} and not shorter than the one before; the last one:
 *     than none of them
 * @param sumNanos all of them together
 */
public record Distribution(List<Long> counts, long sumNanos) {
    private static final int FIRST_POWER = 8;
    private static final int LAST_POWER = 26;

    /** Where the buckets end, µs: from 256 µs to 67 s. */
    public static final List<Long> BOUNDS_MICROS = LongStream.rangeClosed(FIRST_POWER, LAST_POWER)
            .map(power -> 1L << power)
            .boxed()
            .toList();

    public Distribution {
        counts = List.copyOf(counts);
    }

    /** From the counts of {@link LatencyBuckets}, of which each power of two begins one. */
    static Distribution of(long[] fine, long sumNanos) {
        List<Long> counts = new ArrayList<>();
        int bucket = 0;
        for (long bound : BOUNDS_MICROS) {
            long count = 0;
            for (; LatencyBuckets.micros(bucket) < bound; bucket++) {
                count += fine[bucket];
            }
            counts.add(count);
        }
        long rest = 0;
        for (; bucket < fine.length; bucket++) {
            rest += fine[bucket];
        }
        counts.add(rest);
        return new Distribution(counts, sumNanos);
    }

    /** How many there are. */
    public long count() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }
}
