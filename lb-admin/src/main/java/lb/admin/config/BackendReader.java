package lb.admin.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ServerSettings;

/** Reads the backends. */
final class BackendReader {
    private BackendReader() {}

    /**
     * A backend.
     *
     * @param section as it was read
     */
    record Read(BackendSettings settings, Section section) {}

    static List<Read> read(Section top, Defaults defaults, TlsDefaults tls, RuleNames rules) {
        var naming = Naming.standard(ResolverReader.read(top));
        var sections = new ArrayList<Section>();
        var names = new ArrayList<String>();
        for (var named : top.named(Keys.BACKENDS)) {
            var title = "backend \"" + named.name() + "\"";
            var section = Section.of(named.value().titled(title), ProxyKeys.BACKEND, title, "");
            if (section != null) {
                if (naming.resolver() == null) {
                    ServerReader.startLookups(section);
                }
                sections.add(section);
                names.add(named.name());
            }
        }
        var backends = new ArrayList<Read>();
        var servers = new Amount("servers");
        for (var i = 0; i < sections.size(); i++) {
            backends.add(new Read(read(names.get(i), sections.get(i), defaults, tls, naming, rules), sections.get(i)));
            servers.add(
                    backends.getLast().settings().servers().size(),
                    sections.get(i).whole());
        }
        return backends;
    }

    private static BackendSettings read(
            String name,
            Section section,
            Defaults defaults,
            TlsDefaults tlsDefaults,
            Naming naming,
            RuleNames ruleNames) {
        var timeouts = section.sectionOrEmpty(ProxyKeys.TIMEOUTS_OF_BACKEND, ProxyKeys.BACKEND_TIMEOUTS);
        var server = timeouts.get(ProxyKeys.SERVER, defaults.server());
        var mode = section.get(ProxyKeys.MODE, defaults.mode());
        var tls = ConnectTlsReader.none(mode, tlsDefaults, value -> RuleReader.template(value, name, mode, ruleNames));
        var servers =
                ServerReader.read(name, section, mode, defaults.check().in(mode).over(section), tls, naming);
        if (mode == Mode.UDP && servers.stream().anyMatch(one -> one.share().maxConnections() > 0)) {
            section.wrong(ProxyKeys.SERVERS, "max-connections of a server: not with mode = udp");
        }
        var rules = RuleReader.of(section, false, name, mode, ruleNames);
        var cookie = CookieKeys.read(section, mode, servers);
        var sticky = StickyKeys.read(section, mode);
        var balancing = new Balancing(
                BalanceKeys.read(section, mode, defaults.balance()),
                sticky,
                PersistKeys.read(section, mode, cookie != null || sticky != null, rules),
                LifeKeys.fullConnections(section, servers),
                section.orStandard(LifeKeys.ALL_BACKUPS),
                OutlierKeys.read(section));
        if (section.get(ProxyKeys.REPLIES, BackendUdp.UNKNOWN) == 0
                && (balancing.outliers() != null || servers.stream().anyMatch(BackendReader::isObserved))) {
            section.wrong(
                    ProxyKeys.REPLIES,
                    "not with outlier-detection or check.observe: without replies nothing tells that a server works");
        }
        var retrying = RetryKeys.read(section, mode, defaults);
        if (retrying.retries() == 0
                && servers.stream().anyMatch(one -> one.connect().fastOpen())) {
            section.error(
                    "tcp-fast-open of a server with retries = 0 (expected: 1 or more, since what comes with a SYN may"
                            + " be lost)");
        }
        var settings = new BackendSettings(
                name,
                mode,
                balancing,
                timeouts(timeouts, defaults, server),
                HttpReader.backend(section, mode, defaults).withCookie(cookie),
                MessageEditsReader.read(section, mode, defaults),
                udp(section, timeouts, mode, server),
                retrying,
                servers);
        return settings.withRules(rules.rules(), rules.useServers(servers));
    }

    private static boolean isObserved(ServerSettings server) {
        var check = server.check();
        return check != null && check.observation() != null;
    }

    private static BackendUdp udp(Section section, Section timeouts, Mode mode, Duration server) {
        var replies = section.get(ProxyKeys.REPLIES, BackendUdp.UNKNOWN);
        if (mode != Mode.UDP) {
            section.wrong(ProxyKeys.REPLIES, "only with mode = udp");
            return BackendUdp.STANDARD;
        }
        timeouts.wrong(ProxyKeys.QUEUE, "not with mode = udp, where nothing waits");
        timeouts.wrong(ProxyKeys.CONNECT, "not with mode = udp, which has no connections");
        if (replies > 0 && server.isZero()) {
            timeouts.wrong(ProxyKeys.SERVER, "expected with replies: more than 0s, since a lost one ends no session");
        }
        return new BackendUdp(replies);
    }

    private static BackendTimeouts timeouts(Section timeouts, Defaults defaults, Duration server) {
        var connect = timeouts.get(ProxyKeys.CONNECT, defaults.connect());
        var queue = timeouts.get(ProxyKeys.QUEUE);
        var standard = defaults.queue() == null ? connect : defaults.queue();
        return new BackendTimeouts(
                connect,
                server,
                queue == null ? standard : queue,
                timeouts.get(ProxyKeys.TUNNEL, defaults.tunnel()),
                timeouts.get(ProxyKeys.SERVER_FIN, defaults.serverFin()));
    }
}
