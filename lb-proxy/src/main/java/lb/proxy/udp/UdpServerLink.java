package lb.proxy.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import lb.proxy.datagram.DatagramBatch;
import lb.proxy.datagram.DatagramException;
import lb.proxy.datagram.UdpSocket;
import lb.proxy.health.Observed;
import lb.proxy.linux.Errno;
import lb.proxy.stats.Counter;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of a session: which server, and the socket to it. A session keeps its server until that one refuses a
 * datagram (ICMP port unreachable) or goes down; the next datagram then goes to another.
 */
final class UdpServerLink {
    private static final Logger LOG = LoggerFactory.getLogger(UdpServerLink.class);

    private final UdpLoop loop;
    private final Backend backend;
    private final long key;
    private final Runnable readable;
    private @Nullable Server server;
    private @Nullable UdpSocket socket;

    /** Whether an earlier datagram was refused, and none was sent since. */
    private boolean refused;

    private int moves;

    /** Counts the times that what was sent before has become lost. */
    private int losses;

    UdpServerLink(UdpLoop loop, Backend backend, long key, Runnable readable) {
        this.loop = loop;
        this.backend = backend;
        this.key = key;
        this.readable = readable;
    }

    /** The present server, or the last one; null while there was none. */
    @Nullable
    Server server() {
        return server;
    }

    boolean isRefused() {
        return refused;
    }

    /** How often another server took over. */
    int moves() {
        return moves;
    }

    /** Grows each time that no reply can come any more to what was sent before. */
    int losses() {
        return losses;
    }

    /** Sends datagrams that lie side by side, and says how many could not be sent. */
    int send(DatagramBatch batch, int first, int count) {
        int next = first;
        int lost = 0;
        int failures = 0;
        while (next < first + count) {
            UdpSocket to = reach();
            if (to == null) {
                return lost + first + count - next;
            }
            int result = to.send(batch, next, first + count - next, null);
            if (result > 0) {
                next += result;
            } else if (Errno.isShortage(-result) || result == -Errno.EMSGSIZE) {
                // This datagram is dropped, as a full or narrow network would.
                next++;
                lost++;
            } else {
                refusedByServer();
                if (++failures > backend.settings().retrying().retries()) {
                    return lost + first + count - next;
                }
            }
        }
        return lost;
    }

    /** Takes what the server has sent; 0 for nothing, or for word that it is not there. */
    int receive(DatagramBatch into) {
        if (socket == null) {
            return 0;
        }
        int count = socket.receive(into);
        if (count < 0) {
            refusedByServer();
            return 0;
        }
        return count;
    }

    void close() {
        if (socket != null) {
            socket.close();
            socket = null;
            if (server != null) {
                server.sessionEnded(loop.index());
            }
        }
    }

    /** The socket to a server that may be used; null where there is none. */
    private @Nullable UdpSocket reach() {
        Server present = server;
        if (socket != null && present != null && !refused && present.reachable()) {
            return socket;
        }
        Server chosen = choose(present);
        if (chosen == null) {
            count(Counter.CONNECTION_ERRORS, null);
            return null;
        }
        refused = false;
        if (chosen.equals(present) && socket != null) {
            return socket;
        }
        if (present != null && !chosen.equals(present)) {
            moves++;
            losses++;
            count(Counter.REDISPATCHES, present);
        }
        close();
        server = chosen;
        return open(chosen);
    }

    private @Nullable Server choose(@Nullable Server present) {
        if (present == null || !present.reachable()) {
            return backend.next(key);
        }
        Server other = backend.settings().retrying().redispatches(1, false) ? backend.nextExcept(present) : null;
        return other == null ? present : other;
    }

    private @Nullable UdpSocket open(Server to) {
        count(Counter.CONNECTS, to);
        try {
            UdpSocket opened = connect(to);
            // From here on it is closed with the session, whatever comes.
            socket = opened;
            to.sessionBegan(loop.index());
            opened.onReadable(readable);
            return opened;
        } catch (IOException e) {
            refused();
            if (loop.socketLine().lets(System.nanoTime())) {
                LOG.warn("backend \"{}\": no socket to server \"{}\": {}", backend.name(), to.name(), e.getMessage());
            }
            return null;
        }
    }

    private UdpSocket connect(Server to) throws IOException {
        if (!(to.address() instanceof InetSocketAddress address)) {
            throw new UnknownHostException(to.settings().address() + " has no address");
        }
        InetAddress source = to.settings().connect().source();
        if (source != null) {
            try {
                return loop.datagrams().connect(address, source);
            } catch (DatagramException e) {
                if (e.errno() != Errno.EADDRNOTAVAIL) {
                    throw e;
                }
                // A source that this machine does not have (any more) must not take the service down.
                to.sourceUnavailable(e);
            }
        }
        return loop.datagrams().connect(address, null);
    }

    private void refusedByServer() {
        boolean news = !refused;
        refused();
        if (news && server != null) {
            server.traffic()
                    .failed(
                            loop.index(),
                            Observed.CONNECT_FAILED,
                            0,
                            loop.context().nanoTime());
        }
    }

    private void refused() {
        if (!refused) {
            refused = true;
            losses++;
            count(Counter.CONNECTION_ERRORS, server);
        }
    }

    private void count(Counter counter, @Nullable Server of) {
        backend.counters().add(loop.index(), counter, 1);
        if (of != null) {
            of.counters().add(loop.index(), counter, 1);
        }
    }
}
