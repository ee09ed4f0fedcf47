package lb.proxy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import lb.proxy.http3.QuicReload;
import lb.proxy.listen.Admission;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.ListenerReload;
import lb.proxy.loop.NanoClock;
import lb.proxy.route.Routing;
import lb.proxy.rule.FrontendRules;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProxySettings;
import lb.proxy.udp.UdpReload;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.BackendReload;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.ServerSockets;
import lb.proxy.upstream.Tracking;
import org.jspecify.annotations.Nullable;

/**
 * One reload of a proxy: {@link #prepare} does all that can fail and changes nothing, {@link #commit} all that cannot. One thread; not an
 * event loop.
 */
final class ProxyReload {
    private final Parts parts;
    private final Snapshot before;
    private final ProxySettings asked;
    private final ProxySettings settings;
    private final int threads;
    private final List<String> problems = new ArrayList<>();

    /** Those that stay and those that come, in the order of the file. */
    private final Map<String, Backend> backends = new LinkedHashMap<>();

    private final List<BackendReload> changed = new ArrayList<>();
    private final Map<Server, Backend> coming = new LinkedHashMap<>();
    private final Map<Server, Server> replaced = new HashMap<>();
    private final Set<Server> leaving = new HashSet<>();

    /**
     * @param asked settled
     * @param settings the same, complete
     */
    ProxyReload(Parts parts, Snapshot before, ProxySettings asked, ProxySettings settings) {
        this.asked = asked;
        this.parts = parts;
        this.before = before;
        this.settings = settings;
        threads = settings.threads();
    }

    /** What is ready to be put in force. */
    record Prepared(TlsContexts contexts, ListenerReload listeners, QuicReload quic, UdpReload udp) {}

    /** @throws ProxyReloadException with everything that stands in the way; nothing has changed then */
    Prepared prepare(TlsContexts contexts) throws ProxyReloadException {
        prepareBackends();
        Map<String, Frontend> trial = tryFrontends();
        settings.backends()
                .forEach(backend -> problems.addAll(ServerSockets.problems(
                        backend, parts.loops().contexts().getFirst().sockets())));
        TlsContexts next = contexts.become(settings, before.settings(), coming, replaced, staying(), problems);
        if (!problems.isEmpty()) {
            next.discard();
            throw new ProxyReloadException(problems);
        }
        List<Frontend> streams =
                trial.values().stream().filter(frontend -> !isUdp(frontend)).toList();
        List<Frontend> datagrams =
                trial.values().stream().filter(ProxyReload::isUdp).toList();
        ListenerReload listeners = parts.listeners().prepare(streams, this::isSilent, problems);
        QuicReload quic =
                parts.quicListeners().prepare(streams, bind -> next.of(bind).context(), this::isSilent, problems);
        UdpReload udp = parts.udpListeners().prepare(datagrams, problems);
        if (!problems.isEmpty()) {
            // Those that have failed have given up themselves, and have nothing left to give up.
            udp.discard();
            quic.discard();
            listeners.discard();
            next.discard();
            throw new ProxyReloadException(problems);
        }
        return new Prepared(next, listeners, quic, udp);
    }

    private static boolean isUdp(Frontend frontend) {
        return frontend.settings().mode() == Mode.UDP;
    }

    private void prepareBackends() {
        for (BackendSettings wanted : settings.backends()) {
            Backend known = before.backends().get(wanted.name());
            if (known == null) {
                Backend backend = new Backend(wanted, threads, parts.events(), NanoClock.SYSTEM);
                backend.servers().forEach(server -> coming.put(server, backend));
                backends.put(wanted.name(), backend);
                continue;
            }
            backends.put(wanted.name(), known);
            if (!known.settings().equals(wanted)) {
                BackendReload reload = known.prepare(wanted);
                reload.coming().forEach(server -> coming.put(server, known));
                replaced.putAll(reload.replaced());
                leaving.addAll(reload.leaving());
                changed.add(reload);
            }
        }
    }

    private Collection<Server> staying() {
        return settings.backends().stream()
                .map(backend -> before.backends().get(backend.name()))
                .filter(Objects::nonNull)
                .flatMap(backend -> backend.servers().stream())
                .filter(server -> !leaving.contains(server))
                .toList();
    }

    /** Compiles all routes and rules, for backends as they will be, so that nothing of it can fail later. */
    private Map<String, Frontend> tryFrontends() {
        Map<String, Backend> all = new LinkedHashMap<>();
        for (BackendSettings wanted : settings.backends()) {
            Backend known = before.backends().get(wanted.name());
            boolean same = known != null && known.settings().equals(wanted);
            all.put(wanted.name(), same ? known : new Backend(wanted, threads, parts.events(), NanoClock.SYSTEM));
        }
        try {
            Tracking.check(settings.backends());
            return frontends(all);
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Map.of();
        }
    }

    private Map<String, Frontend> frontends(Map<String, Backend> of) {
        Function<String, Backend> known = name -> Snapshot.known(of, name, "backend");
        Map<String, Frontend> frontends = new LinkedHashMap<>();
        for (FrontendSettings frontend : settings.frontends()) {
            Frontend former = before.frontends().get(frontend.name());
            frontends.put(frontend.name(), frontend(frontend, former, known));
        }
        return frontends;
    }

    private Frontend frontend(FrontendSettings wanted, @Nullable Frontend former, Function<String, Backend> of) {
        Routing routing = new Routing(wanted, of);
        FrontendRules rules = FrontendRules.of(wanted, of);
        if (former != null) {
            return new Frontend(wanted, routing, rules, former);
        }
        Admission process = Frontend.isForPagesOnly(wanted)
                ? parts.viewers()
                : wanted.mode() == Mode.UDP ? parts.datagrams() : parts.clients();
        return new Frontend(wanted, routing, rules, threads, process, NanoClock.SYSTEM);
    }

    /** Whether somebody has paused it: it stays so. */
    private boolean isSilent(Frontend frontend) {
        Frontend former = before.frontends().get(frontend.name());
        return former != null
                && !former.settings().binds().stream().allMatch(BindSettings::quic)
                && !parts.listeners().isListening(former);
    }

    /**
     * Puts it in force.
     *
     * @param swap makes what is new what there is
     * @return the frontends that are no more
     */
    List<Frontend> commit(Prepared prepared, Consumer<Snapshot> swap) {
        parts.handlers().use(prepared.contexts());
        changed.forEach(BackendReload::commit);
        Tracking.renew(backends.values());
        Map<String, Frontend> frontends = frontends(backends);
        frontends.values().forEach(Frontend::takeOver);
        swap.accept(Snapshot.of(asked, frontends, backends, parts.ofProcess()));
        prepared.listeners().commit(frontends);
        prepared.quic().commit(frontends);
        prepared.udp().commit(frontends);
        parts.checks()
                .become(
                        backends.values().stream()
                                .flatMap(backend -> backend.checkTargets().stream())
                                .toList(),
                        prepared.contexts()::ofCheck);
        parts.names()
                .become(backends.values().stream()
                        .flatMap(backend -> backend.namedServers(parts.handlers()::moved).stream())
                        .toList());
        Collection<Frontend> replaced = before.frontends().values();
        List<Frontend> gone = replaced.stream()
                .filter(frontend -> !frontends.containsKey(frontend.name()))
                .toList();
        gone.forEach(Frontend::leave);
        before.backends().forEach((name, backend) -> {
            if (!backends.containsKey(name)) {
                backend.leave();
                leaving.addAll(backend.servers());
            }
        });
        parts.handlers().left(replaced, leaving);
        return gone;
    }
}
