package lb.admin.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatsFilterTest {
    private static final List<StatsRow> ROWS = List.of(
            row(StatsRow.Type.FRONTEND, "web", "FRONTEND", "OPEN"),
            row(StatsRow.Type.SERVER, "api", "a", "UP 1/3"),
            row(StatsRow.Type.SERVER, "api", "b", "DOWN (agent)"),
            row(StatsRow.Type.SERVER, "api", "c", "MAINT (resolution)"),
            row(StatsRow.Type.SERVER, "api", "d", "DRAIN"),
            row(StatsRow.Type.BACKEND, "api", "BACKEND", "UP"),
            row(StatsRow.Type.SERVER, "other", "e", "DOWN 1/2"),
            row(StatsRow.Type.BACKEND, "other", "BACKEND", "DOWN"));

    @ParameterizedTest
    @CsvSource({
        "false, false, '', FRONTEND=OPEN a=UP 1/3 b=DOWN (agent) c=MAINT (resolution) d=DRAIN BACKEND=UP e=DOWN 1/2 BACKEND=DOWN",
        "true, false, '', FRONTEND=OPEN a=UP 1/3 d=DRAIN BACKEND=UP (2/4) BACKEND=DOWN (0/1)",
        "false, true, '', FRONTEND=OPEN a=UP 1/3 b=DOWN (agent) d=DRAIN BACKEND=UP (2/4) e=DOWN 1/2 BACKEND=DOWN (0/1)",
        "true, true, ap, a=UP 1/3 d=DRAIN BACKEND=UP (2/4)",
        "false, false, the, e=DOWN 1/2 BACKEND=DOWN",
        "false, false, nothing, ''",
    })
    void rowsAreLeftOutAsHaproxyDoes(boolean up, boolean noMaintenance, String scope, String left) {
        List<String> rows = new StatsFilter(up, noMaintenance, scope)
                .of(ROWS).stream()
                        .map(row -> row.text(Column.SVNAME) + "=" + row.text(Column.STATUS))
                        .toList();
        assertThat(String.join(" ", rows)).isEqualTo(left);
    }

    private static StatsRow row(StatsRow.Type type, String proxy, String name, String status) {
        return new StatsRow(type)
                .put(Column.PXNAME, proxy)
                .put(Column.SVNAME, name)
                .put(Column.STATUS, status);
    }
}
