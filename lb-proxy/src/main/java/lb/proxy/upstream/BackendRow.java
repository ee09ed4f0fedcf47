package lb.proxy.upstream;

import java.util.List;
import lb.proxy.settings.CookieSettings;
import lb.proxy.settings.Mode;
import lb.proxy.stats.Column;
import lb.proxy.stats.Counter;
import lb.proxy.stats.Latencies;
import lb.proxy.stats.StatsRow;
import lb.proxy.stats.Untouched;

/** The figures of a backend as a whole, in HAProxy's columns. */
final class BackendRow {
    private BackendRow() {}

    static StatsRow of(Backend backend, int id, long now) {
        Usable usable = backend.usableServers();
        StatsRow row = new StatsRow(StatsRow.Type.BACKEND)
                .put(Column.SVNAME, "BACKEND")
                .put(Column.SID, 0)
                .put(Column.STATUS, usable.state().up() ? "UP" : "DOWN")
                .put(Column.WEIGHT, usable.weight())
                .put(Column.UWEIGHT, usable.weight())
                .put(Column.ACT, usable.active().size())
                .put(Column.BCK, usable.backup().size())
                .put(Column.CHKDOWN, usable.state().downs())
                .put(Column.LASTCHG, usable.state().sinceSeconds(now))
                .put(Column.DOWNTIME, usable.state().downSeconds(now))
                .put(backend.counters(), Counter.DENIED_REQUESTS)
                .put(Column.ALGO, backend.settings().balancing().algorithm().word());
        TrafficColumns.fill(
                row,
                backend,
                id,
                backend.counters(),
                backend.sessions(),
                backend.figures().rate(),
                now);
        backend.times().fill(row);
        List<Latencies> latencies =
                backend.servers().stream().map(Server::latencies).toList();
        row.took(phase -> Latencies.lately(latencies, phase));
        WaitingLine<Server> line = backend.line();
        row.put(Column.QCUR, line == null ? 0 : line.length()).put(Column.QMAX, line == null ? 0 : line.longest());
        long chosen = 0;
        long everChosen = 0;
        for (Server server : backend.servers()) {
            chosen += server.counters().sum(Counter.CHOSEN);
            everChosen += server.counters().total(Counter.CHOSEN);
        }
        row.put(Column.LBTOT, chosen, everChosen);
        Untouched.fill(row);
        if (backend.settings().mode() == Mode.HTTP) {
            Untouched.fillHttp(row);
        }
        CookieSettings cookie = backend.settings().http().cookie();
        if (cookie != null) {
            row.put(Column.COOKIE, cookie.name());
        }
        // In HAProxy they are sums for its exporter of metrics, and never anything else here.
        row.put(Column.AGG_SERVER_STATUS, 0)
                .put(Column.AGG_SERVER_CHECK_STATUS, 0)
                .put(Column.AGG_CHECK_STATUS, 0);
        return row.put(Column.LASTSESS, lastSession(backend, now));
    }

    /** Seconds since a session got a server, as HAProxy counts them; -1 for never. */
    private static long lastSession(Backend backend, long now) {
        return backend.servers().stream()
                .mapToLong(server -> TrafficColumns.lastSession(server.counters(), server.rate(), now))
                .filter(seconds -> seconds >= 0)
                .min()
                .orElse(-1);
    }
}
