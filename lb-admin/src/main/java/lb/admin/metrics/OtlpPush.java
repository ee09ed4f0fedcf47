package lb.admin.metrics;

import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import lb.admin.config.OtlpSettings;

/**
 * Pushes all figures to a collector each interval, by OTLP over HTTP. A thread of its own, {@code lb-otlp}, reads them and waits for the
 * collector: one that is slow or dead holds up nothing else, and what it has not taken is not kept, as the next push has it all.
 */
public final class OtlpPush implements AutoCloseable {
    /** Of a collector that does not answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long CLOSING_SECONDS = 1;
    private static final String HELP = "Pushes of figures to the collector, by result.";

    /** Held, since its level is forgotten with it: failures are told here, once. */
    private static final Logger THEIRS = Logger.getLogger("io.opentelemetry");

    private final OtlpSettings settings;
    private final Supplier<Collection<MetricData>> figures;
    private final Consumer<String> told;
    private final OtlpHttpMetricExporter exporter;
    private final Thread thread;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final long patienceMillis;
    private boolean failing;

    /** @param told sentences for the log: the first failure of several, and that it goes again */
    OtlpPush(OtlpSettings settings, Supplier<Collection<MetricData>> figures, Consumer<String> told) {
        this.settings = settings;
        this.figures = figures;
        this.told = told;
        THEIRS.setLevel(Level.OFF);
        patienceMillis = Math.min(PATIENCE.toMillis(), settings.interval().toMillis());
        OtlpHttpMetricExporterBuilder builder = OtlpHttpMetricExporter.builder()
                .setEndpoint(settings.endpoint().toString())
                .setTimeout(Duration.ofMillis(patienceMillis))
                .setConnectTimeout(Duration.ofMillis(patienceMillis))
                .setCompression("gzip")
                // The next push has all that this one had.
                .setRetryPolicy(null);
        settings.headers().forEach((name, value) -> builder.addHeader(name, value.reveal()));
        exporter = builder.build();
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
        String problem;
        try {
            CompletableResultCode result = exporter.export(figures.get()).join(patienceMillis, TimeUnit.MILLISECONDS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            problem = result.isSuccess() ? "" : problem(result);
        } catch (RuntimeException e) {
            problem = "a fault in lb itself: " + e;
        }
        (problem.isEmpty() ? taken : failed).incrementAndGet();
        boolean before = failing;
        failing = !problem.isEmpty();
        String where =
                settings.endpoint().getScheme() + "://" + settings.endpoint().getAuthority();
        if (failing && !before) {
            told.accept("figures cannot be pushed to " + where + ": " + problem + "; it is tried again every "
                    + settings.interval().toMillis() / 1e3 + " s");
        } else if (before && !failing) {
            told.accept("figures are pushed to " + where + " again");
        }
    }

    private String problem(CompletableResultCode result) {
        if (!result.isDone()) {
            return "no answer within " + patienceMillis / 1e3 + " s";
        }
        Throwable cause = result.getFailureThrowable();
        if (cause == null) {
            return "it was refused";
        }
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String shown = message;
        for (var value : settings.headers().values()) {
            shown = value.hiddenIn(shown);
        }
        // A collector's answer may be in it.
        return shown.replaceAll("\\p{Cc}", "?").substring(0, Math.min(200, shown.length()));
    }

    void add(Families to) {
        to.counter("lb_otlp_pushes", HELP, Labels.of("result", "taken"), taken.get());
        to.counter("lb_otlp_pushes", HELP, Labels.of("result", "failed"), failed.get());
    }

    @Override
    public void close() {
        thread.interrupt();
        exporter.shutdown().join(CLOSING_SECONDS, TimeUnit.SECONDS);
    }
}
