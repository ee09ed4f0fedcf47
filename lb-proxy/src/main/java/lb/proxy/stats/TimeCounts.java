package lb.proxy.stats;

import lb.proxy.stats.PhaseTimes.Phase;
import org.jspecify.annotations.Nullable;

/** A histogram of times of one kind: one thread counts, anybody reads. */
public final class TimeCounts {
    private static final int ONLY = Phase.TOTAL.ordinal();

    private volatile LatencyCounts counts = new LatencyCounts();

    /** One more, 0 ns or more. Always the same thread. */
    public void add(long nanos) {
        @Nullable LatencyCounts larger = counts.add(ONLY, nanos);
        while (larger != null) {
            counts = larger;
            larger = larger.add(ONLY, nanos);
        }
    }

    /** All of them. */
    public Distribution distribution() {
        LatencyCounts now = counts;
        long[] all = new long[LatencyBuckets.COUNT];
        now.addTo(all, ONLY);
        return Distribution.of(all, now.nanos(ONLY));
    }
}
