package lb.admin.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the data points of one scrape by the metrics that they belong to. */
final class Families {
    private final Map<String, CounterSnapshot.Builder> counters = new LinkedHashMap<>();
    private final Map<String, GaugeSnapshot.Builder> gauges = new LinkedHashMap<>();
    private final Map<String, HistogramSnapshot.Builder> histograms = new LinkedHashMap<>();

    /**
     * Adds a value of a metric that only grows.
     *
     * @param name without {@code _total}
     */
    void counter(String name, String help, Labels labels, long value) {
        counter(name, help, labels, (double) value);
    }

    /** The same of what is no whole number, such as seconds. */
    void counter(String name, String help, Labels labels, double value) {
        counters.computeIfAbsent(
                        name, key -> CounterSnapshot.builder().name(key).help(help))
                .dataPoint(new CounterSnapshot.CounterDataPointSnapshot(value, labels, null, 0));
    }

    /** Adds a value of a metric that comes and goes. */
    void gauge(String name, String help, Labels labels, double value) {
        gauges.computeIfAbsent(name, key -> GaugeSnapshot.builder().name(key).help(help))
                .dataPoint(new GaugeSnapshot.GaugeDataPointSnapshot(value, labels, null));
    }

    /**
     * Adds a histogram.
     *
     * @param bounds where the buckets end; the last one is infinite
     * @param counts of each bucket alone
     */
    void histogram(String name, String help, Labels labels, List<Double> bounds, List<Long> counts, double sum) {
        histograms
                .computeIfAbsent(
                        name, key -> HistogramSnapshot.builder().name(key).help(help))
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .labels(labels)
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                        .sum(sum)
                        .build());
    }

    /** Adds 1 for the state that holds and 0 for the others. */
    void state(String name, String help, Labels labels, List<String> states, String holds) {
        for (String state : states) {
            gauge(name, help, labels.add("state", state), state.equals(holds) ? 1 : 0);
        }
    }

    MetricSnapshots build() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        counters.values().forEach(counter -> all.metricSnapshot(counter.build()));
        gauges.values().forEach(gauge -> all.metricSnapshot(gauge.build()));
        histograms.values().forEach(histogram -> all.metricSnapshot(histogram.build()));
        return all.build();
    }
}
