package lb.proxy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import lb.proxy.check.HealthChecks;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.health.CheckTarget;
import lb.proxy.health.ServerEvents;
import lb.proxy.http1.Heads;
import lb.proxy.http2.Http2Refusals;
import lb.proxy.http3.QuicListeners;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.listen.Admission;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.Listeners;
import lb.proxy.listen.Protocol;
import lb.proxy.loop.EventLoops;
import lb.proxy.loop.NanoClock;
import lb.proxy.loop.Sockets;
import lb.proxy.resolve.NamedServers;
import lb.proxy.resolve.Names;
import lb.proxy.route.Routing;
import lb.proxy.rule.FrontendRules;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Transport;
import lb.proxy.tls.Certificates;
import lb.proxy.udp.PassedDatagrams;
import lb.proxy.udp.UdpListeners;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.BackendPast;
import lb.proxy.upstream.ServerSockets;
import lb.proxy.upstream.Tracking;

/** One start of a proxy: everything is bound, or nothing. One thread; not an event loop. */
final class ProxyStart {
    private final ProxySettings settings;
    private final ProxyLimits limits;
    private final Sockets sockets;
    private final ServerEvents events;

    /** By name, in the order of the file, as the next. */
    private final Map<String, Backend> backends = new LinkedHashMap<>();

    private final Map<String, Frontend> frontends = new LinkedHashMap<>();

    private final Admission clients;
    private final Admission viewers;

    /** Sessions of datagrams have limits of their own, max-sessions: they must not keep connections out. */
    private final Admission datagrams;

    private final Heads heads;

    /** @throws ProxyStartException when the process cannot have what they ask for */
    ProxyStart(ProxySettings settings, ServerEvents events) throws ProxyStartException {
        this.settings = settings;
        this.events = events;
        sockets = sockets(settings.transport());
        limits = ProxyLimits.of(settings);
        int threads = settings.threads();
        long now = NanoClock.SYSTEM.nanoTime();
        clients = Admission.ofProcess(
                limits.limits().connections(), limits.limits().sessionRate(), limits.buffers(threads), now);
        viewers = Admission.ofPages(ProxyLimits.PAGE_CONNECTIONS, now);
        datagrams = Admission.ofProcess(Integer.MAX_VALUE, 0, now);
        heads = new Heads(limits.limits().heads());
    }

    private static Sockets sockets(Transport transport) throws ProxyStartException {
        try {
            return Sockets.of(transport);
        } catch (UnsupportedOperationException e) {
            throw new ProxyStartException(List.of(e.getMessage() + "; or set the transport to auto or nio"));
        }
    }

    /** As {@link Proxy#prepare}. */
    Proxy prepare(ExchangeLog log, Collection<BackendPast> past, boolean succeeding) throws ProxyStartException {
        makeBackends(past);
        makeFrontends();
        EventLoops loops = new EventLoops(settings.threads(), sockets);
        List<String> problems = new ArrayList<>();
        Http2Refusals refusals = new Http2Refusals();
        TlsContexts contexts = TlsContexts.load(settings, backends.values(), problems);
        ModeHandlers handlers = new ModeHandlers(loops.contexts(), log, heads, contexts, limits.limits(), refusals);
        PassedDatagrams passed = PassedDatagrams.of(settings.passed(), sockets);
        Listeners listeners = Listeners.bind(
                of(Protocol.TCP), loops.contexts(), handlers, settings.sharedPorts(), passed.others(), problems);
        settings.backends().forEach(backend -> problems.addAll(ServerSockets.problems(backend, sockets)));
        UdpListeners udpListeners = UdpListeners.bind(of(Protocol.UDP), loops.contexts(), log, passed, problems);
        QuicListeners quicListeners = QuicListeners.bind(
                problems.isEmpty() ? frontends.values() : List.of(),
                handlers.http3(),
                bind -> contexts.of(bind).context(),
                succeeding || settings.sharedPorts(),
                problems);
        if (!problems.isEmpty()) {
            loops.close();
            contexts.close();
            throw new ProxyStartException(problems);
        }
        Parts parts = new Parts(
                events,
                clients,
                viewers,
                datagrams,
                limits.budget().connections(),
                ofProcess(loops),
                loops,
                handlers,
                listeners,
                udpListeners,
                quicListeners,
                checks(contexts, loops),
                names(handlers),
                heads,
                refusals);
        return running(parts, contexts);
    }

    private void makeBackends(Collection<BackendPast> past) {
        for (BackendSettings backend : limits.complete(settings).backends()) {
            backends.put(backend.name(), new Backend(backend, settings.threads(), events, NanoClock.SYSTEM));
        }
        for (BackendPast one : past) {
            Backend backend = backends.get(one.name());
            if (backend != null) {
                backend.recall(one);
            }
        }
        Tracking.begin(backends.values());
    }

    private void makeFrontends() {
        for (FrontendSettings frontend : settings.frontends()) {
            Routing routing = new Routing(frontend, this::backend);
            FrontendRules rules = FrontendRules.of(frontend, this::backend);
            Admission process =
                    Frontend.isForPagesOnly(frontend) ? viewers : frontend.mode() == Mode.UDP ? datagrams : clients;
            frontends.put(
                    frontend.name(),
                    new Frontend(frontend, routing, rules, settings.threads(), process, NanoClock.SYSTEM));
        }
    }

    private Backend backend(String name) {
        return Snapshot.known(backends, name, "backend");
    }

    private List<Frontend> of(Protocol protocol) {
        return frontends.values().stream()
                .filter(frontend -> (frontend.settings().mode() == Mode.UDP) == (protocol == Protocol.UDP))
                .toList();
    }

    private HealthChecks checks(TlsContexts contexts, EventLoops loops) {
        List<CheckTarget> targets = backends.values().stream()
                .flatMap(backend -> backend.checkTargets().stream())
                .toList();
        return HealthChecks.start(
                targets, contexts::ofCheck, settings.spreadChecks(), loops.group(), sockets, NanoClock.SYSTEM);
    }

    private Names names(ModeHandlers handlers) {
        List<NamedServers> named = backends.values().stream()
                .flatMap(backend -> backend.namedServers(handlers::moved).stream())
                .toList();
        return Names.start(named, NanoClock.SYSTEM);
    }

    private List<ReachedLimit> ofProcess(EventLoops loops) {
        List<ReachedLimit> reached = new ArrayList<>();
        reached.addAll(clients.reached());
        reached.addAll(viewers.reached());
        reached.addAll(heads.reached());
        reached.add(loops.descriptors());
        reached.add(loops.memory());
        return reached;
    }

    private Proxy running(Parts parts, TlsContexts contexts) {
        AtomicReference<Snapshot> snapshot = new AtomicReference<>(Snapshot.of(
                settings.withPassed(List.of()),
                Collections.unmodifiableMap(frontends),
                Collections.unmodifiableMap(backends),
                parts.ofProcess()));
        ProxyControl control = new ProxyControl(
                snapshot::get,
                clients,
                parts.hardMaxConnections(),
                parts.loops(),
                parts.listeners(),
                parts.names(),
                parts.handlers()::moved,
                heads,
                new Certificates(contexts.uses(settings)));
        return new Proxy(parts, snapshot, control, contexts, settings.sharedPorts());
    }
}
