package lb.proxy.listen;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.ServerSocketChannel;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.loop.LoopContext;
import lb.proxy.settings.BindSettings;

/** The listening sockets of all frontends: bound all or none, and silent until opened. */
public final class Listeners implements AutoCloseable {
    private record Listener(Frontend frontend, InetSocketAddress asked, ServerSocketChannel channel) {}

    private final List<Listener> listeners;

    private Listeners(List<Listener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /**
     * Binds every address of every frontend. Not on an event loop: it waits for each.
     *
     * @param problems gets a sentence for each address that could not be bound; when there is one, nothing stays bound
     */
    public static Listeners bind(
            List<Frontend> frontends, List<LoopContext> loops, ClientHandlers handlers, List<String> problems) {
        List<Listener> bound = new ArrayList<>();
        boolean failed = false;
        for (Frontend frontend : frontends) {
            for (BindSettings bind : frontend.settings().binds()) {
                InetSocketAddress address = bind.address();
                // The sockets that accept are spread over the loops, as are the connections.
                LoopContext loop = loops.get(bound.size() % loops.size());
                boolean alone = isOnIpv4(frontends, address.getPort());
                try {
                    ServerSocketChannel channel = loop.sockets().newListener(address.getAddress(), alone);
                    channel.pipeline().addLast(new Acceptor(frontend, loops, handlers));
                    await(loop.eventLoop().register(channel));
                    bound.add(new Listener(frontend, address, channel));
                    await(channel.bind(address));
                } catch (BindFailure | ChannelException e) {
                    Throwable cause = e.getCause() == null ? e : e.getCause();
                    problems.add(BoundAddress.problem(Protocol.TCP, frontend, address, cause, addresses(bound)));
                    failed = true;
                }
            }
        }
        Listeners listeners = new Listeners(bound);
        if (failed) {
            listeners.close();
        }
        return listeners;
    }

    /** Begins to accept. */
    public void open() {
        listeners.forEach(listener -> listener.channel().config().setAutoRead(true));
    }

    /** Whether every address of the frontend is listened on. Any thread. */
    public boolean isListening(Frontend frontend) {
        return addresses(frontend).size() == frontend.settings().binds().size();
    }

    /** The addresses, with the ports that were chosen where 0 was asked for, in the order of the settings. Any thread. */
    public List<InetSocketAddress> addresses(Frontend frontend) {
        return listeners.stream()
                .filter(listener -> listener.frontend().equals(frontend)
                        && listener.channel().isActive())
                .map(listener -> listener.channel().localAddress())
                .toList();
    }

    /** Stops accepting: no connection is let in after the return. Not on an event loop. */
    @Override
    public void close() {
        List<ChannelFuture> closed =
                listeners.stream().map(listener -> listener.channel().close()).toList();
        closed.forEach(ChannelFuture::awaitUninterruptibly);
    }

    /** Whether we listen on all IPv4 addresses of the port: then an IPv6 wildcard must leave them alone. */
    private static boolean isOnIpv4(List<Frontend> frontends, int port) {
        return frontends.stream()
                .flatMap(frontend -> frontend.settings().binds().stream())
                .anyMatch(bind ->
                        bind.address().getPort() == port && bind.address().getAddress() instanceof Inet4Address);
    }

    private static List<BoundAddress> addresses(List<Listener> bound) {
        return bound.stream()
                .filter(listener -> listener.channel().isActive())
                .map(listener -> new BoundAddress(
                        listener.frontend(),
                        listener.asked(),
                        listener.channel().localAddress().getPort()))
                .toList();
    }

    private static void await(ChannelFuture step) throws BindFailure {
        step.awaitUninterruptibly();
        if (!step.isSuccess()) {
            throw new BindFailure(step.cause());
        }
    }

    /** A step of binding that failed, for the cause that it carries. */
    private static final class BindFailure extends Exception {
        private static final long serialVersionUID = 1;

        BindFailure(Throwable cause) {
            super(cause);
        }
    }
}
