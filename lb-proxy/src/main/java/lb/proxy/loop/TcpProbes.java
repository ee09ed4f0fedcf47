package lb.proxy.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The {@link TcpProbe}s of one event loop: as many as are needed at a time, of which some are kept. On that loop only. */
public final class TcpProbes {
    /** More than are under way at once where servers answer within a millisecond. */
    private static final int MOST_IDLE = 64;

    private final IoEventLoop loop;
    private final Faults faults = new Faults();
    private final Idle four = new Idle();
    private final Idle six = new Idle();

    /** Those of one family that wait to be used. */
    private static final class Idle {
        private @Nullable TcpProbe first;
        private int count;
    }

    private TcpProbes(IoEventLoop loop) {
        this.loop = loop;
    }

    /** Those of a loop; null where it does not drive its sockets by epoll. Any thread. */
    public static @Nullable TcpProbes of(Sockets sockets, EventLoop loop) {
        return sockets == Sockets.EPOLL && loop instanceof IoEventLoop handling ? new TcpProbes(handling) : null;
    }

    /**
     * Finds out whether a server takes connections.
     *
     * @param user told later, once
     * @return gives it up
     * @throws IOException if a connection cannot even be tried
     * @throws io.netty.channel.ChannelException where there is no descriptor left
     */
    public TcpProbe connect(InetSocketAddress to, TcpProbe.User user) throws IOException {
        boolean isFour = to.getAddress() instanceof Inet4Address;
        Idle idle = isFour ? four : six;
        TcpProbe probe = idle.first;
        if (probe == null) {
            probe = open(isFour);
        } else {
            idle.first = probe.next;
            probe.next = null;
            idle.count--;
        }
        try {
            probe.connect(to, user);
        } catch (IOException | RuntimeException e) {
            probe.cancel();
            throw e;
        }
        return probe;
    }

    private TcpProbe open(boolean isFour) throws IOException {
        SocketProtocolFamily family = isFour ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        TcpProbe probe = new TcpProbe(this, LinuxSocket.newSocketStream(family), isFour);
        Future<IoRegistration> registered = loop.register(probe);
        if (!registered.isSuccess()) {
            probe.close();
            throw new IOException(registered.cause());
        }
        probe.registered(registered.getNow());
        return probe;
    }

    void idle(TcpProbe probe) {
        Idle idle = probe.isFour() ? four : six;
        if (idle.count == MOST_IDLE || probe.isTied()) {
            probe.close();
            return;
        }
        probe.next = idle.first;
        idle.first = probe;
        idle.count++;
    }

    Faults faults() {
        return faults;
    }
}
