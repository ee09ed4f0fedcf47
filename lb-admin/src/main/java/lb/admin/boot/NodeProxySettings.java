package lb.admin.boot;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.admin.config.Configuration;
import lb.admin.config.StatsSettings;
import lb.admin.page.HealthPage;
import lb.admin.page.PageActions;
import lb.admin.page.PageSources;
import lb.admin.page.StatsPages;
import lb.proxy.page.LocalAnswerer;
import lb.proxy.page.LocalPage;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MappedAddress;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.ServerSettings;
import org.jspecify.annotations.Nullable;

/** The proxy's settings as the file has them, with what only this node knows: sources and the pages it answers. */
final class NodeProxySettings {
    /** Name of the frontend that answers the statistics' own listener. */
    private static final String STATS = "stats";

    private static final Duration PAGE_CLIENT = Duration.ofSeconds(10);
    private static final Duration PAGE_KEEP_ALIVE = Duration.ofSeconds(60);

    private final UpstreamSource source;
    private final PageSources pages;
    private final PageActions actions;
    private final LocalAnswerer metrics;
    private final HealthPage health;

    /** The very pages that frontends have, so that they are the same after a reload; null before they were made. */
    private @Nullable List<LocalPage> answered;

    NodeProxySettings(
            UpstreamSource source, PageSources pages, PageActions actions, LocalAnswerer metrics, HealthPage health) {
        this.source = source;
        this.pages = pages;
        this.actions = actions;
        this.metrics = metrics;
        this.health = health;
    }

    ProxySettings of(Configuration configuration) {
        ProxySettings file = configuration.proxy();
        List<BackendSettings> backends =
                file.backends().stream().map(this::withSources).toList();
        return new ProxySettings(
                file.threads(),
                file.transport(),
                file.limits(),
                file.spreadChecks(),
                frontends(configuration),
                backends,
                file.sharedPorts(),
                file.passed(),
                file.tls());
    }

    private List<FrontendSettings> frontends(Configuration configuration) {
        List<FrontendSettings> fromFile = configuration.proxy().frontends();
        StatsSettings stats = configuration.stats();
        if (stats == null) {
            return fromFile;
        }
        List<LocalPage> answered = answered(stats);
        // The others would take what is the backend's on a frontend that serves something else as well.
        List<LocalPage> statistics = answered.stream()
                .filter(page -> page.prefix().equals(stats.uri()))
                .toList();
        List<FrontendSettings> frontends = new ArrayList<>();
        for (FrontendSettings frontend : fromFile) {
            boolean answers = stats.frontends().contains(frontend.name());
            frontends.add(answers ? frontend.withPages(statistics) : frontend);
        }
        if (!stats.binds().isEmpty()) {
            frontends.add(listener(stats, answered));
        }
        return frontends;
    }

    /** A reload never changes what they are made of. */
    private List<LocalPage> answered(StatsSettings stats) {
        List<LocalPage> known = answered;
        if (known == null) {
            known = StatsPages.of(stats, pages, actions, metrics, health);
            answered = known;
        }
        return known;
    }

    private FrontendSettings listener(StatsSettings stats, List<LocalPage> pages) {
        return new FrontendSettings(
                STATS,
                Mode.HTTP,
                stats.binds(),
                null,
                new FrontendTimeouts(PAGE_CLIENT, PAGE_CLIENT, PAGE_KEEP_ALIVE),
                FrontendHttp.STANDARD,
                FrontendRouting.NONE,
                FrontendUdp.STANDARD,
                LogFormat.Known.NONE,
                false,
                pages);
    }

    private BackendSettings withSources(BackendSettings backend) {
        return backend.withServers(
                backend.servers().stream().map(this::withSource).toList());
    }

    private ServerSettings withSource(ServerSettings server) {
        if (server.connect().source() != null) {
            return server;
        }
        return switch (server.address()) {
            case InetSocketAddress address -> server.withSource(source.towards(address));
            // Any port does: it decides nothing.
            case MappedAddress mapped -> server.withSource(source.towards(new InetSocketAddress(mapped.host(), 1)));
            default -> server;
        };
    }
}
