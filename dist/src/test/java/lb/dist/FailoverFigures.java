package lb.dist;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lb.admin.demo.ProbeReport;

/** What was measured, as tables in Markdown: one for each way to speak VRRP, one line for an event and a contestant. */
final class FailoverFigures {
    private final Map<Vrrp, List<Series>> ways = new LinkedHashMap<>();

    /** The figures of one contestant. */
    static final class Series {
        private final String contestant;
        private final Map<String, String> events = new LinkedHashMap<>();

        private Series(String contestant) {
            this.contestant = contestant;
        }

        /** @param shared for how long both nodes had the address; empty where that was not looked at */
        void add(String event, List<ProbeReport> reports, List<Duration> shared) {
            var outages = reports.stream().map(ProbeReport::outage).sorted().toList();
            var failed =
                    reports.stream().mapToInt(ProbeReport::failures).sorted().toArray();
            events.put(
                    event,
                    "%d | %d | %d | %d | %s"
                            .formatted(
                                    outages.get(outages.size() / 2).toMillis(),
                                    outages.getLast().toMillis(),
                                    reports.stream()
                                            .mapToLong(report ->
                                                    report.longestSilence().toMillis())
                                            .max()
                                            .orElseThrow(),
                                    failed[failed.length / 2],
                                    shared.isEmpty()
                                            ? ""
                                            : shared.stream()
                                                    .max(Duration::compareTo)
                                                    .orElseThrow()
                                                    .toMillis()));
        }
    }

    Series series(Vrrp vrrp, String contestant) {
        var series = new Series(contestant);
        ways.computeIfAbsent(vrrp, any -> new ArrayList<>()).add(series);
        return series;
    }

    @Override
    public String toString() {
        return ways.entrySet().stream()
                .map(way -> table(way.getKey(), way.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String table(Vrrp vrrp, List<Series> all) {
        var table = new StringBuilder("## %s%n%n".formatted(vrrp))
                .append(
                        "| event | | outage, median ms | worst | longest silence | failed, median | both had it, worst ms |\n")
                .append("|---|---|---|---|---|---|---|\n");
        for (var event : all.getFirst().events.keySet()) {
            for (var series : all) {
                var figures = series.events.get(event);
                if (figures != null) {
                    table.append("| %s | %s | %s |%n".formatted(event, series.contestant, figures));
                }
            }
        }
        return table.toString();
    }
}
