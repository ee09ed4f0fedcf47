package lb.proxy.listen;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.PassedListener;
import lb.proxy.settings.Mode;
import lb.proxy.settings.PassedSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening sockets of all frontends: bound all or none, and silent until opened. */
public final class Listeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<LoopContext> loops;
    private final ClientHandlers handlers;

    /** Whether other processes may have the same addresses. */
    private final boolean sharedPorts;

    /** Replaced as a whole, with the lock. */
    private volatile List<Listener> listeners;

    private boolean closed;

    /** Whether who asks for a connection is left to another process: at the next moment they are closed. */
    private boolean turningAway;

    /** Those that drop SYNs. */
    private final Set<Listener> dropping = new HashSet<>();

    /** Those that another process may have, too. */
    private final Set<Listener> passedOn = new HashSet<>();

    /** The addresses whose SYNs are dropped. */
    private final Set<InetAddress> heldBack = new HashSet<>();

    private Listeners(List<Listener> listeners, List<LoopContext> loops, ClientHandlers handlers, boolean sharedPorts) {
        this.listeners = List.copyOf(listeners);
        this.loops = List.copyOf(loops);
        this.handlers = handlers;
        this.sharedPorts = sharedPorts;
    }

    /**
     * Binds every address of every frontend. Not on an event loop: it waits for each.
     *
     * @param sharedPorts whether other processes may have the same addresses
     * @param passed those of an older process; what nobody wants of them is closed
     * @param problems gets a sentence for each address that could not be bound; when there is one, nothing stays bound
     */
    public static Listeners bind(
            List<Frontend> frontends,
            List<LoopContext> loops,
            ClientHandlers handlers,
            boolean sharedPorts,
            List<PassedSocket> passed,
            List<String> problems) {
        List<String> own = new ArrayList<>();
        PassedSockets old = new PassedSockets(passed, loops.getFirst().sockets());
        Listeners listeners = new Listeners(
                new Binding(frontends, loops, handlers, sharedPorts, old, own).bind(), loops, handlers, sharedPorts);
        old.closeRest();
        if (!own.isEmpty()) {
            problems.addAll(own);
            listeners.close();
        }
        return listeners;
    }

    /** Begins to accept. */
    public void open() {
        listeners.forEach(listener -> listener.channel().config().setAutoRead(true));
    }

    /**
     * Lets the addresses of one frontend go; those of its clients who are there stay. Not on an event loop.
     *
     * @return whether it listened
     */
    public synchronized boolean close(Frontend frontend) {
        List<Listener> own = of(frontend);
        List<Listener> others = new ArrayList<>(listeners);
        others.removeAll(own);
        listeners = List.copyOf(others);
        dropping.removeAll(own);
        close(own);
        return !own.isEmpty();
    }

    /**
     * Binds the addresses of one frontend again, and accepts. Not on an event loop.
     *
     * @return a sentence for each address that could not be bound; nothing is bound then
     */
    public synchronized List<String> open(Frontend frontend) {
        if (closed) {
            return List.of("the proxy stops");
        }
        List<String> problems = new ArrayList<>();
        List<Listener> own =
                new Binding(List.of(frontend), loops, handlers, sharedPorts, PassedSockets.none(), problems).bind();
        if (!problems.isEmpty()) {
            close(own);
            return problems;
        }
        listeners = Stream.concat(listeners.stream(), own.stream()).toList();
        if (!heldBack.isEmpty()) {
            dropSyns(new LeavingAddresses(heldBack));
        }
        own.forEach(listener -> listener.channel().config().setAutoRead(true));
        return List.of();
    }

    /**
     * Copies of all that listen, for another process that takes them over: it gets those who wait to be accepted, and from now on
     * nothing is done to one that would be felt there. Any thread.
     *
     * @return the caller closes them; none once this stops, when they are deaf
     * @throws IOException when there are no descriptors left
     */
    public synchronized List<PassedSocket> passOn() throws IOException {
        List<PassedSocket> copies = new ArrayList<>();
        try {
            for (Listener listener : closed || turningAway ? List.<Listener>of() : listeners) {
                String device = listener.settings().tcp().device();
                copies.add(new PassedSocket(PassedListener.copyOf(listener.channel()), device == null ? "" : device));
            }
        } catch (IOException e) {
            copies.forEach(copy -> PassedListener.close(copy.descriptor()));
            throw e;
        }
        passedOn.addAll(listeners);
        return copies;
    }

    /** The other process has none of them any more. Any thread. */
    public synchronized void keep() {
        passedOn.clear();
    }

    /**
     * Whether two frontends share a port, one of them on all addresses: the sockets of one could not be bound while the
     * other listens, which keeps the port from everybody else.
     */
    public static boolean sharePort(Frontend one, Frontend other) {
        boolean streams = one.settings().mode() != Mode.UDP && other.settings().mode() != Mode.UDP;
        return streams && Binding.overlap(one, other);
    }

    /** Whether it is a frontend's, or that of one of the same name before or after a reload. */
    private static boolean isOf(Listener listener, Frontend frontend) {
        return listener.frontend().name().equals(frontend.name());
    }

    private List<Listener> of(Frontend frontend) {
        return listeners.stream().filter(listener -> isOf(listener, frontend)).toList();
    }

    /**
     * Binds what other frontends want that is not listened on yet, without accepting. Not on an event loop; nobody may open or close
     * a frontend's from then until it is put in force.
     *
     * @param next all frontends but those of mode udp
     * @param silent those that are not to listen now
     * @param problems gets a sentence for each address that could not be bound; when there is one, nothing has changed
     */
    public synchronized ListenerReload prepare(List<Frontend> next, Predicate<Frontend> silent, List<String> problems) {
        if (closed) {
            problems.add("the proxy stops");
            return new ListenerReload(this, List.of(), List.of());
        }
        List<String> own = new ArrayList<>();
        ListenerReload.Kept kept = ListenerReload.Kept.of(listeners, next);
        List<Listener> bound = new Binding(
                        next,
                        (frontend, number) -> !kept.has(frontend, number) && !silent.test(frontend),
                        loops,
                        handlers,
                        sharedPorts,
                        PassedSockets.none(),
                        own)
                .bind();
        if (!own.isEmpty()) {
            problems.addAll(own);
            close(bound);
            return new ListenerReload(this, List.of(), List.of());
        }
        return new ListenerReload(this, kept.all(), bound);
    }

    /** These are the ones from now on. Returns when those that are gone have closed. */
    void become(List<ListenerReload.Pair> kept, List<Listener> bound) {
        List<Listener> gone;
        synchronized (this) {
            gone = new ArrayList<>(listeners);
            List<Listener> next = new ArrayList<>();
            for (ListenerReload.Pair pair : kept) {
                gone.remove(pair.before());
                next.add(pair.after());
                pair.after()
                        .acceptor()
                        .serve(pair.after().frontend(), pair.after().bind());
                rename(dropping, pair);
                rename(passedOn, pair);
            }
            bound.forEach(listener -> listener.acceptor().serve(listener.frontend(), listener.bind()));
            next.addAll(bound);
            gone.forEach(dropping::remove);
            listeners = List.copyOf(next);
            if (!heldBack.isEmpty()) {
                dropSyns(new LeavingAddresses(heldBack));
            }
            bound.forEach(listener -> listener.channel().config().setAutoRead(true));
        }
        close(gone);
    }

    private static void rename(Set<Listener> some, ListenerReload.Pair pair) {
        if (some.remove(pair.before())) {
            some.add(pair.after());
        }
    }

    /** Lets those go that were bound for nothing. Not on an event loop. */
    void discard(List<Listener> bound) {
        close(bound);
    }

    /** How many accept. Any thread. */
    public int size() {
        return listeners.size();
    }

    /** Whether every address of the frontend is listened on. Any thread. */
    public boolean isListening(Frontend frontend) {
        boolean any = false;
        for (Listener listener : listeners) {
            if (isOf(listener, frontend)) {
                any = true;
                if (!listener.channel().isActive()) {
                    return false;
                }
            }
        }
        return any;
    }

    /**
     * The addresses but those of UNIX sockets, with the ports that were chosen where 0 was asked for, in the order of the
     * settings. Any thread.
     */
    public List<InetSocketAddress> addresses(Frontend frontend) {
        return listeners.stream()
                .filter(listener ->
                        isOf(listener, frontend) && listener.channel().isActive())
                .map(listener -> listener.channel().localAddress())
                .filter(InetSocketAddress.class::isInstance)
                .map(InetSocketAddress.class::cast)
                .distinct()
                .toList();
    }

    /**
     * From now on what asks for a connection to these addresses is dropped without a word; who waits to be accepted is
     * accepted. Any thread.
     *
     * @return a sentence for each listener where that cannot be
     */
    synchronized List<String> dropSyns(LeavingAddresses leaving) {
        heldBack.addAll(leaving.addresses());
        List<String> refused = new ArrayList<>();
        for (Listener listener : listeners) {
            if (listener.channel().isActive()
                    && leaving.areServedAt(listener.channel().localAddress())) {
                try {
                    listener.loop().sockets().dropSyns(listener.channel(), heldBack);
                    dropping.add(listener);
                } catch (ChannelException e) {
                    refused.add("frontend \"" + listener.frontend().name() + "\": new connections to "
                            + listener.channel().localAddress() + " cannot be held back: " + e.getMessage());
                }
            }
        }
        return refused;
    }

    /** Ends {@link #dropSyns} of these addresses. Any thread. */
    synchronized void takeSyns(LeavingAddresses back) {
        heldBack.removeAll(back.addresses());
        LeavingAddresses rest = new LeavingAddresses(heldBack);
        for (Listener listener : List.copyOf(dropping)) {
            boolean others =
                    !heldBack.isEmpty() && rest.areServedAt(listener.channel().localAddress());
            if (!others && listener.channel().isActive() && takeSyns(listener)) {
                dropping.remove(listener);
            }
        }
        if (!heldBack.isEmpty()) {
            dropSyns(rest);
        }
    }

    /**
     * From now on whoever asks for a connection is dropped without a word, so that he asks again a second later, and then
     * finds another process that listens there; who waits to be accepted is accepted. Without effect where that cannot be, and
     * where the other process has the very socket. Any thread.
     */
    public synchronized void turnAway() {
        turningAway = true;
        for (Listener listener : listeners) {
            if (listener.settings().address() instanceof InetSocketAddress
                    && !passedOn.contains(listener)
                    && listener.channel().isActive()) {
                try {
                    listener.loop().sockets().dropSyns(listener.channel());
                } catch (ChannelException e) {
                    LOG.warn(
                            "frontend \"{}\": new connections cannot be left to another process: {}",
                            listener.frontend().name(),
                            e.getMessage());
                }
            }
        }
    }

    /**
     * Stops accepting where another process has the socket, too: it goes on, and nobody is refused. Not on an event loop.
     *
     * @return whether there were any
     */
    public boolean leavePassedOn() {
        List<Listener> others;
        synchronized (this) {
            others = listeners.stream().filter(passedOn::contains).toList();
        }
        close(others);
        return !others.isEmpty();
    }

    /** Stops accepting: no connection is let in after the return. Not on an event loop. */
    @Override
    public void close() {
        synchronized (this) {
            dropping.forEach(Listeners::takeSyns);
            dropping.clear();
            closed = true;
        }
        close(listeners);
    }

    private void close(List<Listener> some) {
        List<ChannelFuture> closing =
                some.stream().map(listener -> listener.channel().close()).toList();
        closing.forEach(ChannelFuture::awaitUninterruptibly);
        for (Listener listener : some) {
            if (listener.file() != null && !isPassedOn(listener)) {
                listener.file().remove();
            }
        }
    }

    private synchronized boolean isPassedOn(Listener listener) {
        return passedOn.contains(listener);
    }

    /** Whether it does. A socket that was inherited may live on in another process, which is not to be deaf. */
    private static boolean takeSyns(Listener listener) {
        try {
            listener.loop().sockets().takeSyns(listener.channel());
            return true;
        } catch (ChannelException e) {
            LOG.warn(
                    "frontend \"{}\": a filter stays on its socket: {}",
                    listener.frontend().name(),
                    e.getMessage());
            return false;
        }
    }
}
