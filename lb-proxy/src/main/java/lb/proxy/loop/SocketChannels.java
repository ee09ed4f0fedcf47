package lb.proxy.loop;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.spi.SelectorProvider;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.InheritedSocket;
import lb.proxy.settings.UnixAddress;

/** Makes the channels of each way of driving sockets, without options. Each throws a ChannelException when it cannot. */
final class SocketChannels {
    private SocketChannels() {}

    /** One that listens, once it is bound; one that was inherited, or has a padded name, does so already. */
    static ServerChannel listener(Sockets sockets, BindSettings bind) {
        return switch (bind.address()) {
            case InetSocketAddress network -> listener(sockets, network.getAddress());
            case UnixAddress unix
            when unix.isPadded() -> paddedListener(unix, bind.listen().backlog());
            case UnixAddress _ -> new EpollServerDomainSocketChannel();
            case InheritedSocket inherited -> InheritedListener.of(inherited.descriptor());
            default -> throw new IllegalArgumentException("an address of an unknown kind: " + bind.address());
        };
    }

    private static ServerChannel listener(Sockets sockets, InetAddress address) {
        return switch (sockets) {
            case EPOLL -> new TcpListener(family(address));
            case NIO -> new NioServerSocketChannel(SelectorProvider.provider(), family(address));
        };
    }

    private static ServerChannel paddedListener(UnixAddress address, int backlog) {
        try {
            return new EpollServerDomainSocketChannel(SocketDescriptors.listenOnAbstract(address.path(), backlog));
        } catch (IOException e) {
            throw new ChannelException(e);
        }
    }

    /** One towards this address; towards a padded name it is connected already. */
    static DuplexChannel upstream(Sockets sockets, SocketAddress address) {
        return switch (address) {
            case InetSocketAddress network -> upstream(sockets, network.getAddress());
            case UnixAddress unix when unix.isPadded() -> connected(unix);
            default -> new EpollDomainSocketChannel();
        };
    }

    static DuplexChannel upstream(Sockets sockets, InetAddress address) {
        return switch (sockets) {
            case EPOLL -> new TcpChannel(family(address));
            case NIO -> new NioSocketChannel(SelectorProvider.provider(), family(address));
        };
    }

    private static DuplexChannel connected(UnixAddress address) {
        try {
            return new EpollDomainSocketChannel(SocketDescriptors.connectToAbstract(address.path()));
        } catch (IOException e) {
            throw new ChannelException(e.getMessage(), e);
        }
    }

    /** A factory of those for an address, each as {@link #upstream} has it but for the family of the sockets. */
    static ChannelFactory<DuplexChannel> upstreams(Sockets sockets, SocketAddress address) {
        if (address instanceof UnixAddress) {
            return () -> upstream(sockets, address);
        }
        return switch (sockets) {
            case EPOLL -> () -> new TcpChannel(null);
            case NIO -> NioSocketChannel::new;
        };
    }

    private static SocketProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    }
}
