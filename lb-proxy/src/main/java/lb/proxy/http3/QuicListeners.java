package lb.proxy.http3;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import lb.proxy.listen.Frontend;
import lb.proxy.settings.BindSettings;
import lb.proxy.tls.ListenContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The sockets of all frontends where clients speak HTTP/3: bound all or none, and silent until opened. Not on an event loop. */
public final class QuicListeners implements AutoCloseable {
    /** From one look at what an older process has to the next. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long TELL_LATE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(QuicListeners.class);

    private final List<Http3Loop> loops;

    /** In the order of the settings; replaced as a whole. */
    private volatile List<QuicListener> listeners = List.of();

    /** Those that a reload has taken away, as long as they have clients. */
    private final List<QuicListener> departing = new CopyOnWriteArrayList<>();

    /** Those that an older process has still. With the lock. */
    private List<QuicReload.Late> late = List.of();

    /** Whether an older process may have any address. With the lock. */
    private boolean succeeding;

    /** Whether a reload is under way, which has looked at what there is. With the lock. */
    private boolean changing;

    private volatile boolean listening = true;

    private QuicListeners(List<Http3Loop> loops, boolean succeeding) {
        this.loops = List.copyOf(loops);
        this.succeeding = succeeding;
    }

    /**
     * Binds every address over QUIC of every frontend.
     *
     * @param certificates of a bind; its files were read
     * @param succeeding whether an older process goes on with its connections for a while: what it has is bound when it lets go of it. The
     *     packets of one connection cannot be told from those of another, so that two processes could not read from one socket
     * @param problems gets a sentence for each address that could not be bound, or that QUIC is not there; when there is
     *     one, nothing stays bound
     */
    public static QuicListeners bind(
            Collection<Frontend> frontends,
            List<Http3Loop> loops,
            Function<BindSettings, ListenContext> certificates,
            boolean succeeding,
            List<String> problems) {
        QuicListeners listeners = new QuicListeners(loops, succeeding);
        QuicReload start = listeners.prepare(frontends, certificates, _ -> false, problems);
        listeners.become(start.listeners(), start.late());
        return listeners;
    }

    /**
     * Binds what other frontends want that is not listened on yet, without taking packets.
     *
     * @param certificates of a bind, as it will be; its files were read
     * @param silent those that are not to listen now
     * @param problems gets a sentence for each address that could not be bound, or that QUIC is not there; when there is one, nothing has
     *     changed
     */
    public QuicReload prepare(
            Collection<Frontend> next,
            Function<BindSettings, ListenContext> certificates,
            Predicate<Frontend> silent,
            List<String> problems) {
        synchronized (this) {
            changing = true;
        }
        QuicReload reload = new QuicReload(this, loops, listeners, departing);
        List<String> own = new ArrayList<>();
        reload.prepare(next, certificates, silent, own);
        if (!own.isEmpty()) {
            problems.addAll(own);
            reload.discard();
        }
        return reload;
    }

    /** Whether an address that is taken may be an older process's. Any thread. */
    synchronized boolean mayComeLate(InetSocketAddress address) {
        return succeeding || late.stream().anyMatch(one -> one.address().equals(address));
    }

    /** A reload has come to nothing. */
    synchronized void unchanged() {
        changing = false;
    }

    /** These are the ones from now on. */
    synchronized void become(List<QuicListener> next, List<QuicReload.Late> others) {
        changing = false;
        succeeding = false;
        late = others;
        List<QuicListener> gone = new ArrayList<>(listeners);
        gone.removeAll(next);
        departing.removeAll(next);
        departing.addAll(gone);
        listeners = List.copyOf(next);
        gone.forEach(QuicListener::depart);
    }

    /** Its socket is no more. */
    void closed(QuicListener listener) {
        departing.remove(listener);
    }

    /** Begins to take packets, of those that an older process has when that lets go of them. */
    public void open() {
        listeners.forEach(QuicListener::open);
        if (bindLate()) {
            tellLate(
                    "frontend \"{}\": HTTP/3 on {} begins as soon as another process has let go of the address", false);
            Thread.ofPlatform().daemon().name("http3-successor").start(this::awaitLate);
        }
    }

    private void awaitLate() {
        long began = System.nanoTime();
        boolean told = false;
        do {
            LockSupport.parkNanos(LATE_NANOS);
            if (!told && System.nanoTime() - began > TELL_LATE_NANOS) {
                told = true;
                tellLate(
                        "frontend \"{}\": no HTTP/3 on {} yet: the address is still in use, and is bound as soon as it is free",
                        true);
            }
        } while (bindLate());
    }

    /** @param strange whether an older process should have ended by now */
    private synchronized void tellLate(String sentence, boolean strange) {
        for (QuicReload.Late one : late) {
            LOG.atLevel(strange ? Level.WARN : Level.INFO)
                    .log(sentence, one.frontend().name(), NetUtil.toSocketAddressString(one.address()));
        }
    }

    /** Whether there are some yet. */
    private synchronized boolean bindLate() {
        if (!listening) {
            return false;
        }
        if (changing) {
            return true;
        }
        List<QuicReload.Late> still = new ArrayList<>();
        for (QuicReload.Late one : late) {
            try {
                QuicListener fresh = one.listen(QuicReload.loop(loops, listeners));
                fresh.whenClosed(() -> closed(fresh));
                listeners = Stream.concat(listeners.stream(), Stream.of(fresh)).toList();
                fresh.open();
            } catch (IOException e) {
                still.add(one);
            }
        }
        late = List.copyOf(still);
        return !still.isEmpty();
    }

    /** Whether all addresses over QUIC are listened on. They are bound and closed together; those that a reload brings are bound before. Any thread. */
    public boolean isListening() {
        return listening;
    }

    /** The addresses, with the ports that were chosen where 0 was asked for, in the order of the settings. Any thread. */
    public List<InetSocketAddress> addresses(Frontend frontend) {
        return !listening
                ? List.of()
                : listeners.stream()
                        .filter(listener -> listener.frontend().equals(frontend))
                        .map(QuicListener::address)
                        .toList();
    }

    /** Lets nobody else in, and goes on with those who are; the last of each socket closes it. */
    public void leave() {
        listeners.forEach(QuicListener::depart);
    }

    /** Closes the sockets, and with them what connections are left. */
    @Override
    public synchronized void close() {
        listening = false;
        listeners.forEach(QuicListener::close);
        departing.forEach(QuicListener::close);
    }
}
