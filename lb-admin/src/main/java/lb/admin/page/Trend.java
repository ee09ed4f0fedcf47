package lb.admin.page;

import java.util.Arrays;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/**
 * What a frontend, backend or server did in the last {@value #MINUTES} minutes: sessions and errors per second, and how long
 * responses took, a point every five seconds. {@code 1 kB} of memory. Guarded by {@link Trends}.
 */
final class Trend {
    static final int MINUTES = 5;
    static final int POINTS = 60;

    /** What there is a line of. */
    enum Line {
        RATE,
        ERRORS,
        TIME
    }

    private final float[][] points = new float[Line.values().length][POINTS];
    private int next;
    private int count;
    private long sessions;
    private long errors;

    /** @param first the figures from which rates are counted */
    Trend(StatsRow first) {
        sessions = sessions(first);
        errors = errors(first);
    }

    /** Adds a point. */
    void add(StatsRow row, double seconds) {
        long sessionsNow = sessions(row);
        long errorsNow = errors(row);
        // Less than before where somebody has cleared the counters.
        points[Line.RATE.ordinal()][next] = (float) (Math.max(0, sessionsNow - sessions) / seconds);
        points[Line.ERRORS.ordinal()][next] = (float) (Math.max(0, errorsNow - errors) / seconds);
        points[Line.TIME.ordinal()][next] =
                row.number("http".equals(row.text(Column.MODE)) ? Column.RTIME : Column.CTIME);
        sessions = sessionsNow;
        errors = errorsNow;
        next = (next + 1) % POINTS;
        count = Math.min(POINTS, count + 1);
    }

    /** The points, the oldest first. */
    float[] points(Line line) {
        float[] all = points[line.ordinal()];
        int from = (next - count + POINTS) % POINTS;
        float[] ordered = Arrays.copyOfRange(all, from, Math.min(POINTS, from + count));
        int rest = count - ordered.length;
        if (rest > 0) {
            ordered = Arrays.copyOf(ordered, count);
            System.arraycopy(all, 0, ordered, count - rest, rest);
        }
        return ordered;
    }

    /** HTTP requests count where there are any. */
    private static long sessions(StatsRow row) {
        return row.has(Column.REQ_TOT) && row.type() == StatsRow.Type.FRONTEND
                ? Math.max(row.number(Column.REQ_TOT), row.number(Column.STOT))
                : row.number(Column.STOT);
    }

    private static long errors(StatsRow row) {
        return row.number(Column.EREQ)
                + row.number(Column.ECON)
                + row.number(Column.ERESP)
                + row.number(Column.HRSP_5XX);
    }
}
