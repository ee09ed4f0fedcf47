package lb.admin.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import lb.proxy.stats.Column;
import lb.proxy.stats.Distribution;
import lb.proxy.stats.StatsRow;
import lb.proxy.upstream.BackendTimes;

/** Rows of figures as metrics with HAProxy's names and labels; what does not apply to a row is left out.
 * Counters are those since the start, whoever cleared them: they never go back. */
final class ProxyFigures {
    private static final String RESPONSES_HELP = "Responses by class of status.";
    private static final String STATUS_HELP = "1 for the state that it is in.";
    private static final String CHECK_HELP = "1 for the result of the last health check.";

    private static final String TIMES_HELP =
            "How long exchanges took, by phase: in queues, to connect, for the response head, in total.";

    private static final double NANOS = 1e9;
    private static final double MICROS = 1e6;
    private static final List<Double> BOUNDS = Stream.concat(
                    Distribution.BOUNDS_MICROS.stream().map(micros -> micros / MICROS),
                    Stream.of(Double.POSITIVE_INFINITY))
            .toList();

    private ProxyFigures() {}

    static void add(List<StatsRow> rows, Families to) {
        for (StatsRow row : rows) {
            add(row, to);
        }
    }

    /** Only what has been counted: most backends never queue. */
    static void times(List<BackendTimes> backends, Families to) {
        for (BackendTimes backend : backends) {
            Distribution times = backend.times();
            if (times.count() > 0) {
                Labels labels = Labels.of(
                        "proxy",
                        backend.backend(),
                        "phase",
                        backend.phase().name().toLowerCase(Locale.ROOT));
                double sum = times.sumNanos() / NANOS;
                to.histogram("lb_backend_duration_seconds", TIMES_HELP, labels, BOUNDS, times.counts(), sum);
            }
        }
    }

    private static void add(StatsRow row, Families to) {
        String prefix = "haproxy_" + row.type().name().toLowerCase(Locale.ROOT) + "_";
        Labels labels = row.type() == StatsRow.Type.SERVER
                ? Labels.of("proxy", text(row, Column.PXNAME), "server", text(row, Column.SVNAME))
                : Labels.of("proxy", text(row, Column.PXNAME));
        for (ProxyMetric metric : ProxyMetric.TABLE) {
            if (metric.types().contains(row.type()) && row.has(metric.column())) {
                String help = "HAProxy's column " + metric.column().csvName() + ".";
                if (metric.isCounter()) {
                    to.counter(prefix + metric.name(), help, labels, row.total(metric.column()));
                } else {
                    to.gauge(
                            prefix + metric.name(),
                            help,
                            labels,
                            (double) row.number(metric.column()) / metric.divisor());
                }
            }
        }
        for (Column column : ProxyMetric.RESPONSES) {
            if (row.has(column)) {
                Labels coded = labels.add("code", column.csvName().substring("hrsp_".length()));
                to.counter(prefix + "http_responses", RESPONSES_HELP, coded, row.total(column));
            }
        }
        states(row, prefix, labels, to);
    }

    private static void states(StatsRow row, String prefix, Labels labels, Families to) {
        if (row.has(Column.STATUS)) {
            boolean server = row.type() == StatsRow.Type.SERVER;
            List<String> states = server ? ProxyMetric.SERVER_STATES : ProxyMetric.PROXY_STATES;
            to.state(prefix + "status", STATUS_HELP, labels, states, state(text(row, Column.STATUS)));
        }
        if (row.has(Column.CHECK_STATUS)) {
            // A star stands in front while the next check runs.
            String result = text(row, Column.CHECK_STATUS).replace("* ", "");
            to.state(prefix + "check_status", CHECK_HELP, labels, ProxyMetric.CHECK_STATES, result);
        }
    }

    /** Of {@code UP 1/3}, {@code OPEN}, {@code MAINT (resolution)}… the value of the label. */
    private static String state(String status) {
        if (status.equals("no check")) {
            return "UP";
        }
        int blank = status.indexOf(' ');
        String first = blank < 0 ? status : status.substring(0, blank);
        return switch (first) {
            case "OPEN", "FULL", "WAITING" -> "UP";
            case "STOP" -> "DOWN";
            default -> first;
        };
    }

    private static String text(StatsRow row, Column column) {
        return Objects.requireNonNullElse(row.text(column), "");
    }
}
