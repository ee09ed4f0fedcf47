package lb.admin.page;

import java.util.List;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/**
 * How many servers there are.
 *
 * @param up those that take traffic
 */
record ServerCount(long all, long up) {
    static ServerCount in(List<StatsRow> rows) {
        List<String> states = rows.stream()
                .filter(row -> row.type() == StatsRow.Type.SERVER)
                .map(row -> ProxyTables.text(row, Column.STATUS))
                .toList();
        long up = states.stream()
                .filter(status -> status.startsWith("UP") || status.equals("no check"))
                .count();
        return new ServerCount(states.size(), up);
    }

    long down() {
        return all - up;
    }
}
