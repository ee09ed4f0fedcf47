package lb.proxy.datagram;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import lb.proxy.linux.Errno;
import lb.proxy.loop.PassedListener;
import org.jspecify.annotations.Nullable;

/** One UDP socket of Linux in its loop's epoll. */
final class LinuxUdpSocket implements UdpSocket, EpollIoHandle {
    private final LinuxDatagrams datagrams;
    private final FileDescriptor descriptor;
    private final int socket;
    private final boolean connected;
    private final boolean ipv6;

    /** Whether each datagram says which address of ours it came to, and each reply has to say which it leaves from. */
    private final boolean wildcard;

    private @Nullable Runnable readable;
    private @Nullable IoRegistration registration;
    private boolean closed;

    LinuxUdpSocket(LinuxDatagrams datagrams, int socket, boolean connected, boolean ipv6, boolean wildcard) {
        this.datagrams = datagrams;
        this.descriptor = new FileDescriptor(socket);
        this.socket = socket;
        this.connected = connected;
        this.ipv6 = ipv6;
        this.wildcard = wildcard;
    }

    @Override
    public void onReadable(Runnable run) {
        readable = run;
        Future<IoRegistration> registered = datagrams.loop().register(this);
        if (!registered.isSuccess()) {
            throw new IllegalStateException("a UDP socket could not be added to its loop", registered.cause());
        }
        registration = registered.getNow();
        registration.submit(EpollIoOps.EPOLLIN);
    }

    @Override
    public void pause() {
        if (registration != null) {
            registration.cancel();
        }
    }

    @Override
    public int receive(DatagramBatch into) {
        if (closed) {
            return 0;
        }
        MessageHeaders headers = datagrams.headers();
        headers.forReceive(into, !connected, wildcard);
        int count = datagrams.calls().recvmmsg(socket, headers.headers(), DatagramBatch.PLACES);
        if (count < 0) {
            return count == -Errno.EAGAIN || count == -Errno.EINTR ? 0 : count;
        }
        headers.received(into, count, !connected);
        return count;
    }

    @Override
    public int send(DatagramBatch batch, int first, int count, @Nullable Flow to) {
        MessageHeaders headers = datagrams.headers();
        if (to == null) {
            headers.forSend(batch, first, count);
        } else {
            headers.forSend(batch, first, count, to, ipv6);
        }
        return datagrams.calls().sendmmsg(socket, headers.headers(), count);
    }

    @Override
    public InetSocketAddress localAddress() {
        MessageHeaders headers = datagrams.headers();
        int result = datagrams.calls().getsockname(socket, headers.address(), headers.room());
        if (result < 0) {
            throw new IllegalStateException("a bound socket has an address: " + Errno.words(-result));
        }
        return headers.read();
    }

    @Override
    public int copy() throws IOException {
        return PassedListener.copyOf(socket);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            // First out of epoll: its number may be another socket's at once.
            pause();
            datagrams.calls().close(socket);
        }
    }

    // What epoll sees

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        if (!closed && readable != null) {
            readable.run();
        }
    }
}
