package lb.proxy.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * How long the phases of the exchanges of one backend or server take: the average over about the last 1024, and the
 * longest ever. For each event loop an array of its own, laid out as in {@link Counters}; only the owning event loop
 * writes, anybody reads. Whole milliseconds.
 *
 * <pre>
 *  | 16 unused | QUEUE: count, sum, longest | CONNECT: … | RESPONSE: … | TOTAL: … | 16 unused |
 * </pre>
 *
 * Once the count has reached 1024, each new time takes the place of an average one in the sum.
 */
public final class PhaseTimes {
    /** What is timed, and the columns that show it. */
    public enum Phase {
        /** Waiting in queues. */
        QUEUE(Column.QTIME, Column.QTIME_MAX),
        /** Connecting, retries included. */
        CONNECT(Column.CTIME, Column.CTIME_MAX),
        /** Waiting for the response head. */
        RESPONSE(Column.RTIME, Column.RTIME_MAX),
        /** From start to end. */
        TOTAL(Column.TTIME, Column.TTIME_MAX);

        private final Column average;
        private final Column longest;

        Phase(Column average, Column longest) {
            this.average = average;
            this.longest = longest;
        }
    }

    /** As HAProxy has it. */
    private static final int WINDOW = 1024;

    private static final int PADDING = 16;
    private static final int COUNT = 0;
    private static final int SUM = 1;
    private static final int LONGEST = 2;
    private static final int SIZE = 3;
    private static final Phase[] PHASES = Phase.values();
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[][] cells;

    /** @param loops number of event loops, 1 or more */
    public PhaseTimes(int loops) {
        cells = new long[loops][PADDING + PHASES.length * SIZE + PADDING];
    }

    /**
     * One more has ended; only on the event loop of that index.
     *
     * @param millis how long the phase took; a negative one was never reached and says nothing
     */
    public void add(int loop, Phase phase, long millis) {
        if (millis < 0) {
            return;
        }
        long[] own = cells[loop];
        int at = PADDING + phase.ordinal() * SIZE;
        long count = own[at + COUNT];
        long sum = own[at + SUM];
        if (count < WINDOW) {
            CELL.setOpaque(own, at + COUNT, count + 1);
        } else {
            sum -= sum / WINDOW;
        }
        CELL.setOpaque(own, at + SUM, sum + millis);
        if (millis > own[at + LONGEST]) {
            CELL.setOpaque(own, at + LONGEST, millis);
        }
    }

    /** Forgets the longest ones; only on the event loop of that index. */
    public void forgetLongest(int loop) {
        for (Phase phase : PHASES) {
            CELL.setOpaque(cells[loop], PADDING + phase.ordinal() * SIZE + LONGEST, 0L);
        }
    }

    /** Forgets all; only on the event loop of that index. */
    public void clear(int loop) {
        Arrays.fill(cells[loop], 0);
    }

    /** Fills the columns of all phases. Any thread. */
    public void fill(StatsRow row) {
        for (Phase phase : PHASES) {
            int at = PADDING + phase.ordinal() * SIZE;
            long count = 0;
            long sum = 0;
            long longest = 0;
            for (long[] own : cells) {
                count += (long) CELL.getOpaque(own, at + COUNT);
                sum += (long) CELL.getOpaque(own, at + SUM);
                longest = Math.max(longest, (long) CELL.getOpaque(own, at + LONGEST));
            }
            row.put(phase.average, count == 0 ? 0 : sum / count).put(phase.longest, longest);
        }
    }
}
