package lb.admin.metrics;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lb.admin.config.OtlpSettings;
import lb.admin.log.LogSinks;
import lb.admin.page.NodeFacts;
import lb.ha.VirtualRouterStatus;
import lb.ha.cloud.MoverStatus;
import lb.ha.lifeline.PeerStatus;
import lb.proxy.health.EjectionFigures;
import lb.proxy.http1.RefusedMessages;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.loop.LoopFigures;
import lb.proxy.page.LocalAnswerer;
import lb.proxy.page.LocalRequest;
import lb.proxy.page.LocalResponse;
import lb.proxy.resolve.NameFigures;
import lb.proxy.stats.StatsRow;
import lb.proxy.tls.CertificateFacts;
import lb.proxy.upstream.BackendTimes;
import org.jspecify.annotations.Nullable;

/**
 * {@code /metrics}: all figures in Prometheus' text format. Proxies, virtual routers and logs are read when they are
 * asked for, all rows at once, so that what comes and goes with the configuration needs no bookkeeping; Micrometer's own
 * meters tell of the JVM. Any thread.
 */
public final class MetricsPage implements LocalAnswerer, AutoCloseable {
    private static final String TEXT_FORMAT = "text/plain; version=0.0.4";

    private final NodeFacts node;
    private final Supplier<List<StatsRow>> rows;
    private final Supplier<List<VirtualRouterStatus>> virtualRouters;
    private final Supplier<List<MoverStatus>> clouds;
    private final Supplier<List<PeerStatus>> lifelines;
    private final Supplier<List<ReachedLimit>> limits;
    private final Supplier<List<RefusedMessages>> refused;
    private final Supplier<List<NameFigures>> names;
    private final Supplier<List<EjectionFigures>> ejections;
    private final Supplier<List<BackendTimes>> times;
    private final Supplier<List<LoopFigures>> loops;
    private final Supplier<List<CertificateFacts>> certificates;
    private final ServerChanges changes;
    private final LogSinks log;

    private volatile @Nullable OtlpPush push;

    /** Made for the first scrape: where nobody scrapes, a start is spared some 140 ms of CPU. */
    private @Nullable Meters meters;

    private record Meters(PrometheusMeterRegistry registry, JvmGcMetrics collections) {}

    /**
     * Nothing is read before the first scrape.
     *
     * @param rows the figures now; called at each scrape
     * @param virtualRouters their state now; called at each scrape
     * @param clouds what they move, and where it is now; called at each scrape
     * @param lifelines what is known of the other nodes now; called at each scrape
     * @param limits how often each was reached; called at each scrape
     * @param refused how often HTTP messages were; called at each scrape
     * @param names how often name servers were asked for each; called at each scrape
     * @param ejections how often servers were left out; called at each scrape
     * @param times how long exchanges took; called at each scrape
     * @param loops what each event loop does; called at each scrape
     * @param certificates those in use; called at each scrape
     */
    public MetricsPage(
            NodeFacts node,
            Supplier<List<StatsRow>> rows,
            Supplier<List<VirtualRouterStatus>> virtualRouters,
            Supplier<List<MoverStatus>> clouds,
            Supplier<List<PeerStatus>> lifelines,
            Supplier<List<ReachedLimit>> limits,
            Supplier<List<RefusedMessages>> refused,
            Supplier<List<NameFigures>> names,
            Supplier<List<EjectionFigures>> ejections,
            Supplier<List<BackendTimes>> times,
            Supplier<List<LoopFigures>> loops,
            Supplier<List<CertificateFacts>> certificates,
            ServerChanges changes,
            LogSinks log) {
        this.node = node;
        this.rows = rows;
        this.virtualRouters = virtualRouters;
        this.clouds = clouds;
        this.lifelines = lifelines;
        this.limits = limits;
        this.refused = refused;
        this.names = names;
        this.ejections = ejections;
        this.times = times;
        this.loops = loops;
        this.certificates = certificates;
        this.changes = changes;
        this.log = log;
    }

    private synchronized PrometheusMeterRegistry registry() {
        if (meters == null) {
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            JvmGcMetrics collections = new JvmGcMetrics();
            collections.bindTo(registry);
            new JvmMemoryMetrics().bindTo(registry);
            new JvmThreadMetrics().bindTo(registry);
            new ProcessorMetrics().bindTo(registry);
            new FileDescriptorMetrics().bindTo(registry);
            registry.getPrometheusRegistry().register(this::collect);
            meters = new Meters(registry, collections);
        }
        return meters.registry;
    }

    private MetricSnapshots collect() {
        Families families = new Families();
        ProxyFigures.add(rows.get(), families);
        NodeFigures.process(node, Instant.now(), families);
        NodeFigures.virtualRouters(virtualRouters.get(), families);
        CloudFigures.add(clouds.get(), families);
        NodeFigures.lifelines(lifelines.get(), families);
        NodeFigures.limits(limits.get(), families);
        NodeFigures.refused(refused.get(), families);
        NodeFigures.names(names.get(), families);
        NodeFigures.ejections(ejections.get(), families);
        ProxyFigures.times(times.get(), families);
        changes.add(families);
        NodeFigures.log(log, families);
        LoopMetrics.add(loops.get(), families);
        CertificateFigures.add(certificates.get(), families);
        OtlpPush pushed = push;
        if (pushed != null) {
            pushed.add(families);
        }
        return families.build();
    }

    /** All figures now, as {@code /metrics} has them. */
    MetricSnapshots now() {
        return registry().getPrometheusRegistry().scrape();
    }

    /** The same, as OTLP has them. */
    public OtlpPush push(OtlpSettings settings, Consumer<String> told) {
        OtlpFigures figures = new OtlpFigures(node);
        OtlpPush made = new OtlpPush(settings, () -> figures.of(now(), Instant.now()), told);
        push = made;
        return made;
    }

    @Override
    public LocalResponse answer(LocalRequest request) {
        return LocalResponse.text(200, TEXT_FORMAT, registry().scrape());
    }

    @Override
    public synchronized void close() {
        if (meters != null) {
            meters.collections.close();
            meters.registry.close();
            meters = null;
        }
    }
}
