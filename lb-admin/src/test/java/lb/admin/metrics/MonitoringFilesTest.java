package lb.admin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.junit.jupiter.api.Test;

/** The dashboard and the alert rules of docs/monitoring name only what {@code /metrics} has. */
class MonitoringFilesTest {
    private static final Path FILES = Path.of("..", "docs", "monitoring");
    private static final Pattern METRIC = Pattern.compile("\\b(?:haproxy|lb|jvm|process)_[a-z0-9_]+");

    /** Come with the first collection and with a log target, which this test need not have. */
    private static final Set<String> LATER = Set.of("jvm_gc_pause_seconds_sum", "lb_log_lost_total");

    @Test
    void theDashboardAsksForWhatThereIs() throws Exception {
        Config dashboard = ConfigFactory.parseFile(FILES.resolve("grafana.json").toFile());
        List<String> expressions = new ArrayList<>();
        for (Config panel : dashboard.getConfigList("panels")) {
            if (panel.hasPath("targets")) {
                panel.getConfigList("targets").forEach(target -> expressions.add(target.getString("expr")));
            }
        }
        assertThat(expressions).hasSizeGreaterThan(20);
        assertThat(metrics(String.join("\n", expressions))).isSubsetOf(known());
    }

    @Test
    void panelsOfTheDashboardLieBesideEachOther() {
        Config dashboard = ConfigFactory.parseFile(FILES.resolve("grafana.json").toFile());
        List<String> places = new ArrayList<>();
        for (Config panel : dashboard.getConfigList("panels")) {
            Config at = panel.getConfig("gridPos");
            assertThat(at.getInt("x") + at.getInt("w")).isLessThanOrEqualTo(24);
            for (int x = at.getInt("x"); x < at.getInt("x") + at.getInt("w"); x++) {
                for (int y = at.getInt("y"); y < at.getInt("y") + at.getInt("h"); y++) {
                    places.add(x + "/" + y);
                }
            }
        }
        assertThat(places).doesNotHaveDuplicates();
    }

    @Test
    void theAlertRulesAskForWhatThereIs() throws Exception {
        String rules = Files.readString(FILES.resolve("alerts.yml"));
        assertThat(metrics(rules)).hasSizeGreaterThan(10).isSubsetOf(known());
    }

    private static Set<String> metrics(String text) {
        return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    /** Names of all metrics, with a row of each kind that has all there is. */
    private static Set<String> known() throws Exception {
        List<StatsRow> rows =
                Stream.of(StatsRow.Type.values()).map(MonitoringFilesTest::full).toList();
        Set<String> names = MetricsPageTest.scrape(rows, MetricsPageTest.ROUTERS).keySet().stream()
                .map(sample -> sample.replaceFirst("\\{.*", ""))
                .collect(Collectors.toSet());
        names.addAll(LATER);
        return names;
    }

    private static StatsRow full(StatsRow.Type type) {
        StatsRow row = new StatsRow(type);
        for (Column column : Column.values()) {
            if (column.kind() == Column.Kind.TEXT) {
                row.put(column, column == Column.STATUS ? "UP" : "a");
            } else {
                row.put(column, 1);
            }
        }
        return row;
    }
}
