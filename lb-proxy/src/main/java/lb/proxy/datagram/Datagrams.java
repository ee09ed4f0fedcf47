package lb.proxy.datagram;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import lb.proxy.loop.Sockets;
import org.jspecify.annotations.Nullable;

/** Opens the UDP sockets of one event loop. On that loop only. */
public sealed interface Datagrams permits LinuxDatagrams, NioDatagrams {
    /** Those of a loop that drives such sockets. Any thread. */
    static Datagrams of(Sockets sockets, EventLoop loop) {
        IoEventLoop driver = (IoEventLoop) loop;
        return switch (sockets) {
            case EPOLL -> new LinuxDatagrams(driver);
            case NIO -> new NioDatagrams(driver);
        };
    }

    /** Whether several sockets can have one address, each the same share of the clients (SO_REUSEPORT of Linux). */
    boolean canShare();

    /**
     * A socket for clients. Each datagram that it receives tells which address of ours it came to.
     *
     * @param address need not exist on this machine yet, on Linux
     * @param sharing whether other sockets of ours are bound there already, to be shared with
     * @throws IOException when it cannot be bound
     */
    UdpSocket listen(InetSocketAddress address, boolean sharing) throws IOException;

    /**
     * One for clients that another process of this program has bound.
     *
     * @param descriptor is closed with it
     * @param address where it is bound
     * @throws IOException when this transport cannot
     */
    UdpSocket adopt(int descriptor, InetSocketAddress address) throws IOException;

    /**
     * A socket to and from one server.
     *
     * @param source local address; null leaves it to the kernel
     * @throws IOException when this machine has no such socket
     */
    UdpSocket connect(InetSocketAddress server, @Nullable InetAddress source) throws IOException;
}
