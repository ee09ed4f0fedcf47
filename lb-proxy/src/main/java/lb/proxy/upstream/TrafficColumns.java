package lb.proxy.upstream;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import lb.proxy.settings.Mode;
import lb.proxy.stats.Column;
import lb.proxy.stats.Counter;
import lb.proxy.stats.Counters;
import lb.proxy.stats.RateSampler;
import lb.proxy.stats.Sessions;
import lb.proxy.stats.StatsRow;

/** The columns that a server and its backend have in common. */
final class TrafficColumns {
    private static final Set<Counter> ALWAYS = EnumSet.of(
            Counter.SESSIONS,
            Counter.BYTES_IN,
            Counter.BYTES_OUT,
            Counter.DENIED_RESPONSES,
            Counter.CONNECTION_ERRORS,
            Counter.RESPONSE_ERRORS,
            Counter.RETRIES,
            Counter.REDISPATCHES,
            Counter.CHOSEN,
            Counter.CLIENT_ABORTS,
            Counter.SERVER_ABORTS,
            Counter.CONNECTS,
            Counter.REUSES,
            Counter.FAILED_REWRITES,
            Counter.INTERNAL_ERRORS);

    private static final Set<Counter> IN_HTTP = EnumSet.of(
            Counter.RESPONSES_1XX,
            Counter.RESPONSES_2XX,
            Counter.RESPONSES_3XX,
            Counter.RESPONSES_4XX,
            Counter.RESPONSES_5XX,
            Counter.RESPONSES_OTHER,
            Counter.REQUESTS);

    private TrafficColumns() {}

    static void fill(
            StatsRow row,
            Backend backend,
            int backendId,
            Counters counters,
            Sessions sessions,
            RateSampler rate,
            long now) {
        Mode mode = backend.settings().mode();
        row.put(Column.PXNAME, backend.name())
                .put(Column.PID, 1)
                .put(Column.IID, backendId)
                .put(Column.MODE, mode.name().toLowerCase(Locale.ROOT))
                .put(Column.SCUR, sessions.current())
                .put(Column.SMAX, sessions.greatest())
                .put(Column.RATE, rate.rate())
                .put(Column.RATE_MAX, rate.greatest())
                .put(Column.LASTSESS, lastSession(counters, rate, now));
        // No header rewrite can fail.
        for (Counter counter : ALWAYS) {
            row.put(counters, counter);
        }
        if (mode == Mode.HTTP) {
            for (Counter counter : IN_HTTP) {
                row.put(counters, counter);
            }
        }
    }

    /** Whole seconds since the last session began; -1 where none has since they were cleared. */
    static long lastSession(Counters counters, RateSampler rate, long now) {
        return counters.sum(Counter.SESSIONS) == 0 ? -1 : rate.secondsSinceLast(now, counters.total(Counter.SESSIONS));
    }
}
