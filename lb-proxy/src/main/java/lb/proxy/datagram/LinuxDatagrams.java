package lb.proxy.datagram;

import io.netty.channel.IoEventLoop;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import lb.proxy.linux.SocketCalls;
import org.jspecify.annotations.Nullable;

/** UDP sockets of Linux, driven by epoll: batches in one system call, and replies from the address that was asked. */
final class LinuxDatagrams implements Datagrams {
    /** As much as the system allows of it: what arrives in one burst waits there for its loop. */
    private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

    private final IoEventLoop loop;
    private final SocketCalls calls = new SocketCalls();
    private final MessageHeaders headers = new MessageHeaders();

    LinuxDatagrams(IoEventLoop loop) {
        this.loop = loop;
    }

    @Override
    public boolean canShare() {
        return true;
    }

    @Override
    public UdpSocket listen(InetSocketAddress address, boolean sharing) throws DatagramException {
        boolean ipv6 = !(address.getAddress() instanceof Inet4Address);
        boolean wildcard = address.getAddress().isAnyLocalAddress();
        int socket = checked(calls.socket(ipv6 ? SocketCalls.AF_INET6 : SocketCalls.AF_INET, SocketCalls.SOCK_DGRAM));
        try {
            // A virtual address is listened on before this node owns it.
            set(socket, SocketCalls.SOL_IP, SocketCalls.IP_FREEBIND);
            if (wildcard && ipv6) {
                set(socket, SocketCalls.SOL_IPV6, SocketCalls.IPV6_RECVPKTINFO);
            } else if (wildcard) {
                set(socket, SocketCalls.SOL_IP, SocketCalls.IP_PKTINFO);
            }
            if (sharing) {
                set(socket, SocketCalls.SOL_SOCKET, SocketCalls.SO_REUSEPORT);
            }
            checked(calls.bind(socket, headers.address(), headers.write(address)));
            if (!sharing) {
                // Only now, so that it was alone there: a second program on the port is an error.
                set(socket, SocketCalls.SOL_SOCKET, SocketCalls.SO_REUSEPORT);
            }
            // The system cuts it to its own limit.
            checked(calls.setsockopt(socket, SocketCalls.SOL_SOCKET, SocketCalls.SO_RCVBUF, RECEIVE_BUFFER_BYTES));
        } catch (DatagramException e) {
            calls.close(socket);
            throw e;
        }
        return new LinuxUdpSocket(this, socket, false, ipv6, wildcard);
    }

    @Override
    public UdpSocket adopt(int descriptor, InetSocketAddress address) {
        boolean ipv6 = !(address.getAddress() instanceof Inet4Address);
        return new LinuxUdpSocket(
                this, descriptor, false, ipv6, address.getAddress().isAnyLocalAddress());
    }

    @Override
    public UdpSocket connect(InetSocketAddress server, @Nullable InetAddress source) throws DatagramException {
        boolean ipv6 = !(server.getAddress() instanceof Inet4Address);
        int socket = checked(calls.socket(ipv6 ? SocketCalls.AF_INET6 : SocketCalls.AF_INET, SocketCalls.SOCK_DGRAM));
        try {
            if (source != null) {
                checked(calls.bind(socket, headers.address(), headers.write(new InetSocketAddress(source, 0))));
            }
            checked(calls.connect(socket, headers.address(), headers.write(server)));
        } catch (DatagramException e) {
            calls.close(socket);
            throw e;
        }
        return new LinuxUdpSocket(this, socket, true, ipv6, false);
    }

    IoEventLoop loop() {
        return loop;
    }

    SocketCalls calls() {
        return calls;
    }

    MessageHeaders headers() {
        return headers;
    }

    private void set(int socket, int level, int option) throws DatagramException {
        checked(calls.setsockopt(socket, level, option, 1));
    }

    private static int checked(int result) throws DatagramException {
        if (result < 0) {
            throw new DatagramException(-result);
        }
        return result;
    }
}
