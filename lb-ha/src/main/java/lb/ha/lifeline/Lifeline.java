package lb.ha.lifeline;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import lb.ha.HaEvents;
import lb.ha.MasterDeath;
import lb.ha.NanoClock;
import lb.ha.Transition;
import lb.ha.VirtualRouterStatus;
import lb.ha.Warnings;
import lb.ha.Witness;
import lb.ha.address.AddressProbe;
import lb.ha.handover.Message;
import lb.ha.handover.Peers;
import lb.ha.lifeline.Frame.Hello;
import lb.ha.lifeline.Frame.Router;
import lb.ha.linux.DescriptorTable;
import lb.ha.settings.LifelineSettings;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.vrrp.VrrpState;

/**
 * The running lifelines of this node: one thread, {@code lb-lifeline}, that waits for all of their connections, and one,
 * {@code lb-inquiry}, that asks the network while a peer is suspected to be dead.
 *
 * <p>It changes nothing by itself: whoever takes its {@link MasterDeath} decides by VRRP.
 *
 * <p>{@code lb-lifeline} has a table of descriptors of its own, so that the other nodes see the end of this process in the
 * instant in which it comes ({@link DescriptorTable}): only that thread opens, uses and closes connections.
 */
public final class Lifeline implements HaEvents, Peers, Witness, AutoCloseable {
    private static final long STOP_SECONDS = 2;
    private static final long CHANGE_OVER_NANOS = 1_000_000_000;
    private static final long LOOK_MILLIS = 50;
    private static final long PAUSE_AFTER_FAILURE_NANOS = 100_000_000;

    private final Supplier<List<VirtualRouterStatus>> status;
    private final BiConsumer<String, Message> messages;
    private final Figures figures;
    private final LifelineEvents events;
    private final NanoClock clock;
    private final InetSocketAddress at;
    private final Warnings faults;
    private final Selector selector;
    private final CompletableFuture<Acceptor> listening = new CompletableFuture<>();
    private final List<Peer> peers;
    private final Inquiries inquiries;
    /** Without a lock, in which a thread might be that this one must not wake ({@link Figures}). */
    private final Queue<Wish> wishes = new ConcurrentLinkedQueue<>();

    private final Thread thread;
    private boolean rehearsed;
    private volatile List<PeerStatus> published;
    private volatile List<Known> known = List.of();
    private volatile boolean closing;
    private volatile boolean leaving;

    /** Whether nobody does any more what is wished. */
    private volatile boolean ended;

    /** Whether nothing is registered with the selector any more. */
    private volatile boolean released;

    /** What other threads want of a peer. */
    private record Wish(Peer peer, ObjLongConsumer<Peer> what) {}

    /** What a peer is thought to be, and has last said. */
    private record Known(String node, InetAddress address, PeerState state, Hello lastHello, Statements statements) {}

    private Lifeline(
            LifelineSettings settings,
            List<VirtualRouterSettings> routers,
            Supplier<List<VirtualRouterStatus>> status,
            Consumer<MasterDeath> deaths,
            BiConsumer<String, Message> messages,
            Figures figures,
            LifelineEvents events,
            NanoClock clock,
            Selector selector,
            AddressProbe probe) {
        this.status = status;
        this.messages = messages;
        this.figures = figures;
        this.events = events;
        this.clock = clock;
        this.at = settings.listen();
        this.selector = selector;
        this.faults = new Warnings("lifeline", events::warning, clock);
        Inquiry inquiry = new Inquiry(settings.listen().getAddress(), probe);
        this.inquiries = new Inquiries(routers, status, deaths, inquiry, clock, selector);
        long epoch = new SecureRandom().nextLong();
        Around around = new Around();
        this.peers = settings.peers().stream()
                .map(peer -> new Peer(settings, peer, epoch, selector, clock, InstantSource.system(), events, around))
                .toList();
        this.published = peers.stream().map(Peer::status).toList();
        this.thread = Thread.ofPlatform().name("lb-lifeline").daemon().unstarted(this::run);
    }

    /**
     * Listens, and connects to the peers that it falls to this node to connect to.
     *
     * @param routers the virtual routers of this node
     * @param status what they do now; called on the lifeline's thread
     * @param deaths told on the thread of inquiries
     * @param messages told on the lifeline's thread what a node says about a hand-over; must not use descriptors
     * @param figures what others that ask are told of this node
     * @throws LifelineException when it cannot be: the address or the port is not to be had, no permission for probes
     */
    public static Lifeline start(
            LifelineSettings settings,
            List<VirtualRouterSettings> routers,
            Supplier<List<VirtualRouterStatus>> status,
            Consumer<MasterDeath> deaths,
            BiConsumer<String, Message> messages,
            Figures figures,
            LifelineEvents events,
            NanoClock clock)
            throws LifelineException {
        Lifeline started = prepare(settings, routers, status, deaths, messages, figures, events, clock);
        started.begin();
        return started;
    }

    /**
     * The same without a beginning: {@link #begin} or {@link #close} follows.
     *
     * @throws LifelineException when it cannot be: no permission for probes
     */
    public static Lifeline prepare(
            LifelineSettings settings,
            List<VirtualRouterSettings> routers,
            Supplier<List<VirtualRouterStatus>> status,
            Consumer<MasterDeath> deaths,
            BiConsumer<String, Message> messages,
            Figures figures,
            LifelineEvents events,
            NanoClock clock)
            throws LifelineException {
        try {
            AddressProbe probe = AddressProbe.open();
            Lifeline prepared;
            try {
                prepared = new Lifeline(
                        settings, routers, status, deaths, messages, figures, events, clock, Selector.open(), probe);
            } catch (IOException e) {
                probe.close();
                throw e;
            }
            if (routers.size() > FrameCodec.MOST_ROUTERS) {
                events.warning("lifeline: the other nodes are told of the first " + FrameCodec.MOST_ROUTERS + " of "
                        + routers.size() + " virtual IPs only: the rest move by adverts alone");
            }
            return prepared;
        } catch (IOException e) {
            throw new LifelineException("lifeline: " + e.getMessage());
        }
    }

    /**
     * Listens and connects.
     *
     * @throws LifelineException when the address or the port is not to be had; it is closed then
     */
    public void begin() throws LifelineException {
        thread.start();
        try {
            awaitListening();
        } catch (IOException e) {
            throw new LifelineException("lifeline: cannot listen on "
                    + at.getAddress().getHostAddress() + " port " + at.getPort() + ": " + e.getMessage());
        }
    }

    /**
     * Leaves the peers to another process of this node, which listens already: they are told, and have a second to change over. Any
     * thread; waits for it.
     */
    public void leave() {
        leaving = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** These are the virtual routers of this node from now on. Any thread; never waits. */
    public void follow(List<VirtualRouterSettings> routers) {
        inquiries.follow(routers);
    }

    /** Waits until the thread listens. */
    private void awaitListening() throws IOException {
        try {
            listening.join();
        } catch (CompletionException e) {
            close();
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
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

    /** By the address that its adverts come from, where that is the one of its lifeline. */
    @Override
    public Said of(InetAddress sender, String virtualRouter, long now) {
        for (Known peer : known) {
            if (peer.address().equals(sender)) {
                return peer.statements().of(virtualRouter, now);
            }
        }
        return Said.NOTHING;
    }

    @Override
    public void send(String node, Message message) {
        wish(node, (peer, now) -> peer.send(message, now));
    }

    /**
     * Asks a peer for its figures. Any thread that is no virtual one; never waits.
     *
     * @param to takes the answer within a second or so, on the lifeline's thread, with the duties of {@link Figures#asked}; of one
     *     that ends meanwhile nothing comes
     */
    public void ask(String node, Consumer<Answer> to) {
        wish(node, (peer, now) -> peer.ask(to, now));
    }

    private void wish(String node, ObjLongConsumer<Peer> what) {
        for (Peer peer : peers) {
            if (peer.settings().node().equals(node)) {
                add(new Wish(peer, what));
            }
        }
    }

    private void add(Wish wish) {
        wishes.add(wish);
        selector.wakeup();
        if (ended) {
            wishes.clear();
        }
    }

    /** Ends the lifelines; peers are told. Waits for that for two seconds at most. Any thread. */
    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        if (thread.getState() == Thread.State.NEW) {
            end();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (released) {
            try {
                // Opened for all threads, unlike what was registered with it.
                selector.close();
            } catch (IOException e) {
                events.warning("lifeline: while stopping: " + e);
            }
        }
    }

    private void run() {
        try {
            String refusal = DescriptorTable.unshare();
            if (refusal != null) {
                events.notice("lifeline: other nodes see the end of this process some 50 ms late, since its connections"
                        + " cannot be kept apart: " + refusal);
            }
            try (Acceptor acceptor = Acceptor.open(at, selector, clock)) {
                listening.complete(acceptor);
                while (!closing && !leaving) {
                    turn(acceptor);
                }
            }
            changeOver();
        } catch (IOException | RuntimeException e) {
            // One of them must be told why: whoever waits for the start, or a person.
            if (!listening.completeExceptionally(e)) {
                faults.tell("end", "the lifeline ends, and adverts alone tell of the other nodes: " + e);
            }
        } catch (Error e) {
            listening.completeExceptionally(e);
            faults.tell("end", "the lifeline ends, and adverts alone tell of the other nodes: " + e);
            throw e;
        } finally {
            end();
        }
    }

    /** Nobody is let in any more; who is there goes when it has found the other process. */
    private void changeOver() throws IOException {
        long until = clock.nanoTime() + CHANGE_OVER_NANOS;
        if (leaving) {
            // Which closes the listening socket: who comes from now on finds the other process.
            selector.selectNow();
            peers.forEach(peer -> peer.leave(clock.nanoTime()));
        }
        while (leaving
                && !closing
                && clock.nanoTime() - until < 0
                && !peers.stream().allMatch(Peer::hasLeft)) {
            selector.select(
                    key -> {
                        if (key.attachment() instanceof PeerConnection connection) {
                            connection.ready(clock.nanoTime());
                        }
                    },
                    LOOK_MILLIS);
            peers.forEach(peer -> peer.judge(clock.nanoTime()));
        }
    }

    private void turn(Acceptor acceptor) {
        try {
            long now = clock.nanoTime();
            long next = now + TimeUnit.SECONDS.toNanos(1);
            for (Peer peer : peers) {
                next = Peer.earlier(next, peer.deadline(now));
            }
            next = acceptor.resume(now, next);
            Consumer<SelectionKey> ready = key -> ready(key, acceptor);
            long wait = TimeUnit.NANOSECONDS.toMillis(next - now + 999_999);
            selector.select(ready, Math.max(1, wait));
            inquiries.take();
            // A time before which everything has been read: who stood still hears first, and then judges.
            long heard = clock.nanoTime();
            selector.selectNow(ready);
            peers.forEach(peer -> peer.judge(heard));
            // After the hellos, which say as whom it is said.
            say();
            published = peers.stream().map(Peer::status).toList();
            know();
            rehearse();
        } catch (IOException | RuntimeException e) {
            faults.tell("fault", "a fault in lb itself: " + e);
            LockSupport.parkNanos(PAUSE_AFTER_FAILURE_NANOS);
        }
    }

    private void know() {
        known = peers.stream()
                .map(peer -> new Known(
                        peer.settings().node(),
                        peer.settings().address(),
                        peer.state(),
                        peer.lastHello(),
                        peer.statements()))
                .toList();
    }

    private void say() {
        for (Wish next = wishes.poll(); next != null; next = wishes.poll()) {
            next.what().accept(next.peer(), clock.nanoTime());
        }
    }

    private void ready(SelectionKey key, Acceptor acceptor) {
        if (key.attachment() instanceof PeerConnection connection) {
            connection.ready(clock.nanoTime());
        } else {
            acceptor.accept(peers);
        }
    }

    private void end() {
        ended = true;
        wishes.clear();
        peers.forEach(Peer::close);
        inquiries.close();
        try {
            // Which closes what was registered: only this thread can.
            selector.selectNow();
            released = true;
        } catch (IOException e) {
            events.warning("lifeline: while stopping: " + e);
        }
    }

    /** Once a peer is there, and is the master of something. */
    private void rehearse() {
        if (rehearsed) {
            return;
        }
        for (Peer peer : peers) {
            if (peer.state() instanceof PeerState.Alive
                    && peer.lastHello().routers().stream().anyMatch(router -> router.state() == VrrpState.MASTER)) {
                rehearsed = true;
                inquiries.rehearse(peer, peers);
                return;
            }
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
            inquiries.begin(peer, endedAt);
        }

        @Override
        public void heard(Peer peer, Message message) {
            // Who speaks is to be found as what it has said of itself before.
            know();
            messages.accept(peer.settings().node(), message);
        }

        @Override
        public boolean answers() {
            return !figures.equals(Figures.NONE);
        }

        @Override
        public void asked(Peer peer, long number) {
            figures.asked(peer.settings().node(), bytes -> {
                add(new Wish(peer, (asker, now) -> asker.tell(number, bytes, now)));
            });
        }

        @Override
        public void dead(Peer peer, Set<String> names, long lostAt, String why) {
            inquiries.dead(peer, names, lostAt, why, peers);
        }
    }
}
