package lb.admin.metrics;

import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lb.admin.config.OtlpSettings;
import lb.admin.otlp.Delivery;

/**
 * Pushes all figures to a collector each interval, by OTLP over HTTP. A thread of its own, {@code lb-otlp}, reads them and waits for the
 * collector: one that is slow or dead holds up nothing else, and what it has not taken is not kept, as the next push has it all.
 */
public final class OtlpPush implements AutoCloseable {
    /** With a collector that does not answer, where the interval is no shorter. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String HELP = "Pushes of figures to the collector, by result.";

    private final OtlpSettings settings;
    private final Supplier<Collection<MetricData>> figures;
    private final OtlpHttpMetricExporter exporter;
    private final Delivery delivery;
    private final Thread thread;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    /** @param told sentences for the log: the first failure of several, and that it goes again */
    OtlpPush(OtlpSettings settings, Supplier<Collection<MetricData>> figures, Consumer<String> told) {
        this(settings, figures, told, settings.interval().compareTo(PATIENCE) < 0 ? settings.interval() : PATIENCE);
    }

    /** @param patience how long an answer may take */
    OtlpPush(
            OtlpSettings settings, Supplier<Collection<MetricData>> figures, Consumer<String> told, Duration patience) {
        this.settings = settings;
        this.figures = figures;
        OtlpHttpMetricExporterBuilder builder = OtlpHttpMetricExporter.builder()
                .setEndpoint(settings.collector().endpoint().toString())
                .setTimeout(patience)
                .setConnectTimeout(patience)
                .setCompression("gzip")
                // The next push has all that this one had.
                .setRetryPolicy(null);
        settings.collector().headers().forEach((name, value) -> builder.addHeader(name, value.reveal()));
        exporter = builder.build();
        delivery = new Delivery(
                "figures",
                settings.collector(),
                "it is tried again every " + settings.interval().toMillis() / 1e3 + " s",
                patience.toMillis(),
                told);
        thread = Thread.ofPlatform().name("lb-otlp").daemon().unstarted(this::run);
    }

    /** Begins to push. */
    public OtlpPush start() {
        thread.start();
        return this;
    }

    private void run() {
        long due = System.nanoTime() + settings.interval().toNanos();
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                push();
                // One that took long leaves out those that were due meanwhile.
                due = Math.max(due, System.nanoTime() - settings.interval().toNanos())
                        + settings.interval().toNanos();
            }
        } catch (InterruptedException e) {
            // It ends.
        }
    }

    private void push() throws InterruptedException {
        (delivery.send(() -> exporter.export(figures.get())) ? taken : failed).incrementAndGet();
    }

    void add(Families to) {
        to.counter("lb_otlp_pushes", HELP, Labels.of("result", "taken"), taken.get());
        to.counter("lb_otlp_pushes", HELP, Labels.of("result", "failed"), failed.get());
    }

    /** Ends it at once: a push under way is not waited for, and what was counted since the last one is not pushed. */
    @Override
    public void close() {
        thread.interrupt();
        Delivery.end(exporter::shutdown);
    }
}
