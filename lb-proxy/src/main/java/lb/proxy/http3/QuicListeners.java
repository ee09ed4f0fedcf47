package lb.proxy.http3;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import lb.proxy.listen.Frontend;
import lb.proxy.settings.BindSettings;
import lb.proxy.tls.ListenContext;

/** The sockets of all frontends where clients speak HTTP/3: bound all or none, and silent until opened. Not on an event loop. */
public final class QuicListeners implements AutoCloseable {
    private final List<Http3Loop> loops;

    /** In the order of the settings; replaced as a whole. */
    private volatile List<QuicListener> listeners = List.of();

    /** Those that a reload has taken away, as long as they have clients. */
    private final List<QuicListener> departing = new CopyOnWriteArrayList<>();

    private volatile boolean listening = true;

    private QuicListeners(List<Http3Loop> loops) {
        this.loops = List.copyOf(loops);
    }

    /**
     * Binds every address over QUIC of every frontend.
     *
     * @param certificates of a bind; its files were read
     * @param problems gets a sentence for each address that could not be bound, or that QUIC is not there; when there is
     *     one, nothing stays bound
     */
    public static QuicListeners bind(
            Collection<Frontend> frontends,
            List<Http3Loop> loops,
            Function<BindSettings, ListenContext> certificates,
            List<String> problems) {
        QuicListeners listeners = new QuicListeners(loops);
        listeners.listeners =
                listeners.prepare(frontends, certificates, _ -> false, problems).listeners();
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
        QuicReload reload = new QuicReload(this, loops, listeners, departing);
        List<String> own = new ArrayList<>();
        reload.prepare(next, certificates, silent, own);
        if (!own.isEmpty()) {
            problems.addAll(own);
            reload.discard();
        }
        return reload;
    }

    /** These are the ones from now on. */
    void become(List<QuicListener> next) {
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

    /** Begins to take packets. */
    public void open() {
        listeners.forEach(QuicListener::open);
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

    /** Lets nobody else in, and goes on with those who are. */
    public void leave() {
        listeners.forEach(QuicListener::leave);
    }

    /** Closes the sockets, and with them what connections are left. */
    @Override
    public void close() {
        listening = false;
        listeners.forEach(QuicListener::close);
        departing.forEach(QuicListener::close);
    }
}
