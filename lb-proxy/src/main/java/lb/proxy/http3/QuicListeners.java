package lb.proxy.http3;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import lb.proxy.listen.BoundAddress;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.Protocol;
import lb.proxy.settings.BindSettings;
import lb.proxy.tls.ListenContext;
import lb.proxy.tls.QuicCertificates;

/** The sockets of all frontends where clients speak HTTP/3: bound all or none, and silent until opened. Not on an event loop. */
public final class QuicListeners implements AutoCloseable {
    private static final String PROTOCOL = "h3";

    private final List<QuicListener> listeners;
    private volatile boolean listening = true;

    private QuicListeners(List<QuicListener> listeners) {
        this.listeners = List.copyOf(listeners);
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
        List<QuicListener> bound = new ArrayList<>();
        boolean failed = false;
        for (Frontend frontend : frontends) {
            int number = 0;
            for (BindSettings bind : frontend.settings().binds()) {
                number++;
                if (!bind.quic()) {
                    continue;
                }
                InetSocketAddress address = (InetSocketAddress) bind.address();
                String absence = QuicLibrary.absence();
                if (!absence.isEmpty()) {
                    problems.add("frontend \"" + frontend.name() + "\": no HTTP/3 on port " + address.getPort() + ": "
                            + absence);
                    failed = true;
                    continue;
                }
                try {
                    // One socket each: they are spread over the loops.
                    Http3Loop loop = loops.get(bound.size() % loops.size());
                    QuicCertificates shown = new QuicCertificates(certificates.apply(bind), PROTOCOL);
                    bound.add(QuicListener.bind(loop, frontend, address, number, shown));
                } catch (IOException e) {
                    problems.add(BoundAddress.problem(Protocol.UDP, frontend, address, e, ours(bound)));
                    failed = true;
                }
            }
        }
        QuicListeners listeners = new QuicListeners(bound);
        if (failed) {
            listeners.close();
        }
        return listeners;
    }

    private static List<BoundAddress> ours(List<QuicListener> bound) {
        return bound.stream()
                .map(one -> new BoundAddress(
                        one.frontend(), one.asked(), one.address().getPort()))
                .toList();
    }

    /** Begins to take packets. */
    public void open() {
        listeners.forEach(QuicListener::open);
    }

    /** Whether all its addresses over QUIC are listened on, if it has any. Any thread. */
    public boolean isListening(Frontend frontend) {
        return listening
                && addresses(frontend).size()
                        == frontend.settings().binds().stream()
                                .filter(BindSettings::quic)
                                .count();
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
    }
}
