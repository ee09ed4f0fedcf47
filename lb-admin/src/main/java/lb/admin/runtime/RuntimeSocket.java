package lb.admin.runtime;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lb.admin.config.RuntimeSettings.Level;
import lb.proxy.listen.SocketFile;
import lb.proxy.loop.PassedListener;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.PassedSocket;
import lb.proxy.settings.Transport;
import lb.proxy.settings.UnixAddress;
import lb.proxy.settings.UnixPermissions;
import org.jspecify.annotations.Nullable;

/**
 * The runtime socket of a node: one thread of its own, {@code lb-runtime}, accepts, reads, does commands and answers. Traffic
 * never meets it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What a connection that ends cannot send or close needs no word.
public final class RuntimeSocket implements AutoCloseable {
    /** Connections at a time; a further one is told and ended. */
    static final int MOST_CONNECTIONS = 20;

    /** HAProxy's stats timeout. */
    public static final Duration IDLE = Duration.ofSeconds(10);

    private static final int BACKLOG = 128;

    /** A daemon: whoever ends the process closes first. */
    private static final ThreadFactory THREADS =
            Thread.ofPlatform().name("lb-runtime").daemon().factory();

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, THREADS, EpollIoHandler.newFactory());
    private final Commands commands;
    private final Level level;
    private final Duration idle;
    private final @Nullable SocketFile file;
    private final @Nullable NodeAccess exposed;
    private final AtomicInteger open = new AtomicInteger();
    private final String where;
    private @Nullable Channel listener;

    /** Whether another process may have the same address. */
    private boolean shared;

    /** Whether another process listens on the same socket: its file stays. */
    private volatile boolean left;

    private RuntimeSocket(
            String where,
            Commands commands,
            Level level,
            Duration idle,
            @Nullable SocketFile file,
            @Nullable NodeAccess exposed) {
        this.where = where;
        this.commands = commands;
        this.level = level;
        this.idle = idle;
        this.file = file;
        this.exposed = exposed;
    }

    /**
     * Listens to those of this machine. Any thread but an event loop; waits until it does.
     *
     * @param permissions of the file, where the address is one
     * @param level what is allowed
     * @param takeOver whether its file is taken from another process that listens there
     * @param idle for how long a connection may be silent
     * @param exposed the node whose listening sockets are passed to a process that asks for them; null for none
     * @throws RuntimeSocketException when it cannot, with a sentence
     */
    public static RuntimeSocket start(
            UnixAddress address,
            UnixPermissions permissions,
            Level level,
            boolean takeOver,
            Commands commands,
            Duration idle,
            @Nullable NodeAccess exposed)
            throws RuntimeSocketException {
        return start(address, permissions, level, takeOver, commands, idle, exposed, null);
    }

    /**
     * The same, perhaps with a socket that another process has passed on.
     *
     * @param passed its descriptor; null for a socket of its own
     */
    public static RuntimeSocket start(
            UnixAddress address,
            UnixPermissions permissions,
            Level level,
            boolean takeOver,
            Commands commands,
            Duration idle,
            @Nullable NodeAccess exposed,
            @Nullable Integer passed)
            throws RuntimeSocketException {
        boolean named = address.isAbstract();
        RuntimeSocket started = null;
        try {
            Sockets.of(Transport.EPOLL);
            SocketFile file = named
                    ? null
                    : passed == null
                            ? SocketFile.at(Path.of(address.path()), takeOver)
                            : SocketFile.adopted(Path.of(address.path()), permissions);
            RuntimeSocket made = new RuntimeSocket(address.toString(), commands, level, idle, file, exposed);
            started = made;
            UnixAddress bound = file == null || passed != null
                    ? address
                    : UnixAddress.file(file.bindingPath().toString());
            int own = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            SocketAddress at = address.isPadded() || passed != null ? null : Sockets.of(bound);
            ChannelFactory<ServerChannel> sockets = passed == null
                    ? () -> Sockets.EPOLL.newListener(new BindSettings(bound), false, false)
                    : () -> passed(passed, new BindSettings(bound));
            made.listen(sockets, at, channel -> {
                PeerCredentials peer = ((EpollDomainSocketChannel) channel).peerCredentials();
                Caller.Local caller = new Caller.Local(peer.uid(), peer.pid());
                made.accept(channel, caller, caller.refusal(named, own));
            });
            if (file != null && passed == null) {
                file.publish(permissions);
            }
            return made;
        } catch (IOException | UnsupportedOperationException | ChannelException e) {
            throw failed(address.toString(), e, started);
        }
    }

    /**
     * Listens to anybody in the network, who is asked nothing. Any thread but an event loop; waits until it does.
     *
     * @param level what is allowed
     * @param shared whether another process may have the same address
     * @param idle for how long a connection may be silent
     * @throws RuntimeSocketException when it cannot, with a sentence
     */
    public static RuntimeSocket start(
            InetSocketAddress address, Level level, boolean shared, Commands commands, Duration idle)
            throws RuntimeSocketException {
        return start(address, level, shared, commands, idle, null);
    }

    /**
     * The same, perhaps with a socket that another process has passed on.
     *
     * @param passed its descriptor; null for a socket of its own
     */
    public static RuntimeSocket start(
            InetSocketAddress address,
            Level level,
            boolean shared,
            Commands commands,
            Duration idle,
            @Nullable Integer passed)
            throws RuntimeSocketException {
        RuntimeSocket started = null;
        try {
            Sockets.of(Transport.EPOLL);
            RuntimeSocket made =
                    new RuntimeSocket(NetUtil.toSocketAddressString(address), commands, level, idle, null, null);
            started = made;
            made.shared = shared;
            made.listen(
                    () -> passed == null ? network(shared) : passed(passed, new BindSettings(address)),
                    passed == null ? address : null,
                    channel ->
                            made.accept(channel, new Caller.Remote((InetSocketAddress) channel.remoteAddress()), null));
            return made;
        } catch (IOException | UnsupportedOperationException | ChannelException e) {
            throw failed(NetUtil.toSocketAddressString(address), e, started);
        }
    }

    /** As a bind's, its address need not exist on this machine yet. */
    private static ServerChannel network(boolean shared) {
        EpollServerSocketChannel channel = new EpollServerSocketChannel();
        channel.config().setReuseAddress(true).setFreeBind(true).setAutoRead(false);
        if (shared) {
            channel.config().setReusePort(true);
        }
        return channel;
    }

    private static ServerChannel passed(int descriptor, BindSettings bind) {
        PassedListener listener = PassedListener.of(new PassedSocket(descriptor, ""));
        if (listener == null) {
            throw new ChannelException("what was passed on does not listen");
        }
        return listener.open(bind, false);
    }

    private static RuntimeSocketException failed(String where, Exception cause, @Nullable RuntimeSocket started) {
        if (started != null) {
            started.close();
        }
        return new RuntimeSocketException("runtime socket: cannot listen on " + where + ": " + cause.getMessage());
    }

    /** Takes over a connection that was accepted. */
    private interface Acceptance {
        void of(Channel channel) throws IOException;
    }

    /** @param address null for a socket that is bound already */
    private void listen(ChannelFactory<ServerChannel> sockets, @Nullable SocketAddress address, Acceptance acceptance)
            throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channelFactory(sockets)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) throws IOException {
                        acceptance.of(channel);
                    }
                });
        ChannelFuture bound = address == null ? bootstrap.register() : bootstrap.bind(address);
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        listener = bound.channel();
        listener.config().setAutoRead(true);
    }

    /** @param refused why it may not come in; null when it may */
    private void accept(Channel channel, Caller caller, @Nullable String refused) {
        int connections = open.incrementAndGet();
        channel.closeFuture().addListener(_ -> open.decrementAndGet());
        String refusal = connections > MOST_CONNECTIONS
                ? Answers.REFUSED + "there are " + MOST_CONNECTIONS + " connections already"
                : refused;
        ListenerSource listeners = exposed == null ? ListenerSource.NONE : ListenerSource.of(exposed, caller);
        channel.pipeline()
                .addLast(
                        refusal == null
                                ? new RuntimeConnection(new Conversation(commands, caller, level, idle), listeners)
                                : new LastWords(refusal + "\n\n", IDLE));
    }

    /**
     * Stops listening on an address that another process may have as well, so that it is that one's alone; connections stay. Any
     * thread; waits for it.
     */
    public void leaveShared() {
        if (shared) {
            stopListening();
        }
    }

    private void stopListening() {
        if (listener != null) {
            listener.close().awaitUninterruptibly();
        }
    }

    /** The address, by which another process that goes on knows it. */
    public String where() {
        return where;
    }

    /**
     * A copy of its descriptor, for another process that goes on.
     *
     * @throws IOException when there is none left
     */
    public int copy() throws IOException {
        return PassedListener.copyOf((ServerChannel) Objects.requireNonNull(listener));
    }

    /** Leaves it to another process, which has a copy; connections stay. Any thread; waits for it. */
    public void leave() {
        left = true;
        stopListening();
    }

    /** Ends all connections and stops listening. Any thread; waits for it. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        if (file != null && !left) {
            file.remove();
        }
    }
}
