package lb.proxy.loop;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket that finds out whether a server takes connections, again and again: a connection is reset as soon as it is
 * open, and the next one is made with the same socket, so that one costs three system calls and no epoll_ctl(2).
 *
 * <pre>
 *   idle ------ TCP_QUICKACK off, connect(2) ------> connecting
 *    ^                                                 |   EPOLLOUT: open;  EPOLLERR, EPOLLHUP: SO_ERROR, closed
 *    '-- connect(2) to AF_UNSPEC, which sends a reset -'
 * </pre>
 *
 * <p>The acknowledgement that would end the handshake waits for data, and the reset overtakes it: nobody accepts the
 * connection, and no server logs it. HAProxy's are the same.
 *
 * <p>It is in epoll for good, edge-triggered. Where epoll tells of a socket, it is as the socket is at that moment: one that
 * is idle hangs up, and is not heard.
 */
public final class TcpProbe implements EpollIoHandle {
    private static final EpollIoOps OPENED = EpollIoOps.EPOLLOUT.with(EpollIoOps.EPOLLET);

    /** Of linux/tcp.h. */
    private static final int IPPROTO_TCP = 6;

    private static final int TCP_QUICKACK = 12;

    private final TcpProbes probes;
    private final LinuxSocket socket;
    private final boolean isFour;
    private @Nullable IoRegistration registration;

    /** Null while it is idle. */
    private @Nullable User user;

    private boolean tied;

    /** The next idle one. */
    @Nullable
    TcpProbe next;

    /** Who wants to know, once; on the event loop. */
    public interface User {
        /** The server takes connections. The probe is another's already. */
        void opened();

        /** It does not. */
        void failed(IOException cause);
    }

    /** @param isFour whether it is one of IPv4 */
    TcpProbe(TcpProbes probes, LinuxSocket socket, boolean isFour) {
        this.probes = probes;
        this.socket = socket;
        this.isFour = isFour;
    }

    void registered(IoRegistration made) {
        registration = made;
        made.submit(OPENED);
    }

    void connect(InetSocketAddress to, User asking) throws IOException {
        // Who has connected within a link stays on it, also when asked for another server.
        tied = to.getAddress().isLinkLocalAddress();
        socket.setIntOpt(IPPROTO_TCP, TCP_QUICKACK, 0);
        user = asking;
        // Epoll tells of one that is open at once, too.
        boolean _ = socket.connect(to);
    }

    /** Whether the kernel keeps it to one interface. */
    boolean isTied() {
        return tied;
    }

    /** Asks no more; its user is told nothing. */
    public void cancel() {
        user = null;
        close();
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration told, IoEvent event) {
        User asking = user;
        if (asking == null) {
            return;
        }
        try {
            handle(asking, ((EpollIoEvent) event).ops().value());
        } catch (Throwable t) { // Netty's loop would be held up.
            probes.faults().tell("a health check", t);
        }
    }

    private void handle(User asking, int come) {
        if ((come & (EpollBits.ERROR | EpollBits.HANG_UP)) != 0) {
            try {
                // What came for an idle one has no error.
                boolean _ = socket.finishConnect();
            } catch (IOException e) {
                cancel();
                asking.failed(e);
            }
        } else if ((come & EpollBits.OUT) != 0) {
            user = null;
            try {
                socket.disconnect();
                probes.idle(this);
            } catch (IOException e) {
                close();
            }
            asking.opened();
        }
    }

    @Override
    public void close() {
        IoRegistration registered = registration;
        registration = null;
        if (registered != null) {
            registered.cancel();
        }
        try {
            socket.close();
        } catch (IOException e) {
            // There is nothing left to be done with it.
        }
    }

    boolean isFour() {
        return isFour;
    }
}
