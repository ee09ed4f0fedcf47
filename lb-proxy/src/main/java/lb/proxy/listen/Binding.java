package lb.proxy.listen;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.PassedListener;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.UnixAddress;
import org.jspecify.annotations.Nullable;

/**
 * Binds the addresses of all frontends, once.
 *
 * <p>Linux lets two sockets listen on one port, on all addresses and on one of them, or on one address by all interfaces and by
 * one of them, only with SO_REUSEPORT, which would let a second program have a share without a word. So each such address is
 * first bound without, which fails where somebody else has it; and once all listen, SO_REUSEPORT is taken from them. Unless
 * other processes may have them, too: then each has it for good.
 *
 * <p>What an older process has passed is not bound again: it is listened on already, and whoever waits there is served.
 */
final class Binding {
    private final List<Frontend> frontends;
    private final List<LoopContext> loops;
    private final ClientHandlers handlers;
    private final List<String> problems;
    private final boolean sharedPorts;
    private final PassedSockets passed;
    private final Sockets sockets;
    private final List<Listener> bound = new ArrayList<>();

    /** Of the frontends' addresses, which are to be bound: the others are listened on already. */
    private final Wanted wanted;

    /** Whether an address of a frontend is to be bound. */
    interface Wanted {
        boolean test(Frontend frontend, int number);
    }

    /**
     * @param sharedPorts whether other processes may have the same addresses
     * @param passed those of an older process; what is left of them afterwards is the caller's
     * @param problems gets a sentence for each address that could not be bound
     */
    Binding(
            List<Frontend> frontends,
            List<LoopContext> loops,
            ClientHandlers handlers,
            boolean sharedPorts,
            PassedSockets passed,
            List<String> problems) {
        this(frontends, (_, _) -> true, loops, handlers, sharedPorts, passed, problems);
    }

    /** Binds some of the addresses. */
    Binding(
            List<Frontend> frontends,
            Wanted wanted,
            List<LoopContext> loops,
            ClientHandlers handlers,
            boolean sharedPorts,
            PassedSockets passed,
            List<String> problems) {
        this.wanted = wanted;
        this.frontends = frontends;
        this.loops = loops;
        this.handlers = handlers;
        this.sharedPorts = sharedPorts;
        this.passed = passed;
        this.problems = problems;
        sockets = loops.getFirst().sockets();
    }

    /** What could be bound. Not on an event loop: it waits for each. */
    List<Listener> bind() {
        each(this::probe);
        if (problems.isEmpty()) {
            each(this::bind);
            if (!sharedPorts) {
                keepSharedPorts();
            }
        }
        return bound;
    }

    private interface Step {
        void take(Frontend frontend, int number) throws IOException;
    }

    private void each(Step step) {
        for (Frontend frontend : frontends) {
            for (int number = 0; number < frontend.settings().binds().size(); number++) {
                if (frontend.settings().binds().get(number).quic() || !wanted.test(frontend, number)) {
                    continue;
                }
                try {
                    step.take(frontend, number);
                } catch (IOException | ChannelException | IllegalArgumentException e) {
                    problems.add(sentence(
                            frontend, frontend.settings().binds().get(number).address(), e));
                }
            }
        }
    }

    /** Finds out what cannot be, before anything is bound. */
    private void probe(Frontend frontend, int number) throws IOException {
        BindSettings bind = frontend.settings().binds().get(number);
        List<String> missing = sockets.missing(bind);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    String.join(", ", missing) + ": only the epoll transport of Linux can do that");
        }
        if (!sharedPorts
                && bind.address() instanceof InetSocketAddress address
                && address.getPort() != 0
                && isShared(bind)
                && !passed.has(bind, isAlone(bind))) {
            ServerChannel probe = sockets.newListener(bind, isAlone(bind), false);
            try {
                await(loops.getFirst().eventLoop().register(probe));
                await(probe.bind(address));
            } finally {
                probe.close().awaitUninterruptibly();
            }
        }
    }

    private void bind(Frontend frontend, int number) throws IOException {
        BindSettings bind = frontend.settings().binds().get(number);
        if (!bind.listen().reusePort()) {
            PassedListener old = passed.take(bind, isAlone(bind));
            if (old != null) {
                takeOver(frontend, number, turn(), old);
                return;
            }
        }
        switch (bind.address()) {
            case InetSocketAddress address -> bindNetwork(frontend, number, bind, address);
            case UnixAddress unix when unix.isPadded() -> listen(frontend, number, turn(), null, null);
            case UnixAddress unix when unix.isAbstract() -> listen(frontend, number, turn(), Sockets.of(unix), null);
            case UnixAddress unix -> {
                SocketFile file = SocketFile.at(Path.of(unix.path()), sharedPorts);
                UnixAddress beside = UnixAddress.file(file.bindingPath().toString());
                listen(frontend, number, turn(), Sockets.of(beside), file);
                file.publish(bind.listen().permissions());
            }
            default -> listen(frontend, number, turn(), null, null);
        }
    }

    private void bindNetwork(Frontend frontend, int number, BindSettings bind, InetSocketAddress address)
            throws IOException {
        if (!bind.listen().reusePort()) {
            listen(frontend, number, turn(), address, null);
            return;
        }
        InetSocketAddress chosen = address;
        for (LoopContext loop : loops) {
            PassedListener old = passed.take(bind, isAlone(bind));
            ServerChannel channel =
                    old == null ? listen(frontend, number, loop, chosen, null) : takeOver(frontend, number, loop, old);
            // Where any port will do, all have the one that the first has got.
            chosen = (InetSocketAddress) channel.localAddress();
        }
    }

    /** The sockets that accept are spread over the loops, as are the connections. */
    private LoopContext turn() {
        return loops.get(bound.size() % loops.size());
    }

    /** What an older process has listened on, with its file where it has one. */
    private ServerChannel takeOver(Frontend frontend, int number, LoopContext loop, PassedListener old)
            throws IOException {
        BindSettings bind = frontend.settings().binds().get(number);
        SocketFile file = null;
        if (bind.address() instanceof UnixAddress unix && !unix.isAbstract()) {
            file = SocketFile.adopted(Path.of(unix.path()), bind.listen().permissions());
        }
        return listen(frontend, number, loop, old.open(bind, isShared(bind)), null, file);
    }

    /** @param address null for a socket that is bound already */
    private ServerChannel listen(
            Frontend frontend, int number, LoopContext loop, @Nullable SocketAddress address, @Nullable SocketFile file)
            throws IOException {
        BindSettings bind = frontend.settings().binds().get(number);
        ServerChannel channel = sockets.newListener(bind, isAlone(bind), isShared(bind));
        return listen(frontend, number, loop, channel, address, file);
    }

    private ServerChannel listen(
            Frontend frontend,
            int number,
            LoopContext loop,
            ServerChannel channel,
            @Nullable SocketAddress address,
            @Nullable SocketFile file)
            throws IOException {
        BindSettings bind = frontend.settings().binds().get(number);
        // The kernel has dealt them to the loops already where each has a socket.
        List<LoopContext> taking = bind.listen().reusePort() ? List.of(loop) : loops;
        Acceptor acceptor = new Acceptor(frontend, number, taking, handlers);
        channel.pipeline().addLast(acceptor);
        await(loop.eventLoop().register(channel));
        bound.add(new Listener(frontend, number, loop, channel, file, acceptor));
        if (address != null) {
            await(channel.bind(address));
        }
        return channel;
    }

    /** Whether a wildcard of IPv6 has to leave IPv4 alone. */
    private boolean isAlone(BindSettings bind) {
        return bind.address() instanceof InetSocketAddress address && isOnIpv4(address.getPort());
    }

    /** Whether more than one socket has the port, and one of them has an address that the other has, too. */
    private boolean isShared(BindSettings bind) {
        return bind.address() instanceof InetSocketAddress
                && (sharedPorts || bind.listen().reusePort() || isBesideAnother(bind));
    }

    private boolean isBesideAnother(BindSettings bind) {
        return networks(frontends).anyMatch(other -> overlap(bind, other));
    }

    /** Whether two have one port, and one of them is on all addresses, or all interfaces, of which the other has one. */
    private static boolean overlap(BindSettings bind, BindSettings beside) {
        if (!(bind.address() instanceof InetSocketAddress address)
                || !(beside.address() instanceof InetSocketAddress other)
                || address.getPort() != other.getPort()
                || address.getPort() == 0) {
            return false;
        }
        String device = bind.tcp().device();
        String otherDevice = beside.tcp().device();
        boolean sameDevice = Objects.equals(device, otherDevice);
        if (!sameDevice && device != null && otherDevice != null) {
            return false;
        }
        return address.equals(other)
                ? !sameDevice
                : address.getAddress().isAnyLocalAddress() || other.getAddress().isAnyLocalAddress();
    }

    /** Whether the sockets of one of two frontends can be bound only together with those of the other. */
    static boolean overlap(Frontend one, Frontend other) {
        return networks(List.of(one))
                .anyMatch(bind -> networks(List.of(other)).anyMatch(beside -> overlap(bind, beside)));
    }

    /** Whether we listen on IPv4 and that port: then an IPv6 wildcard must leave IPv4 alone. */
    private boolean isOnIpv4(int port) {
        return networks(frontends)
                .map(BindSettings::address)
                .anyMatch(other -> other instanceof InetSocketAddress network
                        && network.getPort() == port
                        && network.getAddress() instanceof Inet4Address);
    }

    /** The binds of addresses and ports. */
    private static Stream<BindSettings> networks(List<Frontend> frontends) {
        return frontends.stream()
                .flatMap(frontend -> frontend.settings().binds().stream())
                .filter(bind -> bind.address() instanceof InetSocketAddress && !bind.quic());
    }

    /**
     * Sockets that share a port but no address need SO_REUSEPORT for the bind alone. (Those of one address for each loop
     * need it as long as they live.) What the kernel remembers of the port is forgotten with the next socket that is bound
     * to it without: one on an address that nobody listens on.
     */
    private void keepSharedPorts() {
        for (Listener listener : bound) {
            if (listener.settings().address() instanceof InetSocketAddress address
                    && !listener.settings().listen().reusePort()
                    && isBesideAnother(listener.settings())) {
                sockets.keepPort(listener.channel());
                forgetSharing(address.getPort());
            }
        }
    }

    private void forgetSharing(int port) {
        InetAddress free = InetAddress.ofLiteral("::1");
        ServerChannel last = sockets.newListener(new BindSettings(new InetSocketAddress(free, port)), true, false);
        // It need not succeed: there may be no IPv6, or we listen on all of it.
        loops.getFirst().eventLoop().register(last).awaitUninterruptibly();
        last.bind(new InetSocketAddress(free, port)).awaitUninterruptibly();
        last.close().awaitUninterruptibly();
    }

    private static void await(ChannelFuture step) throws IOException {
        step.awaitUninterruptibly();
        if (!step.isSuccess()) {
            throw step.cause() instanceof IOException failure ? failure : new IOException(step.cause());
        }
    }

    private String sentence(Frontend frontend, SocketAddress address, Exception failure) {
        Throwable cause =
                failure instanceof ChannelException && failure.getCause() != null ? failure.getCause() : failure;
        return address instanceof InetSocketAddress network
                ? BoundAddress.problem(Protocol.TCP, frontend, network, cause, addresses())
                : "frontend \"" + frontend.name() + "\": cannot listen on " + address + ": " + cause.getMessage();
    }

    private List<BoundAddress> addresses() {
        List<BoundAddress> addresses = new ArrayList<>();
        for (Listener listener : bound) {
            if (listener.settings().address() instanceof InetSocketAddress asked
                    && listener.channel().localAddress() instanceof InetSocketAddress has) {
                addresses.add(new BoundAddress(listener.frontend(), asked, has.getPort()));
            }
        }
        return addresses;
    }
}
