package lb.ha.lifeline;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lb.ha.HaEvents;
import lb.ha.MasterDeath;
import lb.ha.NanoClock;
import lb.ha.Transition;
import lb.ha.VirtualRouterStatus;
import lb.ha.Warnings;
import lb.ha.address.AddressException;
import lb.ha.address.AddressProbe;
import lb.ha.handover.Message;
import lb.ha.handover.Peers;
import lb.ha.lifeline.Frame.Hello;
import lb.ha.lifeline.Frame.Router;
import lb.ha.lifeline.PeerEvent.Inquired;
import lb.ha.settings.LifelineSettings;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.vrrp.VrrpState;

/**
 * The running lifelines of this node: one thread, {@code lb-lifeline}, that waits for all of their connections, and one,
 * {@code lb-inquiry}, that asks the network while a peer is suspected to be dead.
 *
 * <p>It changes nothing by itself: whoever takes its {@link MasterDeath} decides by VRRP.
 */
public final class Lifeline implements HaEvents, Peers, AutoCloseable {
    private static final int BACKLOG = 16;
    private static final long STOP_SECONDS = 2;
    private static final long PAUSE_AFTER_FAILURE_NANOS = 100_000_000;

    /** Connections are accepted in batches, so that a flood of them, or a lack of descriptors, costs little. */
    private static final int MOST_ACCEPTED = 16;

    private static final long ACCEPT_PAUSE_NANOS = 10_000_000;

    private final List<VirtualRouterSettings> routers;
    private final Supplier<List<VirtualRouterStatus>> status;
    private final Consumer<MasterDeath> deaths;
    private final BiConsumer<String, Message> messages;
    private final LifelineEvents events;
    private final NanoClock clock;
    private final ServerSocketChannel listener;
    private final SelectionKey accepting;
    private final Warnings faults;
    private final Selector selector;
    private final List<Peer> peers;
    private final Inquiry inquiry;
    private final ExecutorService inquiries;
    private final Queue<Result> results = new ConcurrentLinkedQueue<>();
    private final Queue<Outgoing> outgoing = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private long acceptAt;
    private volatile List<PeerStatus> published;
    private volatile List<Known> known = List.of();
    private volatile boolean closing;

    private record Result(Peer peer, Inquired found) {}

    private record Outgoing(String node, Message message) {}

    /** What a peer is thought to be, and has last said. */
    private record Known(String node, PeerState state, Hello lastHello) {}

    private Lifeline(
            LifelineSettings settings,
            List<VirtualRouterSettings> routers,
            Supplier<List<VirtualRouterStatus>> status,
            Consumer<MasterDeath> deaths,
            BiConsumer<String, Message> messages,
            LifelineEvents events,
            NanoClock clock,
            ServerSocketChannel listener,
            SelectionKey accepting,
            AddressProbe probe) {
        this.routers = List.copyOf(routers);
        this.status = status;
        this.deaths = deaths;
        this.messages = messages;
        this.events = events;
        this.clock = clock;
        this.listener = listener;
        this.accepting = accepting;
        this.selector = accepting.selector();
        this.faults = new Warnings("lifeline", events::warning, clock);
        this.acceptAt = clock.nanoTime();
        this.inquiry = new Inquiry(settings.listen().getAddress(), probe);
        long epoch = new SecureRandom().nextLong();
        Around around = new Around();
        this.peers = settings.peers().stream()
                .map(peer -> new Peer(settings, peer, epoch, selector, clock, InstantSource.system(), events, around))
                .toList();
        this.published = peers.stream().map(Peer::status).toList();
        this.thread = Thread.ofPlatform().name("lb-lifeline").daemon().unstarted(this::run);
        this.inquiries = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("lb-inquiry").daemon().factory());
    }

    /**
     * Listens, and connects to the peers that it falls to this node to connect to.
     *
     * @param routers the virtual routers of this node
     * @param status what they do now; called on the lifeline's thread
     * @param deaths told on the lifeline's thread
     * @param messages told on the lifeline's thread what a node says about a hand-over
     * @throws LifelineException when it cannot be: the address or the port is not to be had, no permission for probes
     */
    public static Lifeline start(
            LifelineSettings settings,
            List<VirtualRouterSettings> routers,
            Supplier<List<VirtualRouterStatus>> status,
            Consumer<MasterDeath> deaths,
            BiConsumer<String, Message> messages,
            LifelineEvents events,
            NanoClock clock)
            throws LifelineException {
        InetSocketAddress at = settings.listen();
        String shown = at.getAddress().getHostAddress() + " port " + at.getPort();
        try {
            AddressProbe probe = AddressProbe.open();
            ServerSocketChannel listener = null;
            Selector selector = null;
            try {
                listener = ServerSocketChannel.open();
                listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                listener.bind(at, BACKLOG);
                listener.configureBlocking(false);
                selector = Selector.open();
                SelectionKey accepting = listener.register(selector, SelectionKey.OP_ACCEPT);
                Lifeline started = new Lifeline(
                        settings, routers, status, deaths, messages, events, clock, listener, accepting, probe);
                started.inquiries.execute(started.inquiry::warmUp);
                started.thread.start();
                if (routers.size() > FrameCodec.MOST_ROUTERS) {
                    events.warning("lifeline: the other nodes are told of the first " + FrameCodec.MOST_ROUTERS + " of "
                            + routers.size() + " virtual IPs only: the rest move by adverts alone");
                }
                return started;
            } catch (IOException | RuntimeException e) {
                probe.close();
                if (listener != null) {
                    listener.close();
                }
                if (selector != null) {
                    selector.close();
                }
                throw e;
            }
        } catch (AddressException e) {
            throw new LifelineException("lifeline: " + e.getMessage());
        } catch (IOException e) {
            throw new LifelineException("lifeline: cannot listen on " + shown + ": " + e.getMessage());
        }
    }

    /** What is known of each peer, in the order of the settings. Any thread; never waits. */
    public List<PeerStatus> status() {
        return published;
    }

    /** The peers are told at once. */
    @Override
    public void changed(Transition transition) {
        selector.wakeup();
    }

    @Override
    public void contested(String virtualRouter) {}

    @Override
    public void warning(String sentence) {}

    @Override
    public List<Peers.Node> now(String virtualRouter) {
        return known.stream()
                .map(peer -> Succession.peer(peer.node(), peer.state(), peer.lastHello(), virtualRouter))
                .toList();
    }

    @Override
    public void send(String node, Message message) {
        outgoing.add(new Outgoing(node, message));
        selector.wakeup();
    }

    /** Ends the lifelines; peers are told. Waits for that for two seconds at most. Any thread. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                turn();
            }
        } catch (Error e) {
            faults.tell("end", "the lifeline ends, and adverts alone tell of the other nodes: " + e);
            throw e;
        } finally {
            end();
        }
    }

    private void turn() {
        try {
            long now = clock.nanoTime();
            long next = now + TimeUnit.SECONDS.toNanos(1);
            for (Peer peer : peers) {
                next = Peer.earlier(next, peer.deadline(now));
            }
            if (now - acceptAt >= 0) {
                accepting.interestOps(SelectionKey.OP_ACCEPT);
            } else {
                next = Peer.earlier(next, acceptAt);
            }
            long wait = TimeUnit.NANOSECONDS.toMillis(next - now + 999_999);
            selector.select(this::ready, Math.max(1, wait));
            Result result = results.poll();
            while (result != null) {
                result.peer().take(result.found(), clock.nanoTime());
                result = results.poll();
            }
            // A time before which everything has been read: who stood still hears first, and then judges.
            long heard = clock.nanoTime();
            selector.selectNow(this::ready);
            peers.forEach(peer -> peer.judge(heard));
            // After the hellos, which say as whom it is said.
            say();
            published = peers.stream().map(Peer::status).toList();
            know();
        } catch (IOException | RuntimeException e) {
            faults.tell("fault", "a fault in lb itself: " + e);
            LockSupport.parkNanos(PAUSE_AFTER_FAILURE_NANOS);
        }
    }

    private void know() {
        known = peers.stream()
                .map(peer -> new Known(peer.settings().node(), peer.state(), peer.lastHello()))
                .toList();
    }

    private void say() {
        for (Outgoing next = outgoing.poll(); next != null; next = outgoing.poll()) {
            for (Peer peer : peers) {
                if (peer.settings().node().equals(next.node())) {
                    peer.send(next.message(), clock.nanoTime());
                }
            }
        }
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof PeerConnection connection) {
            connection.ready(clock.nanoTime());
        } else {
            accept();
        }
    }

    /** Only peers are let in; others cost an accept and a close. */
    private void accept() {
        accepting.interestOps(0);
        acceptAt = clock.nanoTime() + ACCEPT_PAUSE_NANOS;
        try {
            for (int i = 0; i < MOST_ACCEPTED; i++) {
                SocketChannel channel = listener.accept();
                if (channel == null) {
                    return;
                }
                InetAddress from = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
                Peer known = peers.stream()
                        .filter(peer -> peer.settings().address().equals(from))
                        .findFirst()
                        .orElse(null);
                if (known == null) {
                    channel.close();
                } else {
                    known.accepted(channel);
                }
            }
        } catch (IOException e) {
            // Gone already, or no descriptor is left: the peer tries again, and so does this.
        }
    }

    private void end() {
        peers.forEach(Peer::close);
        inquiries.execute(inquiry::close);
        inquiries.shutdown();
        try {
            listener.close();
            selector.close();
        } catch (IOException e) {
            events.warning("lifeline: while stopping: " + e);
        }
    }

    /** What a peer asks of all. */
    private final class Around implements Peer.Surroundings {
        @Override
        public List<Router> routers() {
            return status.get().stream()
                    .map(router ->
                            new Router(router.name(), router.state(), router.effectivePriority(), router.usable()))
                    .toList();
        }

        @Override
        public void inquire(Peer peer, long endedAt) {
            Set<String> backups = status.get().stream()
                    .filter(router ->
                            router.state() == VrrpState.BACKUP && Succession.isMaster(peer.lastHello(), router.name()))
                    .map(VirtualRouterStatus::name)
                    .collect(Collectors.toSet());
            List<VirtualRouterSettings> asked = routers.stream()
                    .filter(router -> backups.contains(router.name()))
                    .toList();
            try {
                int probes = PeerJudge.probes(clock.nanoTime() - endedAt);
                inquiries.execute(() -> {
                    results.add(new Result(
                            peer, inquiry.ask(endedAt, peer.socketAddress(), probes, peer.roundTrip(), asked)));
                    selector.wakeup();
                });
            } catch (RejectedExecutionException e) {
                // It is being closed.
            }
        }

        @Override
        public void heard(Peer peer, Message message) {
            // Who speaks is to be found as what it has said of itself before.
            know();
            messages.accept(peer.settings().node(), message);
        }

        @Override
        public void dead(Peer peer, Set<String> names, long lostAt, String why) {
            for (VirtualRouterStatus router : status.get()) {
                if (names.contains(router.name())) {
                    boolean first = peers.stream()
                            .filter(other -> !other.equals(peer))
                            .allMatch(other -> Succession.goesBefore(router, other.state(), other.lastHello()));
                    deaths.accept(new MasterDeath(
                            router.name(),
                            lostAt,
                            first,
                            "node " + peer.settings().node() + " is dead: " + why
                                    + ", a new one is refused, and nobody answers for the address"));
                }
            }
        }
    }
}
