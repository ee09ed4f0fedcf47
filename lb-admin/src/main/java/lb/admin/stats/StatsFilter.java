package lb.admin.stats;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/**
 * Which of the figures are wanted, as at HAProxy's page and runtime socket. Where servers are left out, the status of a backend says how many of
 * all its servers are up: {@code UP (2/3)}.
 *
 * @param up without servers that are down or in maintenance
 * @param noMaintenance without servers in maintenance
 * @param scope only frontends and backends with this in their names; empty for all
 */
public record StatsFilter(boolean up, boolean noMaintenance, String scope) {
    public static final StatsFilter ALL = new StatsFilter(false, false, "");

    /** What HAProxy calls legends: where servers are, and how clients are dealt to them. */
    private static final Set<Column> LEGENDS = EnumSet.of(Column.ADDR, Column.COOKIE, Column.ALGO);

    /** The same without what not everybody is to see. */
    public static List<StatsRow> withoutLegends(List<StatsRow> rows) {
        return rows.stream().map(row -> row.without(LEGENDS)).toList();
    }

    /** Those that are wanted, in their order. */
    public List<StatsRow> of(List<StatsRow> rows) {
        if (equals(ALL)) {
            return rows;
        }
        List<StatsRow> wanted = new ArrayList<>();
        int servers = 0;
        int serversUp = 0;
        for (StatsRow row : rows) {
            String status = text(row, Column.STATUS);
            boolean isUp = !status.startsWith("DOWN") && !isMaintenance(status);
            boolean server = row.type() == StatsRow.Type.SERVER;
            if (server) {
                servers++;
                serversUp += isUp ? 1 : 0;
            }
            boolean shown = !server || !((up && !isUp) || (noMaintenance && isMaintenance(status)));
            if (shown && text(row, Column.PXNAME).contains(scope)) {
                boolean counted = row.type() == StatsRow.Type.BACKEND && (up || noMaintenance);
                wanted.add(
                        counted ? row.copy().put(Column.STATUS, status + " (" + serversUp + "/" + servers + ")") : row);
            }
            if (!server) {
                servers = 0;
                serversUp = 0;
            }
        }
        return wanted;
    }

    private static boolean isMaintenance(String status) {
        return status.startsWith("MAINT");
    }

    private static String text(StatsRow row, Column column) {
        String text = row.text(column);
        return text == null ? "" : text;
    }
}
