package lb.proxy.stats;

/**
 * How long a phase takes, in µs: half of the exchanges were not longer than {@code p50}, nine of ten not longer than
 * {@code p90}, ninety-nine of a hundred not longer than {@code p99}.
 *
 * @param count exchanges that had the phase
 */
public record Quantiles(long count, long p50, long p90, long p99) {
    /** Of the counts of histograms, which are added up; nothing is known where all are 0. */
    static Quantiles of(long[] counts) {
        long all = 0;
        for (long count : counts) {
            all += count;
        }
        return new Quantiles(
                all,
                LatencyBuckets.quantile(counts, 0.5),
                LatencyBuckets.quantile(counts, 0.9),
                LatencyBuckets.quantile(counts, 0.99));
    }
}
