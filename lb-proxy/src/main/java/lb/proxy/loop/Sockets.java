package lb.proxy.loop;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.function.BiConsumer;
import lb.proxy.settings.Transport;
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

    private static final int BACKLOG = 4096;

    /** IPPROTO_IPV6 and IPV6_V6ONLY of linux/in6.h. */
    private static final IntegerUnixChannelOption IPV6_V6ONLY = new IntegerUnixChannelOption("IPV6_V6ONLY", 41, 26);

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
            case EPOLL -> EpollOnDemand.factory(EpollIoHandler.newFactory(), epolls);
            case NIO -> NioIoHandler.newFactory();
        };
    }

    /**
     * A new listening socket, not bound yet.
     *
     * @param address what it will be bound to; a wildcard of IPv4 means IPv4 only
     * @param alone whether a wildcard of IPv6 leaves IPv4 to another socket on the same port
     */
    public ServerSocketChannel newListener(InetAddress address, boolean alone) {
        ServerSocketChannel channel = switch (this) {
            case EPOLL -> new EpollServerSocketChannel(family(address));
            case NIO -> new NioServerSocketChannel(SelectorProvider.provider(), family(address));
        };
        ChannelConfig config = channel.config();
        config.setOption(ChannelOption.SO_REUSEADDR, true);
        config.setOption(ChannelOption.SO_BACKLOG, BACKLOG);
        if (this == EPOLL) {
            // A virtual address is listened on before this node owns it.
            config.setOption(EpollChannelOption.IP_FREEBIND, true);
            if (alone && !(address instanceof Inet4Address)) {
                config.setOption(IPV6_V6ONLY, 1);
            }
        }
        return channel;
    }

    /** Makes client sockets of any address family, with no options set. */
    public ChannelFactory<SocketChannel> clientSockets() {
        return switch (this) {
            case EPOLL -> EpollSocketChannel::new;
            case NIO -> NioSocketChannel::new;
        };
    }

    /** Options of a connection that was accepted. */
    public void tuneClient(ChannelConfig config, ByteBufAllocator allocator) {
        tune(config, allocator);
    }

    SocketChannel newUpstream(InetAddress address, ByteBufAllocator allocator) {
        SocketChannel channel = switch (this) {
            case EPOLL -> new EpollSocketChannel(family(address));
            case NIO -> new NioSocketChannel(SelectorProvider.provider(), family(address));
        };
        tune(channel.config(), allocator);
        // Ours is the time-out that counts: Netty's would schedule a task for each connection.
        channel.config().setConnectTimeoutMillis(0);
        return channel;
    }

    /** Before a bind to a source address: the port is chosen at connect, 28,000 connections to each server, not in all. */
    public void choosePortAtConnect(SocketChannel channel) {
        if (this == EPOLL) {
            channel.config().setOption(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
        }
    }

    private static void tune(ChannelConfig config, ByteBufAllocator allocator) {
        config.setAllocator(allocator);
        config.setAutoRead(false);
        config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        // TCP_NODELAY is set by Netty: setting it again would be another system call.
        config.setWriteBufferWaterMark(WATER_MARK);
    }

    private static SocketProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    }
}
