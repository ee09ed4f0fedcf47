package lb.proxy.stats;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import lb.proxy.stats.PhaseTimes.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Histograms of how long the phases of exchanges with one server take: for each event loop its own, made when it is first needed and as
 * large as needed, so that a server without traffic has none. Only the owning event loop counts, anybody reads.
 *
 * <p>Every five minutes or so what has been counted is noted, so that what is read is of the last five to ten minutes.
 */
public final class Latencies {
    private static final int PHASES = Phase.values().length;

    /** Of each loop; null until something is counted. */
    private final AtomicReferenceArray<@Nullable LatencyCounts> histograms;

    /** What had been counted when it was noted last, and the time before, by phase; null where nothing had. */
    private volatile @Nullable Note[] noted = new Note[PHASES];

    private volatile @Nullable Note[] notedBefore = new Note[PHASES];

    /** What had been counted, from the first bucket in which there was anything to the last. */
    private static final class Note {
        private final int first;
        private final long[] counts;

        private Note(int first, long[] counts) {
            this.first = first;
            this.counts = counts;
        }

        /** Null where all are 0. */
        static @Nullable Note of(long[] all) {
            int first = 0;
            int end = all.length;
            while (first < end && all[first] == 0) {
                first++;
            }
            while (end > first && all[end - 1] == 0) {
                end--;
            }
            return first == end ? null : new Note(first, Arrays.copyOfRange(all, first, end));
        }

        long count(int bucket) {
            int at = bucket - first;
            return at < 0 || at >= counts.length ? 0 : counts[at];
        }
    }

    /** @param loops number of event loops, 1 or more */
    public Latencies(int loops) {
        histograms = new AtomicReferenceArray<>(loops);
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
        LatencyCounts own = histograms.getPlain(loop);
        LatencyCounts larger = own == null ? new LatencyCounts() : own.add(phase.ordinal(), nanos);
        // Twice at most: once for room, and once for a count that is full.
        while (larger != null) {
            histograms.setRelease(loop, larger);
            larger = larger.add(phase.ordinal(), nanos);
        }
    }

    /** Notes what has been counted, to be called every five minutes. Any thread. */
    public synchronized void note() {
        @Nullable Note[] now = new Note[PHASES];
        for (int phase = 0; phase < PHASES; phase++) {
            long[] counts = new long[LatencyBuckets.COUNT];
            addTo(counts, phase);
            now[phase] = Note.of(counts);
        }
        notedBefore = noted;
        noted = now;
    }

    /** Nothing was counted yet. Any thread. */
    public synchronized void forget() {
        note();
        notedBefore = noted;
    }

    /** Adds all that was counted of a phase; gives all times together, ns. */
    private long addTo(long[] counts, int phase) {
        long nanos = 0;
        for (int loop = 0; loop < histograms.length(); loop++) {
            LatencyCounts own = histograms.getAcquire(loop);
            if (own != null) {
                own.addTo(counts, phase);
                nanos += own.nanos(phase);
            }
        }
        return nanos;
    }

    /** What servers together took since the start. Any thread. */
    public static Distribution ever(List<Latencies> servers, Phase phase) {
        long[] counts = new long[LatencyBuckets.COUNT];
        long nanos = 0;
        for (Latencies server : servers) {
            nanos += server.addTo(counts, phase.ordinal());
        }
        return Distribution.of(counts, nanos);
    }

    /** What servers together took lately. Any thread. */
    public static Quantiles lately(List<Latencies> servers, Phase phase) {
        long[] counts = new long[LatencyBuckets.COUNT];
        for (Latencies server : servers) {
            Note before = server.notedBefore[phase.ordinal()];
            if (before == null) {
                server.addTo(counts, phase.ordinal());
                continue;
            }
            long[] total = new long[LatencyBuckets.COUNT];
            server.addTo(total, phase.ordinal());
            for (int bucket = 0; bucket < total.length; bucket++) {
                // A note may be newer than what was just read of another bucket.
                counts[bucket] += Math.max(0, total[bucket] - before.count(bucket));
            }
        }
        return Quantiles.of(counts);
    }
}
