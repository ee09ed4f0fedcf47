package lb.admin.metrics;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.GaugeData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.admin.otlp.NodeResource;
import lb.admin.page.NodeFacts;

/**
 * The figures of {@code /metrics} as OpenTelemetry has them, with the same names (a counter without the {@code _total} that a collector's
 * Prometheus side adds) and their labels as attributes. Counters count from the start of the process. Pure.
 */
final class OtlpFigures {
    private static final InstrumentationScopeInfo SCOPE = InstrumentationScopeInfo.create("lb");
    private static final AggregationTemporality SINCE_START = AggregationTemporality.CUMULATIVE;

    private final Resource resource;
    private final long started;

    OtlpFigures(NodeFacts node) {
        resource = NodeResource.of(node.name(), node.version());
        started = nanos(node.startedAt());
    }

    private static long nanos(Instant moment) {
        return TimeUnit.SECONDS.toNanos(moment.getEpochSecond()) + moment.getNano();
    }

    List<MetricData> of(MetricSnapshots figures, Instant now) {
        List<MetricData> all = new ArrayList<>();
        for (MetricSnapshot figure : figures) {
            add(figure, nanos(now), all);
        }
        return all;
    }

    private void add(MetricSnapshot figure, long now, List<MetricData> to) {
        String name = figure.getMetadata().getName();
        switch (figure) {
            case CounterSnapshot counter ->
                to.add(sum(
                        figure.getMetadata(),
                        name,
                        counter.getDataPoints().stream()
                                .map(point -> point(now, point.getLabels(), point.getValue()))
                                .toList()));
            case GaugeSnapshot gauge ->
                to.add(ImmutableMetricData.createDoubleGauge(
                        resource,
                        SCOPE,
                        name,
                        help(figure.getMetadata()),
                        "",
                        GaugeData.createDoubleGaugeData(gauge.getDataPoints().stream()
                                .map(point -> point(now, point.getLabels(), point.getValue()))
                                .toList())));
            case HistogramSnapshot histogram ->
                to.add(ImmutableMetricData.createDoubleHistogram(
                        resource,
                        SCOPE,
                        name,
                        help(figure.getMetadata()),
                        "",
                        HistogramData.create(
                                SINCE_START,
                                histogram.getDataPoints().stream()
                                        .map(point -> histogram(now, point))
                                        .toList())));
            // Micrometer's of pauses, without quantiles: two counters, as a text of Prometheus has them.
            case SummarySnapshot summary -> {
                List<SummarySnapshot.SummaryDataPointSnapshot> points = summary.getDataPoints();
                to.add(sum(
                        figure.getMetadata(),
                        name + "_count",
                        points.stream()
                                .map(point -> point(now, point.getLabels(), (double) point.getCount()))
                                .toList()));
                to.add(sum(
                        figure.getMetadata(),
                        name + "_sum",
                        points.stream()
                                .map(point -> point(now, point.getLabels(), point.getSum()))
                                .toList()));
            }
            default -> {
                // There are no others: a test holds it.
            }
        }
    }

    private MetricData sum(MetricMetadata about, String name, List<DoublePointData> points) {
        return ImmutableMetricData.createDoubleSum(
                resource, SCOPE, name, help(about), "", SumData.createDoubleSumData(true, SINCE_START, points));
    }

    private DoublePointData point(long now, Labels labels, double value) {
        return DoublePointData.create(started, now, attributes(labels), value, List.of());
    }

    private HistogramPointData histogram(long now, HistogramSnapshot.HistogramDataPointSnapshot point) {
        List<Double> bounds = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        point.getClassicBuckets().forEach(bucket -> {
            counts.add(bucket.getCount());
            if (bucket.getUpperBound() < Double.POSITIVE_INFINITY) {
                bounds.add(bucket.getUpperBound());
            }
        });
        return HistogramPointData.create(
                started, now, attributes(point.getLabels()), point.getSum(), false, 0, false, 0, bounds, counts);
    }

    private static Attributes attributes(Labels labels) {
        AttributesBuilder attributes = Attributes.builder();
        for (Label label : labels) {
            attributes.put(label.getName(), label.getValue());
        }
        return attributes.build();
    }

    private static String help(MetricMetadata about) {
        String help = about.getHelp();
        return help == null ? "" : help;
    }
}
