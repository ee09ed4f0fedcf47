package lb.proxy.upstream;

import lb.proxy.settings.Mode;
import lb.proxy.stats.Column;
import lb.proxy.stats.Counter;
import lb.proxy.stats.StatsRow;

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
                .put(Column.DREQ, backend.counters().sum(Counter.DENIED_REQUESTS))
                .put(Column.ALGO, backend.settings().balancing().algorithm().word());
        TrafficColumns.fill(row, backend, id, backend.counters(), backend.sessions(), backend.rate(), now);
        backend.times().fill(row);
        WaitingLine<Server> line = backend.line();
        row.put(Column.QCUR, line == null ? 0 : line.length()).put(Column.QMAX, line == null ? 0 : line.longest());
        long chosen = 0;
        for (Server server : backend.servers()) {
            chosen += server.counters().sum(Counter.CHOSEN);
        }
        row.put(Column.LBTOT, chosen);
        // Nothing is compressed or cached here: these are the true figures, and HAProxy's tools expect the cells.
        row.put(Column.COMP_IN, 0)
                .put(Column.COMP_OUT, 0)
                .put(Column.COMP_BYP, 0)
                .put(Column.COMP_RSP, 0);
        if (backend.settings().mode() == Mode.HTTP) {
            row.put(Column.CACHE_LOOKUPS, 0).put(Column.CACHE_HITS, 0);
        }
        return row;
    }
}
