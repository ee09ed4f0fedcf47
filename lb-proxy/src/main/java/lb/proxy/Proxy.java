package lb.proxy;

import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.health.CheckTarget;
import lb.proxy.health.HealthChecks;
import lb.proxy.health.ServerEvents;
import lb.proxy.listen.Drain;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.Listeners;
import lb.proxy.listen.Protocol;
import lb.proxy.loop.EventLoops;
import lb.proxy.loop.NanoClock;
import lb.proxy.loop.Sockets;
import lb.proxy.route.Routing;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Sessions;
import lb.proxy.stats.StatsRow;
import lb.proxy.udp.UdpListeners;
import lb.proxy.upstream.Backend;

/** The running proxy: its listeners, backends and event loops. All methods on any thread that is no event loop. */
public final class Proxy implements AutoCloseable {
    /** For the log lines of what is broken off. */
    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<String, Frontend> frontends;
    private final Map<String, Backend> backends;
    private final EventLoops loops;
    private final Listeners listeners;
    private final UdpListeners udpListeners;
    private final HealthChecks checks;
    private final ScheduledFuture<?> sampling;
    private final Object stopping = new Object();

    private Proxy(
            Map<String, Frontend> frontends,
            Map<String, Backend> backends,
            EventLoops loops,
            Listeners listeners,
            UdpListeners udpListeners,
            HealthChecks checks) {
        this.frontends = frontends;
        this.backends = backends;
        this.loops = loops;
        this.listeners = listeners;
        this.udpListeners = udpListeners;
        this.checks = checks;
        this.sampling = loops.group().scheduleAtFixedRate(this::sampleRates, 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Binds everything, then begins to check servers and to accept; or binds nothing.
     *
     * @param log told of each ended exchange, on event loops
     * @param events told of each change of a server's state, on event loops
     * @throws ProxyStartException with every problem, when there is one
     * @throws IllegalArgumentException if a frontend names a backend that the settings do not have, or asks for a
     *     regular expression that is none
     */
    public static Proxy start(ProxySettings settings, ExchangeLog log, ServerEvents events) throws ProxyStartException {
        Sockets sockets = sockets(settings.transport());
        int threads = settings.threads();
        Map<String, Backend> backends = new LinkedHashMap<>();
        for (BackendSettings backend : settings.backends()) {
            backends.put(backend.name(), new Backend(backend, threads, events, NanoClock.SYSTEM));
        }
        Sessions connections = new Sessions();
        Map<String, Frontend> frontends = new LinkedHashMap<>();
        for (FrontendSettings frontend : settings.frontends()) {
            Routing routing = new Routing(frontend, name -> known(backends, name, "backend"));
            frontends.put(frontend.name(), new Frontend(frontend, routing, threads, connections, NanoClock.SYSTEM));
        }
        EventLoops loops = new EventLoops(threads, sockets);
        List<String> problems = new ArrayList<>();
        Listeners listeners = Listeners.bind(
                of(frontends, Protocol.TCP), loops.contexts(), new ModeHandlers(loops.contexts(), log), problems);
        UdpListeners udpListeners = UdpListeners.bind(of(frontends, Protocol.UDP), loops.contexts(), log, problems);
        if (!problems.isEmpty()) {
            loops.close();
            throw new ProxyStartException(problems);
        }
        List<CheckTarget> targets = backends.values().stream()
                .flatMap(backend -> backend.checkTargets().stream())
                .toList();
        HealthChecks checks = HealthChecks.start(targets, loops.group(), sockets, NanoClock.SYSTEM);
        listeners.open();
        udpListeners.open();
        return new Proxy(frontends, backends, loops, listeners, udpListeners, checks);
    }

    /**
     * Whether clients of a frontend can be served: it listens, and its default backend has a usable server, or, where it
     * has none, one of the backends that its routes name; a frontend without backends only has to listen.
     *
     * @throws IllegalArgumentException if there is no such frontend
     */
    public boolean usable(String frontend) {
        Frontend asked = known(frontends, frontend, "frontend");
        return isListening(asked) && asked.routing().isUsable();
    }

    /**
     * Whether a backend has a usable server.
     *
     * @throws IllegalArgumentException if there is no such backend
     */
    public boolean backendUsable(String backend) {
        return known(backends, backend, "backend").usable();
    }

    /** The figures of this moment: the frontends in the order of the file, then each backend after its servers. */
    public List<StatsRow> statistics() {
        List<StatsRow> rows = new ArrayList<>();
        int id = 1;
        for (Frontend frontend : frontends.values()) {
            rows.add(frontend.row(id++, isListening(frontend)));
        }
        for (Backend backend : backends.values()) {
            rows.addAll(backend.rows(id++));
        }
        return rows;
    }

    /**
     * Where a frontend listens, with the ports that were chosen where 0 was asked for.
     *
     * @throws IllegalArgumentException if there is no such frontend
     */
    public List<InetSocketAddress> localAddresses(String frontend) {
        Frontend asked = known(frontends, frontend, "frontend");
        return isUdp(asked) ? udpListeners.addresses(asked) : listeners.addresses(asked);
    }

    /**
     * Stops: accepts no more at once, closes idle connections, and waits for the busy ones.
     *
     * @param drain how long at most; what is busy then is broken off. Zero breaks off at once
     */
    public void stop(Duration drain) {
        synchronized (stopping) {
            long until = System.nanoTime() + drain.toNanos();
            listeners.close();
            udpListeners.drain();
            checks.close();
            tellClients(Drain.WHEN_IDLE);
            awaitClients(until - System.nanoTime());
            udpListeners.awaitNone(until - System.nanoTime());
            tellClients(Drain.NOW);
            udpListeners.close();
            awaitClients(LAST_WORDS_NANOS);
            sampling.cancel(false);
            loops.close();
        }
    }

    /** Stops at once. */
    @Override
    public void close() {
        stop(Duration.ZERO);
    }

    private static Sockets sockets(Transport transport) throws ProxyStartException {
        try {
            return Sockets.of(transport);
        } catch (UnsupportedOperationException e) {
            throw new ProxyStartException(List.of(e.getMessage() + "; or set the transport to auto or nio"));
        }
    }

    private static <T> T known(Map<String, T> all, String name, String kind) {
        T found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException("there is no " + kind + " \"" + name + "\"");
        }
        return found;
    }

    private static List<Frontend> of(Map<String, Frontend> frontends, Protocol protocol) {
        return frontends.values().stream()
                .filter(frontend -> isUdp(frontend) == (protocol == Protocol.UDP))
                .toList();
    }

    private static boolean isUdp(Frontend frontend) {
        return frontend.settings().mode() == Mode.UDP;
    }

    private boolean isListening(Frontend frontend) {
        return isUdp(frontend) ? udpListeners.isListening(frontend) : listeners.isListening(frontend);
    }

    private void sampleRates() {
        frontends.values().forEach(Frontend::sampleRates);
        backends.values().forEach(Backend::sampleRates);
    }

    private void tellClients(Drain event) {
        frontends.values().forEach(frontend -> frontend.clients().tell(event));
    }

    private void awaitClients(long limitNanos) {
        long until = System.nanoTime() + limitNanos;
        frontends.values().forEach(frontend -> frontend.clients().awaitNone(until - System.nanoTime()));
    }
}
