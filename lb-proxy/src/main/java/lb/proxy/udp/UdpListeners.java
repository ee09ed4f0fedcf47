package lb.proxy.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.listen.Frontend;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.PassedListener;
import lb.proxy.settings.PassedSocket;

/**
 * The listening sockets of all frontends of mode udp: bound all or none, and silent until opened. No method on an event loop: they wait for
 * those.
 */
public final class UdpListeners implements AutoCloseable {
    private final List<LoopContext> contexts;
    private final ExchangeLog log;

    /** One for each event loop, from the first address on. */
    private List<UdpLoop> loops = List.of();

    /** In the order of the settings; replaced as a whole. */
    private volatile List<UdpAddress> addresses = List.of();

    /** Those that a reload has taken away, as long as they have sessions; some that have none any more are here until the next. */
    private final List<UdpAddress> departing = new CopyOnWriteArrayList<>();

    private volatile boolean listening = true;

    private UdpListeners(List<LoopContext> contexts, ExchangeLog log) {
        this.contexts = List.copyOf(contexts);
        this.log = log;
    }

    /**
     * Binds every address of every frontend.
     *
     * @param frontends of mode udp
     * @param log told of ended sessions, on event loops
     * @param passed those of an older process; closed where nobody wants them
     * @param problems gets a sentence for each address that could not be bound; when there is one, nothing stays bound
     */
    public static UdpListeners bind(
            List<Frontend> frontends,
            List<LoopContext> contexts,
            ExchangeLog log,
            PassedDatagrams passed,
            List<String> problems) {
        UdpListeners listeners = new UdpListeners(contexts, log);
        listeners.addresses = listeners.prepare(frontends, passed, problems).addresses();
        passed.closeRest();
        return listeners;
    }

    /**
     * Binds what other frontends want that is not listened on yet, without taking datagrams. One thread at a time.
     *
     * @param next all of mode udp
     * @param problems gets a sentence for each address that could not be bound; when there is one, nothing has changed
     */
    public UdpReload prepare(List<Frontend> next, List<String> problems) {
        return prepare(next, PassedDatagrams.none(), problems);
    }

    private UdpReload prepare(List<Frontend> next, PassedDatagrams passed, List<String> problems) {
        if (loops.isEmpty() && !next.isEmpty()) {
            loops = contexts.stream().map(context -> UdpLoop.of(context, log)).toList();
        }
        departing.removeIf(UdpAddress::isGone);
        UdpReload reload = new UdpReload(this, loops, addresses, departing);
        List<String> own = new ArrayList<>();
        reload.prepare(next, passed, own);
        if (!own.isEmpty()) {
            problems.addAll(own);
            reload.discard();
        }
        return reload;
    }

    /** These are the ones from now on. */
    void become(List<UdpAddress> next) {
        List<UdpAddress> gone = new ArrayList<>(addresses);
        gone.removeAll(next);
        departing.removeAll(next);
        departing.addAll(gone);
        addresses = List.copyOf(next);
        gone.forEach(UdpAddress::depart);
    }

    /**
     * Copies of the descriptors of all sockets, for another process, which takes datagrams beside this one until one of them stops. Not
     * during a reload.
     *
     * @throws IOException when there are no descriptors left
     */
    public List<PassedSocket> passOn() throws IOException {
        List<PassedSocket> copies = new ArrayList<>();
        try {
            for (UdpAddress address : addresses) {
                address.passOn(copies);
            }
            return copies;
        } catch (IOException e) {
            copies.forEach(copy -> PassedListener.close(copy.descriptor()));
            throw e;
        }
    }

    /** Begins to take datagrams. */
    public void open() {
        addresses.forEach(UdpAddress::open);
    }

    /** Whether all addresses are listened on. They are bound and closed together; those that a reload brings are bound before. Any thread. */
    public boolean isListening() {
        return listening;
    }

    /** The addresses, with the ports that were chosen where 0 was asked for, in the order of the settings. Any thread. */
    public List<InetSocketAddress> addresses(Frontend frontend) {
        return !listening
                ? List.of()
                : addresses.stream()
                        .filter(address -> address.frontend().name().equals(frontend.name()))
                        .map(UdpAddress::local)
                        .toList();
    }

    /** Takes no more datagrams of clients; sessions that wait for a reply may get it. */
    public void drain() {
        listening = false;
        all().forEach(UdpAddress::drain);
    }

    /** Waits until no session is left, or that long. */
    public void awaitNone(long limitNanos) {
        CompletableFuture<?>[] drained = all().flatMap(UdpAddress::drained).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(drained).get(Math.max(0, limitNanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // What is left is broken off.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Breaks off what is left, and closes the sockets. */
    @Override
    public void close() {
        listening = false;
        all().forEach(UdpAddress::close);
    }

    private Stream<UdpAddress> all() {
        return Stream.concat(addresses.stream(), departing.stream());
    }
}
