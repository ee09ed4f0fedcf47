package lb.ha.lifeline;

import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lb.ha.MasterDeath;
import lb.ha.NanoClock;
import lb.ha.VirtualRouterStatus;
import lb.ha.lifeline.Frame.Hello;
import lb.ha.lifeline.PeerEvent.Inquired;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.vrrp.VrrpState;

/**
 * What is asked of the network while a peer is suspected to be dead, and what follows where it is: for which virtual
 * routers, on a thread of its own, {@code lb-inquiry}. Used by the lifeline thread only.
 */
final class Inquiries {
    private final Supplier<List<VirtualRouterStatus>> status;
    private final Consumer<MasterDeath> deaths;
    private final Inquiry inquiry;
    private final NanoClock clock;
    private final Selector selector;
    private final ExecutorService thread;
    private final Queue<Result> results = new ConcurrentLinkedQueue<>();
    private volatile List<VirtualRouterSettings> routers;

    /** What was found out about a peer. */
    record Result(Peer peer, Inquired found) {}

    /**
     * Starts the thread.
     *
     * @param deaths told on that thread: to wake another one by a descriptor, which may be newer than the lifeline's own
     *     table of them
     * @param selector woken for each result
     */
    Inquiries(
            List<VirtualRouterSettings> routers,
            Supplier<List<VirtualRouterStatus>> status,
            Consumer<MasterDeath> deaths,
            Inquiry inquiry,
            NanoClock clock,
            Selector selector) {
        this.routers = List.copyOf(routers);
        this.status = status;
        this.deaths = deaths;
        this.inquiry = inquiry;
        this.clock = clock;
        this.selector = selector;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("lb-inquiry").daemon().factory());
        execute(inquiry::warmUp);
    }

    /** These are the virtual routers from now on. Any thread. */
    void follow(List<VirtualRouterSettings> settings) {
        routers = List.copyOf(settings);
    }

    /** Asks about a peer; the result comes with {@link #take}. */
    void begin(Peer peer, long endedAt) {
        begin(peer, peer.socketAddress(), endedAt);
    }

    private void begin(Peer peer, InetSocketAddress listening, long endedAt) {
        List<VirtualRouterSettings> asked = ownedBy(peer.lastHello());
        int probes = PeerJudge.probes(clock.nanoTime() - endedAt);
        execute(() -> {
            results.add(new Result(peer, inquiry.ask(endedAt, listening, probes, peer.roundTrip(), asked)));
            selector.wakeup();
        });
    }

    /** Those of which this node is a backup and the peer, by its last words, the master. */
    private List<VirtualRouterSettings> ownedBy(Hello lastWords) {
        Set<String> backups = status.get().stream()
                .filter(router -> router.state() == VrrpState.BACKUP && Succession.isMaster(lastWords, router.name()))
                .map(VirtualRouterStatus::name)
                .collect(Collectors.toSet());
        return routers.stream()
                .filter(router -> backups.contains(router.name()))
                .toList();
    }

    /** Gives each result to the peer that it is about. */
    void take() {
        for (Result result = results.poll(); result != null; result = results.poll()) {
            result.peer().take(result.found(), clock.nanoTime());
        }
    }

    /**
     * Tells of a peer's death.
     *
     * @param names of the virtual routers that it was the master of
     * @param peers all of them
     */
    void dead(Peer peer, Set<String> names, long lostAt, String why, List<Peer> peers) {
        tell(deaths, peer, names, lostAt, why, peers);
    }

    private void tell(
            Consumer<MasterDeath> whom, Peer peer, Set<String> names, long lostAt, String why, List<Peer> peers) {
        for (VirtualRouterStatus router : status.get()) {
            if (names.contains(router.name())) {
                boolean first = peers.stream()
                        .filter(other -> !other.equals(peer))
                        .allMatch(other -> Succession.goesBefore(router, other.state(), other.lastHello()));
                MasterDeath death = new MasterDeath(
                        router.name(),
                        lostAt,
                        first,
                        "node " + peer.settings().node() + " is dead: " + why
                                + ", a new one is refused, and nobody answers for the address");
                execute(() -> whom.accept(death));
            }
        }
    }

    /**
     * Goes through an inquiry about a peer that is alive, with nothing coming of it: what a JVM does for the first time takes
     * it ten times as long, which would be part of an outage. The network sees two ARP probes for each address that
     * the peer owns.
     */
    void rehearse(Peer peer, List<Peer> peers) {
        long now = clock.nanoTime();
        // Nothing is to be said of the peer itself, and what is found is dropped: nobody suspects it.
        begin(peer, inquiry.closedPort(), now);
        Set<String> names = ownedBy(peer.lastHello()).stream()
                .map(VirtualRouterSettings::name)
                .collect(Collectors.toSet());
        peer.rehearse(names, now);
        tell(_ -> {}, peer, names, now, "a rehearsal", peers);
    }

    private void execute(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            // It is being closed.
        }
    }

    /** Ends the thread, when it has done what it was given. */
    void close() {
        execute(inquiry::close);
        thread.shutdown();
    }
}
