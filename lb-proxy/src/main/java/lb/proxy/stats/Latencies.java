package lb.proxy.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import lb.proxy.stats.PhaseTimes.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Histograms of how long the phases of exchanges with one server take: for each phase and event loop an array of its own, made
 * when it is first needed, so that a server without traffic has none. Only the owning event loop counts, anybody reads.
 *
 * <p>Every five minutes or so what has been counted is noted, so that what is read is of the last five to ten minutes.
 */
public final class Latencies {
    private static final int PHASES = Phase.values().length;
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** Behind the buckets: all times together, ns. */
    private static final int SUM = LatencyBuckets.COUNT;

    /** The histogram of a phase on a loop at {@code loop * PHASES + phase}, null until something is counted. */
    private final AtomicReferenceArray<long @Nullable []> histograms;

    private final int loops;

    /** What had been counted when it was noted last, and the time before, by phase. */
    private volatile long[][] noted = new long[PHASES][];

    private volatile long[][] notedBefore = new long[PHASES][];

    /** @param loops number of event loops, 1 or more */
    public Latencies(int loops) {
        this.loops = loops;
        histograms = new AtomicReferenceArray<>(loops * PHASES);
    }

    /**
     * One more has ended; only on the event loop of that index.
     *
     * @param nanos how long the phase took; a negative one was never reached and says nothing
     */
    public void add(int loop, Phase phase, long nanos) {
        if (nanos < 0) {
            return;
        }
        int at = loop * PHASES + phase.ordinal();
        long[] own = histograms.getPlain(at);
        if (own == null) {
            own = new long[LatencyBuckets.COUNT + 1];
            histograms.setRelease(at, own);
        }
        int bucket = LatencyBuckets.of(nanos);
        CELL.setOpaque(own, bucket, own[bucket] + 1);
        CELL.setOpaque(own, SUM, own[SUM] + nanos);
    }

    /** Notes what has been counted, to be called every five minutes. Any thread. */
    public synchronized void note() {
        long[][] now = new long[PHASES][];
        for (int phase = 0; phase < PHASES; phase++) {
            now[phase] = total(phase);
        }
        notedBefore = noted;
        noted = now;
    }

    /** Nothing was counted yet. Any thread. */
    public synchronized void forget() {
        note();
        notedBefore = noted;
    }

    /** All that was counted of a phase; empty where nothing was. */
    private long[] total(int phase) {
        long[] sum = new long[0];
        for (int loop = 0; loop < loops; loop++) {
            long[] own = histograms.getAcquire(loop * PHASES + phase);
            if (own != null) {
                sum = sum.length == 0 ? new long[LatencyBuckets.COUNT + 1] : sum;
                for (int bucket = 0; bucket < own.length; bucket++) {
                    sum[bucket] += (long) CELL.getOpaque(own, bucket);
                }
            }
        }
        return sum;
    }

    /** What servers together took since the start. Any thread. */
    public static Distribution ever(List<Latencies> servers, Phase phase) {
        long[] counts = new long[LatencyBuckets.COUNT];
        long nanos = 0;
        for (Latencies server : servers) {
            long[] total = server.total(phase.ordinal());
            for (int bucket = 0; bucket < Math.min(total.length, counts.length); bucket++) {
                counts[bucket] += total[bucket];
            }
            nanos += total.length == 0 ? 0 : total[SUM];
        }
        return Distribution.of(counts, nanos);
    }

    /** What servers together took lately. Any thread. */
    public static Quantiles lately(List<Latencies> servers, Phase phase) {
        long[] counts = new long[LatencyBuckets.COUNT];
        for (Latencies server : servers) {
            long[] before = server.notedBefore[phase.ordinal()];
            long[] total = server.total(phase.ordinal());
            for (int bucket = 0; bucket < Math.min(total.length, counts.length); bucket++) {
                long old = before == null || before.length == 0 ? 0 : before[bucket];
                // A note may be newer than what was just read of another bucket.
                counts[bucket] += Math.max(0, total[bucket] - old);
            }
        }
        return Quantiles.of(counts);
    }
}
