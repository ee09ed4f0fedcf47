package lb.proxy;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import lb.proxy.http1.Heads;
import lb.proxy.http1.InvalidMessage;
import lb.proxy.listen.Admission;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.Listeners;
import lb.proxy.listen.OpenSessions;
import lb.proxy.loop.EventLoops;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.LoopFigures;
import lb.proxy.loop.LoopLoad;
import lb.proxy.loop.NanoClock;
import lb.proxy.resolve.Names;
import lb.proxy.settings.InheritedSocket;
import lb.proxy.settings.Mode;
import lb.proxy.settings.PassedSocket;
import lb.proxy.stats.Counter;
import lb.proxy.stats.RateSampler;
import lb.proxy.stats.TlsCounts;
import lb.proxy.tls.Certificates;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import lb.proxy.upstream.ServerFacts;
import org.jspecify.annotations.Nullable;

/** What an administrator asks and changes while the proxy runs. All methods on any thread that is no event loop. */
public final class ProxyControl {
    private static final long CLEARING_SECONDS = 1;

    private final Supplier<Snapshot> now;
    private final Admission clients;
    private final int hardMaxConnections;
    private final EventLoops loops;
    private final Listeners listeners;
    private final Names names;
    private final Consumer<Server> moved;
    private final Heads heads;
    private final Certificates certificates;
    private final OpenSessions sessions;
    private final LoopLoad load;
    private final RateSampler connectionRate;
    private final RateSampler bytesRate;
    private final FormerFrontends former = new FormerFrontends();

    /** Those that are not to be opened again. */
    private final Set<String> shutDown = new HashSet<>();

    /**
     * @param now what there is at the moment
     * @param hardMaxConnections how many the file descriptors are enough for
     * @param moved told of each server that has left an address
     */
    ProxyControl(
            Supplier<Snapshot> now,
            Admission clients,
            int hardMaxConnections,
            EventLoops loops,
            Listeners listeners,
            Names names,
            Consumer<Server> moved,
            Heads heads,
            Certificates certificates) {
        this.now = now;
        this.clients = clients;
        this.hardMaxConnections = hardMaxConnections;
        this.loops = loops;
        this.listeners = listeners;
        this.names = names;
        this.moved = moved;
        this.heads = heads;
        this.certificates = certificates;
        sessions = new OpenSessions(() -> now.get().frontends().values());
        long begun = NanoClock.SYSTEM.nanoTime();
        load = new LoopLoad(loops.contexts(), begun);
        connectionRate = new RateSampler(begun);
        bytesRate = new RateSampler(begun);
    }

    /** Takes the rates of the last second; to be called once a second, by one thread. */
    void sampleRates() {
        long now = NanoClock.SYSTEM.nanoTime();
        load.sample(now);
        connectionRate.sample(now, ofClients(Counter.CONNECTIONS));
        bytesRate.sample(now, ofClients(Counter.BYTES_OUT));
    }

    private long ofClients(Counter counter) {
        return ofClients().stream()
                        .mapToLong(frontend -> frontend.counters().total(counter))
                        .sum()
                + former.total(counter);
    }

    /** What reloads have taken away. */
    FormerFrontends former() {
        return former;
    }

    private List<Frontend> ofClients() {
        return now.get().frontends().values().stream()
                .filter(frontend -> !frontend.isForPagesOnly())
                .toList();
    }

    /** The figures of the process now. */
    public ProcessFigures figures() {
        long requests = former.requests()
                + ofClients().stream().mapToLong(FormerFrontends::requests).sum();
        long failed = names.figures().stream()
                .flatMap(name -> name.failed().values().stream())
                .mapToLong(Long::longValue)
                .sum();
        return new ProcessFigures(
                loops.contexts().size(),
                load.idlePercent(),
                clients.mostOpen(),
                hardMaxConnections,
                clients.open().current(),
                ofClients(Counter.CONNECTIONS),
                requests,
                connectionRate.rate(),
                clients.perSecond(),
                connectionRate.greatest(),
                load.pipes(),
                load.mostPipes(),
                serverSessions(),
                load.queued(),
                listeners.size(),
                failed,
                ofClients(Counter.BYTES_OUT),
                bytesRate.rate(),
                former.tlsConnections() + tls().mapToLong(TlsCounts::current).sum(),
                former.handshakes()
                        + tls().mapToLong(FormerFrontends::handshakes).sum());
    }

    private Stream<TlsCounts> tls() {
        return Stream.concat(
                ofClients().stream().map(Frontend::tls),
                now.get().backends().values().stream()
                        .flatMap(backend -> backend.servers().stream())
                        .map(server -> server.tls().counts()));
    }

    private int serverSessions() {
        return now.get().backends().values().stream()
                .flatMap(backend -> backend.servers().stream())
                .mapToInt(server -> server.sessions().current())
                .sum();
    }

    /** What each event loop does. */
    public List<LoopFigures> loops() {
        return load.each();
    }

    /** The last invalid request of each frontend, and the last invalid response of each backend, that there was. */
    public List<InvalidMessage> invalidMessages() {
        return heads.invalid();
    }

    /** How many there were since the start. */
    public long invalidMessageEvents() {
        return heads.events();
    }

    /** In the order of the file. */
    public List<Frontend> frontends() {
        return List.copyOf(now.get().frontends().values());
    }

    /** In the order of the file. */
    public List<Backend> backends() {
        return List.copyOf(now.get().backends().values());
    }

    /** The number of a backend among all proxies ({@code iid}), as in the statistics. */
    public int idOf(Backend backend) {
        return now.get().frontends().size() + 1 + backends().indexOf(backend);
    }

    /** What the servers of one backend, or of all, are; those of a backend are looked at when it is its turn. */
    public Stream<ServerFacts> servers(@Nullable Backend only) {
        Stream<Backend> asked = only == null ? now.get().backends().values().stream() : Stream.of(only);
        return asked.flatMap(backend -> backend.figures().facts(idOf(backend)));
    }

    /** What clients have open now. */
    public OpenSessions sessions() {
        return sessions;
    }

    /** Has a server be elsewhere, as {@link Backend#reassign}: connections that were kept there end. */
    public void reassign(Server server, InetSocketAddress to) {
        server.backend().reassign(server, to);
        moved.accept(server);
    }

    /**
     * Another limit of connections of clients.
     *
     * @param most 1 or more, and no more than the file descriptors are enough for
     * @return whether it is one
     */
    public boolean limitConnections(int most) {
        boolean possible = most >= 1 && most <= hardMaxConnections;
        if (possible) {
            clients.limitOpen(most);
        }
        return possible;
    }

    /** Another limit of new connections in a second; 0 for none. */
    public void limitConnectionRate(int perSecond) {
        clients.limitRate(perSecond, NanoClock.SYSTEM.nanoTime());
    }

    /** Whether the sockets of a frontend can be closed and bound again: those inherited are gone once closed. */
    public boolean canPause(Frontend frontend) {
        return frontend.settings().mode() != Mode.UDP
                && frontend.settings().binds().stream()
                        .noneMatch(bind -> bind.quic() || bind.address() instanceof InheritedSocket);
    }

    /** Another frontend that shares a port with it, so that its sockets could not be bound again; null for none. */
    public @Nullable Frontend sharingPort(Frontend frontend) {
        return now.get().frontends().values().stream()
                .filter(other -> !other.name().equals(frontend.name()) && Listeners.sharePort(frontend, other))
                .findFirst()
                .orElse(null);
    }

    /**
     * Lets the addresses of a frontend go, for now or for good; its clients stay.
     *
     * @return whether it listened
     */
    public synchronized boolean pause(Frontend frontend, boolean forGood) {
        if (forGood) {
            shutDown.add(frontend.name());
        }
        return listeners.close(frontend);
    }

    /** A reload has come: what was shut down and is gone may come again. */
    synchronized void reloaded() {
        shutDown.retainAll(now.get().frontends().keySet());
    }

    /** Whether its addresses were let go for good. */
    public synchronized boolean isShutDown(Frontend frontend) {
        return shutDown.contains(frontend.name());
    }

    /**
     * Copies of all sockets that listen, as {@link Listeners#passOn}.
     *
     * @throws IOException when there are no descriptors left
     */
    public List<PassedSocket> passOnListeners() throws IOException {
        return listeners.passOn();
    }

    /** Whoever they were passed on to has ended: they are this process's alone. Any thread. */
    public void keepListeners() {
        listeners.keep();
    }

    /** Whether it listens. */
    public boolean isListening(Frontend frontend) {
        return listeners.isListening(frontend);
    }

    /**
     * Listens again.
     *
     * @return a sentence for each address that it cannot have, or one that says why it cannot listen again
     */
    public synchronized List<String> resume(Frontend frontend) {
        if (!frontend.latest().isCurrent()) {
            return List.of("a reload has taken it away");
        }
        if (shutDown.contains(frontend.name())) {
            return List.of("it was shut down");
        }
        if (listeners.isListening(frontend)) {
            return List.of("it listens already");
        }
        return listeners.open(frontend.latest());
    }

    /** Forgets the greatest of what was measured, or clears all that was counted. Waits for the event loops. */
    public void clear(boolean all) {
        now.get().frontends().values().forEach(frontend -> frontend.clear(all));
        now.get().backends().values().forEach(backend -> backend.figures().clear(all));
        connectionRate.forgetGreatest();
        List<CompletableFuture<Void>> cleared = new ArrayList<>();
        for (LoopContext loop : loops.contexts()) {
            EventLoop own = loop.eventLoop();
            try {
                cleared.add(CompletableFuture.runAsync(
                        () -> now.get()
                                .backends()
                                .values()
                                .forEach(backend -> backend.figures().clearTimes(loop.index(), all)),
                        own));
            } catch (RejectedExecutionException e) {
                // The proxy stops: nobody will look at them.
            }
        }
        try {
            CompletableFuture.allOf(cleared.toArray(CompletableFuture[]::new))
                    .orTimeout(CLEARING_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof TimeoutException)) {
                throw e;
            }
            // A loop that stands still clears its own when it turns again.
        }
    }

    /** Everything that TLS has of files, which can be changed. */
    public Certificates certificates() {
        return certificates;
    }
}
