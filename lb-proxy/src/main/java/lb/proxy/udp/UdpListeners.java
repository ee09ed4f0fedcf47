package lb.proxy.udp;

import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import lb.proxy.datagram.UdpSocket;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.listen.BoundAddress;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.Protocol;
import lb.proxy.loop.LoopContext;
import lb.proxy.settings.BindSettings;

/**
 * The listening sockets of all frontends of mode udp: bound all or none, and silent until opened. On Linux each address
 * has a socket on every event loop, among which the kernel deals the clients by their addresses and ports, so that a
 * client stays on its loop. No method on an event loop: they wait for those.
 */
public final class UdpListeners implements AutoCloseable {
    /** One address, and what listens there. */
    private record Address(
            Frontend frontend, InetSocketAddress asked, InetSocketAddress local, List<UdpListener> listeners) {}

    private final List<Address> addresses;
    private volatile boolean listening = true;

    private UdpListeners(List<Address> addresses) {
        this.addresses = List.copyOf(addresses);
    }

    /**
     * Binds every address of every frontend.
     *
     * @param frontends of mode udp
     * @param log told of ended sessions, on event loops
     * @param problems gets a sentence for each address that could not be bound; when there is one, nothing stays bound
     */
    public static UdpListeners bind(
            List<Frontend> frontends, List<LoopContext> contexts, ExchangeLog log, List<String> problems) {
        List<Address> bound = new ArrayList<>();
        if (frontends.isEmpty()) {
            return new UdpListeners(bound);
        }
        List<UdpLoop> loops =
                contexts.stream().map(context -> UdpLoop.of(context, log)).toList();
        boolean failed = false;
        for (Frontend frontend : frontends) {
            for (BindSettings bind : frontend.settings().binds()) {
                List<UdpListener> listeners = new ArrayList<>();
                // Nothing else takes datagrams here.
                InetSocketAddress address = (InetSocketAddress) bind.address();
                try {
                    InetSocketAddress local = bind(frontend, address, loops, bound.size(), listeners);
                    bound.add(new Address(frontend, address, local, List.copyOf(listeners)));
                } catch (IOException e) {
                    listeners.forEach(listener -> run(listener, UdpListener::close));
                    List<BoundAddress> ours = bound.stream()
                            .map(one -> new BoundAddress(
                                    one.frontend(), one.asked(), one.local().getPort()))
                            .toList();
                    problems.add(BoundAddress.problem(Protocol.UDP, frontend, address, e, ours));
                    failed = true;
                }
            }
        }
        UdpListeners listeners = new UdpListeners(bound);
        if (failed) {
            listeners.close();
        }
        return listeners;
    }

    /** Begins to take datagrams. */
    public void open() {
        forEach(UdpListener::open);
    }

    /** Whether every address of the frontend is listened on. Any thread. */
    public boolean isListening(Frontend frontend) {
        return addresses(frontend).size() == frontend.settings().binds().size();
    }

    /** The addresses, with the ports that were chosen where 0 was asked for, in the order of the settings. Any thread. */
    public List<InetSocketAddress> addresses(Frontend frontend) {
        return !listening
                ? List.of()
                : addresses.stream()
                        .filter(address -> address.frontend().equals(frontend))
                        .map(Address::local)
                        .toList();
    }

    /** Takes no more datagrams of clients; sessions that wait for a reply may get it. */
    public void drain() {
        listening = false;
        forEach(UdpListener::drain);
    }

    /** Waits until no session is left, or that long. */
    public void awaitNone(long limitNanos) {
        CompletableFuture<?>[] drained = addresses.stream()
                .flatMap(address -> address.listeners().stream())
                .map(UdpListener::drained)
                .toArray(CompletableFuture[]::new);
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
        forEach(UdpListener::close);
    }

    private void forEach(Consumer<UdpListener> step) {
        addresses.forEach(address -> address.listeners().forEach(listener -> run(listener, step)));
    }

    /** @return where they are bound */
    private static InetSocketAddress bind(
            Frontend frontend, InetSocketAddress asked, List<UdpLoop> loops, int number, List<UdpListener> listeners)
            throws IOException {
        // Where only one socket can have the address, they are spread over the loops.
        UdpLoop first = loops.get(number % loops.size());
        listeners.add(listen(first, frontend, asked, false));
        InetSocketAddress local = on(first, () -> listeners.getFirst().localAddress());
        for (UdpLoop loop : loops) {
            if (loop.index() != first.index() && loop.datagrams().canShare()) {
                listeners.add(listen(loop, frontend, local, true));
            }
        }
        return local;
    }

    private static UdpListener listen(UdpLoop loop, Frontend frontend, InetSocketAddress address, boolean sharing)
            throws IOException {
        return on(loop, () -> {
            UdpSocket socket = loop.datagrams().listen(address, sharing);
            return new UdpListener(loop, frontend, socket);
        });
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
