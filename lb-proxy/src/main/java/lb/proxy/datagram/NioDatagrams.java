package lb.proxy.datagram;

import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * UDP sockets of the JDK, for development. They cannot tell which address of ours a datagram came to, nor say from which
 * one a reply leaves: that is only known of a socket with one address, so there are no others. An empty datagram to a
 * server is the one thing that they drop.
 */
final class NioDatagrams implements Datagrams {
    private final IoEventLoop loop;

    NioDatagrams(IoEventLoop loop) {
        this.loop = loop;
    }

    @Override
    public boolean canShare() {
        return false;
    }

    @Override
    public UdpSocket listen(InetSocketAddress address, boolean sharing) throws IOException {
        if (address.getAddress().isAnyLocalAddress()) {
            throw new IOException("for mode udp the transport nio needs one address, since it cannot reply from the one"
                    + " that was asked; name each address, or use the transport epoll of Linux");
        }
        return open(address, null);
    }

    @Override
    public UdpSocket adopt(int descriptor, InetSocketAddress address) throws IOException {
        throw new IOException("only the epoll transport of Linux can do that");
    }

    @Override
    public UdpSocket connect(InetSocketAddress server, @Nullable InetAddress source) throws IOException {
        return open(source == null ? null : new InetSocketAddress(source, 0), server);
    }

    private UdpSocket open(@Nullable InetSocketAddress local, @Nullable InetSocketAddress server) throws IOException {
        InetSocketAddress any = local != null ? local : server;
        boolean ipv4 = any != null && any.getAddress() instanceof Inet4Address;
        DatagramChannel channel =
                DatagramChannel.open(ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        try {
            channel.configureBlocking(false);
            if (local != null) {
                channel.bind(local);
            }
            if (server != null) {
                channel.connect(server);
            }
            return new NioUdpSocket(loop, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
