package lb.admin.stats;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.jspecify.annotations.Nullable;

/**
 * Which of the figures are wanted, as at HAProxy's page and runtime socket. Where servers are left out, the status of a
 * backend says how many of all its servers are up: {@code UP (2/3)}.
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
    public static StatsRow withoutLegends(StatsRow row) {
        return row.without(LEGENDS);
    }

    /** Those that are wanted, in their order. */
    public List<StatsRow> of(List<StatsRow> rows) {
        return equals(ALL) ? rows : of(rows.stream()).toList();
    }

    /** The same of rows that are not all there yet. */
    public Stream<StatsRow> of(Stream<StatsRow> rows) {
        return equals(ALL) ? rows : rows.map(new Pass()::wanted).filter(Objects::nonNull);
    }

    /** One look at all rows, in their order. */
    private final class Pass {
        private int servers;
        private int serversUp;

        /** It, or what it is where servers are left out; null where it is not wanted. */
        private @Nullable StatsRow wanted(StatsRow row) {
            String status = text(row, Column.STATUS);
            boolean isUp = !status.startsWith("DOWN") && !isMaintenance(status);
            boolean server = row.type() == StatsRow.Type.SERVER;
            if (server) {
                servers++;
                serversUp += isUp ? 1 : 0;
            }
            boolean shown = !server || !((up && !isUp) || (noMaintenance && isMaintenance(status)));
            StatsRow wanted = shown && text(row, Column.PXNAME).contains(scope) ? row : null;
            if (wanted != null && row.type() == StatsRow.Type.BACKEND && (up || noMaintenance)) {
                wanted = row.copy().put(Column.STATUS, status + " (" + serversUp + "/" + servers + ")");
            }
            if (!server) {
                servers = 0;
                serversUp = 0;
            }
            return wanted;
        }
    }

    private static boolean isMaintenance(String status) {
        return status.startsWith("MAINT");
    }

    private static String text(StatsRow row, Column column) {
        String text = row.text(column);
        return text == null ? "" : text;
    }
}
