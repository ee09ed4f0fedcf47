package lb.proxy.loop;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import lb.proxy.linux.SynFilter;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.TcpOptions;
import lb.proxy.settings.Transport;
import lb.proxy.settings.UnixAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How sockets are opened and which options they carry, for each way of driving them. Any thread. */
public enum Sockets {
    EPOLL,
    NIO;

    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    /**
     * A connection is written to again below the first, no more above the second. One whose peer takes everything never
     * has anything left to write: this bounds what a slow one holds, together with one receive buffer.
     */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(8 * 1024, 16 * 1024);

    /**
     * Ready connections that epoll tells of at once. The kernel looks at each of them before it tells, and what it has looked
     * at is in the processor's caches when its turn comes only if there are not too many.
     */
    private static final int MOST_EVENTS = 64;

    /**
     * Connections that are accepted at once, which takes less than a millisecond. Netty's one a turn kept new clients waiting
     * behind those that were there: 1,000 of them for a second.
     */
    private static final int MOST_ACCEPTED = 64;

    /**
     * Which one serves a setting here. That auto has to do without epoll, where there is epoll, is a warning.
     *
     * @throws UnsupportedOperationException if epoll is asked for and does not load; the message says why
     */
    public static Sockets of(Transport transport) {
        return switch (transport) {
            case NIO -> NIO;
            case AUTO -> {
                Throwable absence = Epoll.unavailabilityCause();
                if (absence != null && EpollAbsence.isOfLibrary(absence)) {
                    LOG.warn("{}; until then the transport is nio", EpollAbsence.sentence(absence, folder()));
                }
                yield absence == null ? EPOLL : NIO;
            }
            case EPOLL -> {
                Throwable absence = Epoll.unavailabilityCause();
                if (absence != null) {
                    throw new UnsupportedOperationException(EpollAbsence.sentence(absence, folder()), absence);
                }
                yield EPOLL;
            }
        };
    }

    /** Where Netty unpacks its native library. */
    private static String folder() {
        return System.getProperty("io.netty.native.workdir", System.getProperty("java.io.tmpdir"));
    }

    /** @param epolls told of each epoll that is made, and of its loop */
    IoHandlerFactory ioHandlerFactory(BiConsumer<ThreadAwareExecutor, EpollOnDemand> epolls) {
        return switch (this) {
            case EPOLL ->
                EpollOnDemand.factory(
                        EpollIoHandler.newFactory(MOST_EVENTS, DefaultSelectStrategyFactory.INSTANCE), epolls);
            case NIO -> NioIoHandler.newFactory();
        };
    }

    /**
     * A new listening socket, not bound yet, unless it was inherited or its name is a padded one. It does not accept until it
     * is told to read.
     *
     * @param alone whether a wildcard of IPv6 leaves IPv4 to another socket on the same port
     * @param shared whether another socket of this process may have the same port
     * @throws IllegalArgumentException if it was inherited and is no socket that listens, with a sentence
     * @throws io.netty.channel.ChannelException if there is no descriptor left, or the kernel refuses an option
     */
    public ServerChannel newListener(BindSettings bind, boolean alone, boolean shared) {
        ServerChannel channel = SocketChannels.listener(this, bind);
        ChannelConfig config = channel.config();
        setAccept(config, bind);
        if (bind.address() instanceof InetSocketAddress network) {
            if (this != NIO) {
                Boolean asked = bind.listen().ipv6Only();
                if (!(network.getAddress() instanceof Inet4Address) && (alone || asked != null)) {
                    config.setOption(LinuxOptions.IPV6_V6ONLY, asked == null || asked ? 1 : 0);
                }
            }
            setListen(config, network.getAddress(), bind, shared);
        }
        return channel;
    }

    /** How whoever waits is accepted. */
    static void setAccept(ChannelConfig config, BindSettings bind) {
        config.setAutoRead(false);
        config.setRecvByteBufAllocator(new ServerChannelRecvByteBufAllocator()
                .respectMaybeMoreData(false)
                .maxMessagesPerRead(MOST_ACCEPTED));
        config.setOption(ChannelOption.SO_BACKLOG, bind.listen().backlog());
    }

    /** What may be asked of a socket before it listens and when it does. */
    void setListen(ChannelConfig config, InetAddress address, BindSettings bind, boolean shared) {
        config.setOption(ChannelOption.SO_REUSEADDR, true);
        if (this != NIO) {
            // A virtual address is listened on before this node owns it.
            config.setOption(LinuxOptions.IP_FREEBIND, 1);
            if (shared) {
                config.setOption(LinuxOptions.SO_REUSEPORT, 1);
            }
            LinuxOptions.setListen(config, address, bind.listen());
            LinuxOptions.setTcp(config, bind.tcp());
        }
    }

    /** From now on no other socket may have the port of this listener. */
    public void keepPort(ServerChannel listener) {
        listener.config().setOption(LinuxOptions.SO_REUSEPORT, 0);
    }

    /**
     * Drops, from now on and without a word, what asks this listener for connections to these addresses.
     *
     * @throws ChannelException if it cannot be, or the kernel refuses it
     */
    public void dropSyns(ServerChannel listener, Collection<InetAddress> addresses) {
        if (!LinuxOptions.setFilter(listener.config(), SynFilter.dropping(addresses))) {
            throw new ChannelException("only the epoll transport of Linux can do that");
        }
    }

    /**
     * The same, of whatever address.
     *
     * @throws ChannelException if it cannot be, or the kernel refuses it
     */
    public void dropSyns(ServerChannel listener) {
        if (!LinuxOptions.setFilter(listener.config(), SynFilter.droppingAll())) {
            throw new ChannelException("only the epoll transport of Linux can do that");
        }
    }

    /**
     * Ends {@link #dropSyns}.
     *
     * @throws ChannelException if the kernel refuses it
     */
    public void takeSyns(ServerChannel listener) {
        listener.config().setOption(LinuxOptions.SO_DETACH_FILTER, 0);
    }

    /** What this one cannot do of what was asked for, in the words of the configuration. */
    public List<String> missing(BindSettings bind) {
        return switch (this) {
            case EPOLL -> List.of();
            case NIO -> MissingOptions.ofNio(bind);
        };
    }

    /** What this one cannot do of what was asked for towards a server, in the words of the configuration. */
    public List<String> missing(ServerSettings server) {
        return switch (this) {
            case EPOLL -> List.of();
            case NIO -> MissingOptions.ofNio(server);
        };
    }

    /**
     * Lets a connection come from an address that this machine does not have. Before it is bound.
     *
     * @throws ChannelException if the kernel refuses it, as it does without CAP_NET_ADMIN or CAP_NET_RAW
     */
    public void setTransparent(DuplexChannel channel, InetAddress server) {
        LinuxOptions.setTransparent(channel.config(), server);
    }

    /**
     * Finds out whether {@link #setTransparent} may be used.
     *
     * @throws ChannelException if not
     */
    public void tryTransparent(InetAddress server) {
        DuplexChannel channel = SocketChannels.upstream(this, server);
        try {
            setTransparent(channel, server);
        } finally {
            channel.unsafe().closeForcibly();
        }
    }

    /**
     * Lets a connection that is opened to a server which is known to take it send its first bytes with the SYN: such a one is
     * open at once, and nothing goes out before they are written. Before it is opened.
     *
     * @throws ChannelException if the kernel refuses it, as it does where net.ipv4.tcp_fastopen does not have 1
     */
    public void setFastOpen(DuplexChannel channel) {
        LinuxOptions.setFastOpenConnect(channel.config());
    }

    /**
     * Makes the next close a reset, so that the peer cannot take what it has got for the whole, and the port is free at once.
     * One that is closed stays so: its number may be another connection's by now.
     *
     * @throws ChannelException if the kernel refuses it
     */
    public static void resetOnClose(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
    }

    /** Whether a connection whose first bytes went out with the SYN has no answer to that yet. */
    public boolean isConnecting(DuplexChannel channel) {
        return LinuxOptions.isConnecting(channel);
    }

    /** Before a bind to a port that connections to other addresses may have, or one that is just over. */
    public void shareLocalPort(DuplexChannel channel) {
        channel.config().setOption(ChannelOption.SO_REUSEADDR, true);
    }

    /** The address in the form that its channels take. */
    public static SocketAddress of(SocketAddress address) {
        return address instanceof UnixAddress unix ? new DomainSocketAddress(unix.path()) : address;
    }

    /** Opens a connection, unless it has been open since it was made. When it is registered, on its event loop. */
    public static ChannelFuture connect(Channel channel, SocketAddress to, @Nullable SocketAddress from) {
        return channel.isActive() ? channel.newSucceededFuture() : channel.connect(of(to), from);
    }

    /**
     * Makes sockets that can connect to this address, with these options and no others set.
     *
     * @return a factory that throws a ChannelException where there is no descriptor left, or the kernel refuses an option
     */
    public ChannelFactory<DuplexChannel> clientSockets(SocketAddress address, TcpOptions tcp) {
        ChannelFactory<DuplexChannel> sockets = SocketChannels.upstreams(this, address);
        return tcp.isStandard()
                ? sockets
                : () -> {
                    DuplexChannel channel = sockets.newChannel();
                    setUpstream(channel, tcp);
                    return channel;
                };
    }

    /**
     * Sets what is asked for a connection to a server. Before it is registered.
     *
     * @throws ChannelException if the kernel refuses an option; the channel is closed then
     */
    public void setUpstream(DuplexChannel channel, TcpOptions tcp) {
        try {
            LinuxOptions.setTcp(channel.config(), tcp);
        } catch (RuntimeException e) {
            channel.unsafe().closeForcibly();
            throw e;
        }
    }

    /** Options of a connection that was accepted. */
    public void tuneClient(ChannelConfig config, ByteBufAllocator allocator) {
        tune(config, allocator);
    }

    DuplexChannel newUpstream(SocketAddress address, ByteBufAllocator allocator) {
        DuplexChannel channel = SocketChannels.upstream(this, address);
        tune(channel.config(), allocator);
        // Ours is the time-out that counts: Netty's would schedule a task for each connection.
        channel.config().setConnectTimeoutMillis(0);
        return channel;
    }

    /** Before a bind to a source address: the port is chosen at connect, 28,000 connections to each server, not in all. */
    public void choosePortAtConnect(DuplexChannel channel) {
        if (this != NIO) {
            channel.config().setOption(LinuxOptions.IP_BIND_ADDRESS_NO_PORT, 1);
        }
    }

    private static void tune(ChannelConfig config, ByteBufAllocator allocator) {
        config.setAllocator(allocator);
        config.setAutoRead(false);
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        // TCP_NODELAY is set by Netty: setting it again would be another system call.
        config.setWriteBufferWaterMark(WATER_MARK);
    }
}
