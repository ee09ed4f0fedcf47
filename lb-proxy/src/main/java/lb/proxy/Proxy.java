package lb.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lb.proxy.check.HealthChecks;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.health.EjectionFigures;
import lb.proxy.health.ServerEvents;
import lb.proxy.http1.Heads;
import lb.proxy.http1.RefusedMessages;
import lb.proxy.http2.Http2Refusals;
import lb.proxy.http3.QuicListeners;
import lb.proxy.limit.ReachedLimit;
import lb.proxy.listen.Admission;
import lb.proxy.listen.Departure;
import lb.proxy.listen.Drain;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.Listeners;
import lb.proxy.loop.EventLoops;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.LoopPulse;
import lb.proxy.loop.NanoClock;
import lb.proxy.reload.Changes;
import lb.proxy.resolve.NameFigures;
import lb.proxy.resolve.Names;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.Mode;
import lb.proxy.settings.PassedSocket;
import lb.proxy.settings.ProcessLimits;
import lb.proxy.settings.ProxySettings;
import lb.proxy.stats.StatsRow;
import lb.proxy.tls.Certificates;
import lb.proxy.tls.ConnectContext;
import lb.proxy.tls.ListenContext;
import lb.proxy.udp.UdpListeners;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.BackendPast;
import lb.proxy.upstream.BackendTimes;

/** The running proxy: its listeners, backends and event loops. All methods on any thread that is no event loop. */
public final class Proxy implements AutoCloseable {
    /** For the log lines of what is broken off. */
    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** For handshakes and first requests that are under way when new ones are left to another process: longer than most paths take. */
    private static final long TURN_AWAY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** After a reload, for handshakes that have begun by what there was before. */
    private static final long HANDSHAKE_SECONDS = 60;

    private final Parts parts;

    /** Replaced by each reload. */
    private final AtomicReference<Snapshot> now;

    private final Admission clients;
    private final Heads heads;
    private final Http2Refusals refusals;
    private final EventLoops loops;
    private final LoopPulse pulse;
    private final Listeners listeners;
    private final UdpListeners udpListeners;
    private final QuicListeners quicListeners;
    private final HealthChecks checks;
    private final Names names;
    private final Sampling sampling;
    private final Object stopping = new Object();
    private final boolean sharedPorts;
    private final ProxyControl control;
    private volatile TlsContexts contexts;

    /** Under the lock of reloads, {@link #control}. */
    private boolean stops;

    /** Closes what TLS needed before reloads, until that is due. */
    private final Queue<Runnable> formerTls = new ConcurrentLinkedQueue<>();

    Proxy(Parts parts, AtomicReference<Snapshot> now, ProxyControl control, TlsContexts contexts, boolean sharedPorts) {
        this.parts = parts;
        this.now = now;
        this.clients = parts.clients();
        this.heads = parts.heads();
        this.refusals = parts.refusals();
        this.loops = parts.loops();
        this.pulse = new LoopPulse(
                loops.contexts().stream().map(LoopContext::eventLoop).toList(), System.nanoTime());
        this.listeners = parts.listeners();
        this.udpListeners = parts.udpListeners();
        this.quicListeners = parts.quicListeners();
        this.checks = parts.checks();
        this.names = parts.names();
        this.control = control;
        this.contexts = contexts;
        this.sharedPorts = sharedPorts;
        this.sampling = new Sampling(loops, clients, this::sampleRates);
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
        Proxy started = prepare(settings, log, events, List.of(), false);
        started.open();
        return started;
    }

    /**
     * As {@link #start}, but for accepting: {@link #open} or {@link #close} follows.
     *
     * @param past what backends have come to in another process, with whose traffic this one goes on; those that are missing start as ever
     * @param succeeding whether another process is about to leave, and may have addresses of HTTP/3 until its last connection there has ended
     */
    public static Proxy prepare(
            ProxySettings settings,
            ExchangeLog log,
            ServerEvents events,
            Collection<BackendPast> past,
            boolean succeeding)
            throws ProxyStartException {
        return new ProxyStart(settings, events).prepare(log, past, succeeding);
    }

    /** Begins to accept, after {@link #prepare}. Not on an event loop. */
    public void open() {
        listeners.open();
        udpListeners.open();
        quicListeners.open();
    }

    /**
     * Copies of the sockets of mode udp, for another process that goes on with their traffic; both take datagrams until one of them stops. Any
     * thread, but not during a reload.
     *
     * @throws IOException when there are no descriptors left
     */
    public List<PassedSocket> passOnDatagrams() throws IOException {
        return udpListeners.passOn();
    }

    /** What the backends have come to, for another process that goes on with their traffic. Any thread. */
    public List<BackendPast> past() {
        return backends().values().stream().map(Backend::past).toList();
    }

    /** Why a {@link #reload} to other settings would be refused; empty where it would not, as far as can be said before. Any thread. */
    public List<String> refusals(ProxySettings wanted) {
        ProxySettings before = now.get().settings();
        return Changes.between(before, Changes.settled(before, wanted.withPassed(List.of())))
                .refusals();
    }

    /**
     * Becomes what other settings say, without a connection lost: frontends, their addresses, backends and servers come, go and
     * change; what is the same goes on as it is. One at a time. Not on an event loop.
     *
     * @param wanted what a start would get; passed sockets are not looked at
     * @return what has changed
     * @throws ProxyReloadException with everything that stands in the way, when nothing has changed
     */
    public Changes reload(ProxySettings wanted) throws ProxyReloadException {
        // Nobody pauses a frontend meanwhile.
        synchronized (control) {
            if (stops) {
                throw new ProxyReloadException(List.of("the proxy stops"));
            }
            Snapshot before = now.get();
            ProxySettings asked = Changes.settled(before.settings(), wanted.withPassed(List.of()));
            ProxyLimits limits = limits(wanted);
            ProxySettings settings = limits.complete(asked);
            Changes changes = Changes.between(before.settings(), asked);
            if (!changes.refusals().isEmpty()) {
                throw new ProxyReloadException(changes.refusals());
            }
            ProxyReload reload = new ProxyReload(parts, before, asked, settings);
            ProxyReload.Prepared prepared = reload.prepare(contexts);
            TlsContexts former = contexts;
            Runnable closing = prepared.contexts().takeOver(former);
            contexts = prepared.contexts();
            List<Frontend> gone = reload.commit(prepared, next -> {
                control.former().follow(before, next);
                now.set(next);
            });
            gone.forEach(frontend -> frontend.clients().tell(Drain.WHEN_IDLE));
            control.certificates().become(contexts.uses(settings));
            control.reloaded();
            heads.keepOf(frontends().keySet(), backends().keySet());
            limit(before.settings().limits(), wanted.limits(), limits.limits());
            formerTls.add(closing);
            var _ = loops.group()
                    .schedule(
                            () -> {
                                if (formerTls.remove(closing)) {
                                    closing.run();
                                }
                            },
                            HANDSHAKE_SECONDS,
                            TimeUnit.SECONDS);
            return changes;
        }
    }

    private static ProxyLimits limits(ProxySettings wanted) throws ProxyReloadException {
        try {
            return ProxyLimits.of(wanted);
        } catch (ProxyStartException e) {
            throw new ProxyReloadException(e.problems());
        }
    }

    /** Limits that somebody has set at run time stay unless the file says otherwise than before. */
    private void limit(ProcessLimits before, ProcessLimits wanted, ProcessLimits complete) {
        if (before.connections() != wanted.connections()) {
            clients.limitOpen(complete.connections());
        }
        if (before.sessionRate() != wanted.sessionRate()) {
            clients.limitRate(wanted.sessionRate(), NanoClock.SYSTEM.nanoTime());
        }
    }

    /** What is asked and changed while it runs. */
    public ProxyControl control() {
        return control;
    }

    /**
     * A backend, with its servers, which can be changed.
     *
     * @throws IllegalArgumentException if there is no such backend
     */
    public Backend backend(String name) {
        return Snapshot.known(backends(), name, "backend");
    }

    /** How often each of the limits that there are was reached; the list is the same until a reload. Any thread. */
    public List<ReachedLimit> limits() {
        return now.get().limits();
    }

    /** How often HTTP messages, streams and connections of HTTP/2 were refused, for each reason that there was. Any thread. */
    public List<RefusedMessages> refused() {
        List<RefusedMessages> all = new ArrayList<>(heads.refused());
        all.addAll(refusals.counted());
        return all;
    }

    /** How often the name servers were asked for each name of servers. Any thread. */
    public List<NameFigures> names() {
        return names.figures();
    }

    /** How often servers were left out as outliers, of the backends that look for them. Any thread. */
    public List<EjectionFigures> ejections() {
        return backends().values().stream()
                .flatMap(backend -> backend.figures().ejections().stream())
                .toList();
    }

    /** How long exchanges have taken since the start, by backend and phase. Any thread. */
    public List<BackendTimes> durations() {
        return backends().values().stream()
                .flatMap(backend -> backend.figures().durations().stream())
                .toList();
    }

    /** Connections of clients that may be open at a time. */
    public int maxConnections() {
        return clients.mostOpen();
    }

    /**
     * Whether clients of a frontend can be served: it listens, and its default backend has a usable server, or, where it
     * has none, one of the backends that its routes name; a frontend without backends only has to listen.
     *
     * @throws IllegalArgumentException if there is no such frontend
     */
    public boolean usable(String frontend) {
        Frontend asked = Snapshot.known(frontends(), frontend, "frontend");
        return isListening(asked) && asked.routing().isUsable();
    }

    /**
     * Why this process serves nobody at all: which event loop has not turned for two seconds; empty when all turn. Always the
     * same thread, which should ask twice a second or more; never waits.
     */
    public String standstill() {
        return pulse.standstill(System.nanoTime());
    }

    /** The figures of this moment: the frontends in the order of the file, then each backend after its servers. */
    public List<StatsRow> statistics() {
        return rows().toList();
    }

    /** The same, each row of the moment in which it is taken. */
    public Stream<StatsRow> rows() {
        List<Supplier<StatsRow>> rows = new ArrayList<>();
        for (Frontend frontend : frontends().values()) {
            int id = rows.size() + 1;
            rows.add(() -> frontend.row(id, isListening(frontend)));
        }
        int id = rows.size() + 1;
        for (Backend backend : backends().values()) {
            backend.figures().rows(id++).forEach(rows::add);
        }
        // From a list, so that none is made before its turn: a stream of streams would make those of a backend at once.
        return rows.stream().map(Supplier::get);
    }

    /**
     * Where a frontend listens, with the ports that were chosen where 0 was asked for.
     *
     * @throws IllegalArgumentException if there is no such frontend
     */
    public List<InetSocketAddress> localAddresses(String frontend) {
        Frontend asked = Snapshot.known(frontends(), frontend, "frontend");
        return isUdp(asked)
                ? udpListeners.addresses(asked)
                : Stream.concat(listeners.addresses(asked).stream(), quicListeners.addresses(asked).stream())
                        .toList();
    }

    /** For addresses that are to leave this node without a request lost, while everything else goes on. */
    public Departure departureOf(Set<InetAddress> addresses) {
        return new Departure(frontends().values(), listeners, addresses);
    }

    /**
     * Stops: accepts no more at once, closes idle connections, and waits for the busy ones. Where other processes may listen on
     * the same addresses, those who are about to connect are left to them first, and who has just connected gets the answer to a
     * first request, for which a fifth of a second is waited.
     *
     * @param drain how long at most; what is busy then is broken off. Zero breaks off at once
     */
    public void stop(Duration drain) {
        // A reload that runs comes to its end first: what it opens is to be closed.
        synchronized (control) {
            stops = true;
        }
        synchronized (stopping) {
            long until = System.nanoTime() + drain.toNanos();
            if (!drain.isZero() && (listeners.leavePassedOn() || sharedPorts)) {
                listeners.turnAway();
                tellClients(Drain.LAST_ANSWER);
                LockSupport.parkNanos(TURN_AWAY_NANOS);
            }
            listeners.close();
            quicListeners.leave();
            udpListeners.drain();
            checks.close();
            names.close();
            tellClients(Drain.WHEN_IDLE);
            awaitClients(until - System.nanoTime());
            udpListeners.awaitNone(until - System.nanoTime());
            tellClients(Drain.NOW);
            udpListeners.close();
            awaitClients(LAST_WORDS_NANOS);
            quicListeners.close();
            sampling.end();
            loops.close();
            contexts.close();
            formerTls.forEach(Runnable::run);
            formerTls.clear();
        }
    }

    /** Everything that TLS has of files, which can be changed. Any thread. */
    public Certificates certificates() {
        return control.certificates();
    }

    /** The certificates that clients are shown, bind by bind. Any thread. */
    public Collection<ListenContext> listenContexts() {
        return contexts.listening();
    }

    /** TLS to each of the servers that speak it. Any thread. */
    public Collection<ConnectContext> connectContexts() {
        return contexts.connecting();
    }

    /** Stops at once. */
    @Override
    public void close() {
        stop(Duration.ZERO);
    }

    private Map<String, Frontend> frontends() {
        return now.get().frontends();
    }

    private Map<String, Backend> backends() {
        return now.get().backends();
    }

    /** Those whose clients are to be told of a stop. */
    private List<Frontend> all() {
        return Stream.concat(frontends().values().stream(), control.former().leaving().stream())
                .toList();
    }

    private static boolean isUdp(Frontend frontend) {
        return frontend.settings().mode() == Mode.UDP;
    }

    private boolean isListening(Frontend frontend) {
        if (isUdp(frontend)) {
            return udpListeners.isListening();
        }
        boolean quicOnly = frontend.settings().binds().stream().allMatch(BindSettings::quic);
        return quicListeners.isListening() && (quicOnly || listeners.isListening(frontend));
    }

    private void sampleRates() {
        frontends().values().forEach(Frontend::sampleRates);
        backends().values().forEach(Backend::sampleRates);
        control.sampleRates();
    }

    private void tellClients(Drain event) {
        all().forEach(frontend -> frontend.clients().tell(event));
    }

    private void awaitClients(long limitNanos) {
        long until = System.nanoTime() + limitNanos;
        all().forEach(frontend -> frontend.clients().awaitNone(until - System.nanoTime()));
    }
}
