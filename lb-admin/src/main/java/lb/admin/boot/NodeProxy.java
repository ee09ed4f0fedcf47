package lb.admin.boot;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import lb.admin.config.Configuration;
import lb.admin.config.StatsSettings;
import lb.admin.log.EventLog;
import lb.admin.log.LogSinks;
import lb.admin.metrics.MetricsPage;
import lb.admin.metrics.ServerChanges;
import lb.admin.page.HealthChanges;
import lb.admin.page.HealthPage;
import lb.admin.page.NodeFacts;
import lb.admin.page.PageSources;
import lb.admin.page.Trends;
import lb.admin.reload.ConfigurationWatch;
import lb.admin.reload.Reloads;
import lb.admin.tls.CertificateWatch;
import lb.admin.tls.OcspUpdates;
import lb.admin.upgrade.Takeover;
import lb.proxy.Proxy;
import lb.proxy.ProxyStartException;
import lb.proxy.health.AddressChange;
import lb.proxy.health.ServerEvent;
import lb.proxy.health.ServerEvents;
import lb.proxy.settings.ProxySettings;
import lb.proxy.stats.StatsRow;
import org.jspecify.annotations.Nullable;

/**
 * The proxy of a node, with what looks at it: the pages, the metrics, and those who watch its files. It is prepared by the thread that
 * starts the node and follows by those that reload it, one at a time.
 */
final class NodeProxy {
    private final NodeFacts facts;
    private final VrrpPeer peer;
    private final UpstreamSource source;
    private final BooleanSupplier stopping;
    private final Supplier<Duration> drain;
    private final Consumer<AutoCloseable> opened;

    private final AtomicReference<@Nullable Proxy> proxy = new AtomicReference<>();
    private final ProxyFigures figures = new ProxyFigures(proxy::get);

    /** What makes the proxy's settings of a configuration; null before it has started. */
    private @Nullable NodeProxySettings settings;

    /** Has those follow a reload who look at what the proxy has. */
    private volatile Consumer<Configuration> watching = _ -> {};

    /**
     * Nothing is open yet.
     *
     * @param stopping whether those who ask are told to send no traffic here any more
     * @param drain how long connections may go on at the stop
     * @param opened is given what has to be closed, the last first
     */
    NodeProxy(
            NodeFacts facts,
            VrrpPeer peer,
            UpstreamSource source,
            BooleanSupplier stopping,
            Supplier<Duration> drain,
            Consumer<AutoCloseable> opened) {
        this.facts = facts;
        this.peer = peer;
        this.source = source;
        this.stopping = stopping;
        this.drain = drain;
        this.opened = opened;
    }

    /** Null before it was prepared. Any thread. */
    @Nullable
    Proxy running() {
        return proxy.get();
    }

    /** What it has counted. Any thread. */
    ProxyFigures figures() {
        return figures;
    }

    /** Those that it would have by another configuration; only after it was prepared. */
    ProxySettings settings(Configuration configuration) {
        return requireNonNull(settings).of(configuration);
    }

    /** It has become what the configuration says: so do those who look at it. */
    void follow(Configuration configuration) {
        watching.accept(configuration);
    }

    /**
     * Opens all of it, but does not accept yet.
     *
     * @param failing whether the start is known to fail: it says why, and not what the first checks have found meanwhile
     * @param takeover gives what another process of this node has; null where there is none
     */
    Proxy prepare(
            Configuration configuration,
            LogSinks log,
            EventLog events,
            Reloads reloads,
            boolean failing,
            @Nullable Takeover takeover)
            throws ProxyStartException {
        ServerChanges changes = new ServerChanges();
        HealthChanges health = new HealthChanges();
        Trends trends = new Trends(figures::statistics);
        MetricsPage metrics = metrics(changes, log);
        opened.accept(metrics);
        NodeProxySettings made = new NodeProxySettings(
                source,
                sources(trends, health),
                new NodeActions(proxy::get, peer, events),
                metrics,
                new HealthPage(figures::statistics, stopping));
        settings = made;
        Proxy prepared =
                open(made.of(configuration), log, failing ? _ -> {} : events(changes, health, events), takeover);
        proxy.set(prepared);
        opened.accept(() -> prepared.stop(drain.get()));
        watch(prepared, configuration, events, reloads, changes);
        StatsSettings stats = configuration.stats();
        if (stats != null) {
            opened.accept(trends.start());
            if (stats.otlp() != null) {
                opened.accept(metrics.push(stats.otlp(), events::ofCollector).start());
            }
        }
        return prepared;
    }

    private static Proxy open(ProxySettings asked, LogSinks log, ServerEvents told, @Nullable Takeover takeover)
            throws ProxyStartException {
        return takeover == null
                ? Proxy.prepare(asked, log, told, List.of(), false)
                : Proxy.prepare(asked.withPassed(takeover.listeners()), log, told, takeover.past(), true);
    }

    private MetricsPage metrics(ServerChanges changes, LogSinks log) {
        return new MetricsPage(
                facts,
                figures::statistics,
                peer::virtualRouters,
                peer::clouds,
                peer::lifelines,
                figures::limits,
                figures::refused,
                figures::names,
                figures::ejections,
                figures::times,
                figures::loops,
                figures::certificates,
                changes,
                log);
    }

    private PageSources sources(Trends trends, HealthChanges health) {
        return new PageSources(
                facts,
                figures::statistics,
                peer::virtualRouters,
                peer::clouds,
                peer::lifelines,
                peer::others,
                trends,
                health,
                figures::certificates);
    }

    private ServerEvents events(ServerChanges changes, HealthChanges health, EventLog events) {
        return new ServerEvents() {
            @Override
            public void changed(ServerEvent event) {
                changes.count(event);
                health.add(event);
                events.changed(event);
                peer.healthChanged();
            }

            @Override
            public void moved(AddressChange change) {
                events.moved(change);
            }

            @Override
            public void grown(String backend, String server) {
                events.grown(backend, server);
            }
        };
    }

    private void watch(
            Proxy running, Configuration configuration, EventLog events, Reloads reloads, ServerChanges changes) {
        CertificateWatch certificates = CertificateWatch.start(
                running.certificates(), configuration.watch(), events::ofCertificates, events::ofBadCertificates);
        opened.accept(certificates);
        OcspUpdates ocsp = OcspUpdates.start(running.certificates(), events::ofBadCertificates);
        opened.accept(ocsp);
        ConfigurationWatch files = ConfigurationWatch.start(configuration.files(), reloads::reload);
        opened.accept(files);
        watching = next -> {
            certificates.follow(next.watch());
            ocsp.follow();
            files.follow(next.files());
            changes.keepOf(figures.statistics());
        };
    }

    /** The figures of the frontends and backends now. Any thread. */
    List<StatsRow> statistics() {
        return figures.statistics();
    }
}
