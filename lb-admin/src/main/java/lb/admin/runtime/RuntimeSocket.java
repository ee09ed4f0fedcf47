package lb.admin.runtime;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.PeerCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lb.admin.config.RuntimeSettings.Level;
import lb.proxy.listen.SocketFile;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.BindSettings;
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

    private final EventLoopGroup loop;
    private final @Nullable SocketFile file;
    private final AtomicInteger open = new AtomicInteger();

    private RuntimeSocket(EventLoopGroup loop, @Nullable SocketFile file) {
        this.loop = loop;
        this.file = file;
    }

    /**
     * Listens. Any thread but an event loop; waits until it does.
     *
     * @param permissions of the file, where the address is one
     * @param level what is allowed
     * @param idle for how long a connection may be silent
     * @throws RuntimeSocketException when it cannot, with a sentence
     */
    public static RuntimeSocket start(
            UnixAddress address, UnixPermissions permissions, Level level, Commands commands, Duration idle)
            throws RuntimeSocketException {
        // A daemon: whoever ends the process closes first.
        ThreadFactory threads = Thread.ofPlatform().name("lb-runtime").daemon().factory();
        SocketFile file = null;
        EventLoopGroup loop = null;
        try {
            Sockets.of(Transport.EPOLL);
            loop = new MultiThreadIoEventLoopGroup(1, threads, EpollIoHandler.newFactory());
            file = address.isAbstract() ? null : SocketFile.at(Path.of(address.path()));
            RuntimeSocket started = new RuntimeSocket(loop, file);
            UnixAddress bound =
                    file == null ? address : UnixAddress.file(file.bindingPath().toString());
            started.listen(bound, level, commands, idle);
            if (file != null) {
                file.publish(permissions);
            }
            return started;
        } catch (IOException | UnsupportedOperationException | ChannelException e) {
            if (loop != null) {
                loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            }
            if (file != null) {
                file.remove();
            }
            throw new RuntimeSocketException("runtime socket: cannot listen on " + address + ": " + e.getMessage());
        }
    }

    private void listen(UnixAddress address, Level level, Commands commands, Duration idle) throws IOException {
        int own = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        boolean named = address.isAbstract();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channelFactory(() -> Sockets.EPOLL.newListener(new BindSettings(address), false, false))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) throws IOException {
                        EpollDomainSocketChannel client = (EpollDomainSocketChannel) channel;
                        PeerCredentials peer = client.peerCredentials();
                        Caller.Local caller = new Caller.Local(peer.uid(), peer.pid());
                        accept(client, caller.refusal(named, own), new Conversation(commands, caller, level, idle));
                    }
                });
        ChannelFuture bound = address.isPadded() ? bootstrap.register() : bootstrap.bind(Sockets.of(address));
        bound.awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        bound.channel().config().setAutoRead(true);
    }

    /** @param refused why it may not come in; null when it may */
    private void accept(Channel channel, @Nullable String refused, Conversation conversation) {
        int connections = open.incrementAndGet();
        channel.closeFuture().addListener(_ -> open.decrementAndGet());
        String refusal = connections > MOST_CONNECTIONS
                ? Answers.REFUSED + "there are " + MOST_CONNECTIONS + " connections already"
                : refused;
        channel.pipeline()
                .addLast(refusal == null ? new RuntimeConnection(conversation) : new RefusedConnection(refusal));
    }

    /** Ends all connections and stops listening. Any thread; waits for it. */
    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        if (file != null) {
            file.remove();
        }
    }
}
