package lb.admin.boot;

import java.util.List;
import java.util.function.Supplier;
import lb.proxy.Proxy;
import lb.proxy.health.EjectionFigures;
import lb.proxy.http1.RefusedMessages;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.loop.LoopFigures;
import lb.proxy.resolve.NameFigures;
import lb.proxy.stats.StatsRow;
import lb.proxy.tls.CertificateFacts;
import lb.proxy.upstream.BackendTimes;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy has counted; nothing before it has started.
 *
 * @param proxy null until then
 */
record ProxyFigures(Supplier<@Nullable Proxy> proxy) {
    /** The figures of the frontends and backends now. Any thread. */
    List<StatsRow> statistics() {
        Proxy running = proxy.get();
        return running == null ? List.of() : running.statistics();
    }

    /** How often each limit was reached. Any thread. */
    List<ReachedLimit> limits() {
        Proxy running = proxy.get();
        return running == null ? List.of() : running.limits();
    }

    /** How often HTTP messages were refused, by reason. Any thread. */
    List<RefusedMessages> refused() {
        Proxy running = proxy.get();
        return running == null ? List.of() : running.refused();
    }

    /** How often name servers were asked for each name. Any thread. */
    List<NameFigures> names() {
        Proxy running = proxy.get();
        return running == null ? List.of() : running.names();
    }

    /** How often servers were left out as outliers. Any thread. */
    List<EjectionFigures> ejections() {
        Proxy running = proxy.get();
        return running == null ? List.of() : running.ejections();
    }

    /** How long exchanges have taken. Any thread. */
    List<BackendTimes> times() {
        Proxy running = proxy.get();
        return running == null ? List.of() : running.durations();
    }

    /** What each event loop does. Any thread. */
    List<LoopFigures> loops() {
        Proxy running = proxy.get();
        return running == null ? List.of() : running.control().loops();
    }

    /** The certificates that are in use. Any thread. */
    List<CertificateFacts> certificates() {
        Proxy running = proxy.get();
        return running == null ? List.of() : running.certificates().inUse();
    }
}
