package lb.proxy.udp;

import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.proxy.datagram.UdpSocket;
import lb.proxy.listen.Frontend;
import lb.proxy.settings.PassedSocket;

/**
 * One address of mode udp, and what listens there. On Linux it has a socket on every event loop, among which the kernel deals the clients by
 * their addresses and ports, so that a client stays on its loop. No method on an event loop: they wait for those.
 */
final class UdpAddress {
    private final InetSocketAddress asked;
    private final InetSocketAddress local;
    private final List<UdpListener> listeners;

    /** Whose it is; replaced by reloads. */
    private volatile Frontend frontend;

    /** Whether the sockets go with the last session. With the lock. */
    private boolean departing;

    /** Whether they have gone so. With the lock. */
    private boolean gone;

    private UdpAddress(
            Frontend frontend, InetSocketAddress asked, InetSocketAddress local, List<UdpListener> listeners) {
        this.frontend = frontend;
        this.asked = asked;
        this.local = local;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * Binds it, and stays silent.
     *
     * @param number among all of them: where only one socket can have an address, they are spread over the loops
     * @param passed those of an older process, which are taken whole: the kernel deals clients to each of them
     * @throws IOException when it cannot be; nothing is bound then
     */
    static UdpAddress bind(
            Frontend frontend, InetSocketAddress asked, List<UdpLoop> loops, int number, PassedDatagrams passed)
            throws IOException {
        List<UdpListener> listeners = new ArrayList<>();
        try {
            int place = number;
            Integer known = passed.take(asked);
            while (known != null) {
                listeners.add(adopt(loops.get(place++ % loops.size()), frontend, asked, known));
                known = passed.take(asked);
            }
            if (listeners.isEmpty()) {
                listeners.add(listen(loops.get(number % loops.size()), frontend, asked, false));
            }
            UdpListener first = listeners.getFirst();
            InetSocketAddress local = on(first.loop(), first::localAddress);
            Set<Integer> served =
                    listeners.stream().map(one -> one.loop().index()).collect(Collectors.toSet());
            for (UdpLoop loop : loops) {
                if (!served.contains(loop.index()) && loop.datagrams().canShare()) {
                    listeners.add(listen(loop, frontend, local, true));
                }
            }
            return new UdpAddress(frontend, asked, local, listeners);
        } catch (IOException e) {
            listeners.forEach(listener -> run(listener, UdpListener::close));
            throw e;
        }
    }

    private static UdpListener adopt(UdpLoop loop, Frontend frontend, InetSocketAddress address, int descriptor)
            throws IOException {
        return on(loop, () -> new UdpListener(loop, frontend, loop.datagrams().adopt(descriptor, address)));
    }

    private static UdpListener listen(UdpLoop loop, Frontend frontend, InetSocketAddress address, boolean sharing)
            throws IOException {
        return on(loop, () -> {
            UdpSocket socket = loop.datagrams().listen(address, sharing);
            return new UdpListener(loop, frontend, socket);
        });
    }

    /** Any thread. */
    Frontend frontend() {
        return frontend;
    }

    /** As in the settings. */
    InetSocketAddress asked() {
        return asked;
    }

    /** With the port that was chosen where 0 was asked for. */
    InetSocketAddress local() {
        return local;
    }

    /** Done when no session is left after {@link #drain}. */
    Stream<CompletableFuture<Void>> drained() {
        return listeners.stream().map(UdpListener::drained);
    }

    /**
     * Copies of the descriptors of all its sockets, for another process.
     *
     * @param copies gets them, also those that there are when it fails
     * @throws IOException when there are no descriptors left
     */
    void passOn(List<PassedSocket> copies) throws IOException {
        for (UdpListener listener : listeners) {
            copies.add(new PassedSocket(on(listener.loop(), listener::copy), ""));
        }
    }

    /** Begins to take datagrams. */
    void open() {
        forEach(UdpListener::open);
    }

    /** Sessions to come are that one's, and their datagrams are taken. */
    void serve(Frontend next) {
        frontend = next;
        forEach(listener -> listener.serve(next));
    }

    /** Takes no more datagrams of clients; sessions that wait for a reply may get it. */
    void drain() {
        forEach(UdpListener::drain);
    }

    /** The same; the sockets close with the last session. */
    void depart() {
        synchronized (this) {
            departing = true;
        }
        drain();
        var _ = CompletableFuture.allOf(drained().toArray(CompletableFuture[]::new))
                .thenRun(this::closeIfDeparting);
    }

    /** Perhaps on an event loop. */
    private void closeIfDeparting() {
        synchronized (this) {
            if (!departing || gone) {
                return;
            }
            gone = true;
        }
        listeners.forEach(listener -> listener.loop().context().eventLoop().execute(listener::close));
    }

    /**
     * Ends {@link #depart}, but that no datagrams are taken.
     *
     * @return false where the sockets have closed, or are about to
     */
    synchronized boolean stay() {
        departing = false;
        return !gone;
    }

    /** Whether {@link #depart} has come to its end. */
    synchronized boolean isGone() {
        return gone;
    }

    /** Breaks off what is left, and closes the sockets. */
    void close() {
        forEach(UdpListener::close);
    }

    private void forEach(Consumer<UdpListener> step) {
        listeners.forEach(listener -> run(listener, step));
    }

    private static void run(UdpListener listener, Consumer<UdpListener> step) {
        try {
            on(listener.loop(), () -> {
                step.accept(listener);
                return listener;
            });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (RejectedExecutionException e) {
            // The loops have ended, and have closed it.
        }
    }

    /** Does something on a loop and waits for it. */
    private static <T> T on(UdpLoop loop, Callable<T> step) throws IOException {
        Future<T> done = loop.context().eventLoop().submit(step);
        done.awaitUninterruptibly();
        if (done.cause() instanceof IOException e) {
            throw e;
        }
        if (!done.isSuccess()) {
            throw new IllegalStateException(done.cause());
        }
        return done.getNow();
    }
}
