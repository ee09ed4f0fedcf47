package lb.proxy.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import lb.proxy.datagram.DatagramBatch;
import lb.proxy.datagram.Flow;
import lb.proxy.datagram.UdpSocket;
import lb.proxy.limit.LineThrottle;
import lb.proxy.listen.Frontend;
import lb.proxy.stats.Counter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One address of a frontend on one event loop, and the sessions of the clients that the kernel gives it. There only. */
final class UdpListener {
    private static final Logger LOG = LoggerFactory.getLogger(UdpListener.class);

    private final UdpLoop loop;
    private final UdpSocket socket;
    private final Map<Flow, UdpSession> sessions = new HashMap<>();
    private final LineThrottle fullLine = new LineThrottle();

    /** Whose sessions to come are; replaced by reloads. */
    private Frontend frontend;

    private volatile CompletableFuture<Void> drained = new CompletableFuture<>();
    private boolean draining;

    /** @param frontend has a default backend */
    UdpListener(UdpLoop loop, Frontend frontend, UdpSocket socket) {
        this.loop = loop;
        this.frontend = frontend;
        this.socket = socket;
    }

    /** Begins to take datagrams. */
    void open() {
        socket.onReadable(this::readable);
    }

    /** Takes no more datagrams of clients, and ends the sessions that wait for nothing. */
    void drain() {
        socket.pause();
        draining = true;
        List.copyOf(sessions.values()).forEach(UdpSession::drain);
        completeIfDone();
    }

    /** Sessions to come are that one's, and their datagrams are taken; those that there are stay what they are. */
    void serve(Frontend next) {
        frontend = next;
        if (draining) {
            draining = false;
            drained = new CompletableFuture<>();
            open();
        }
    }

    private void completeIfDone() {
        if (draining && sessions.isEmpty()) {
            drained.complete(null);
        }
    }

    /** Done when no session is left after {@link #drain}. Any thread. */
    CompletableFuture<Void> drained() {
        return drained;
    }

    /** Breaks off what is left. */
    void close() {
        draining = true;
        List.copyOf(sessions.values()).forEach(UdpSession::kill);
        socket.close();
        drained.complete(null);
    }

    InetSocketAddress localAddress() {
        return socket.localAddress();
    }

    /** A copy of its descriptor, for another process. */
    int copy() throws IOException {
        return socket.copy();
    }

    UdpLoop loop() {
        return loop;
    }

    /** Sends replies, the first ones of a batch, from the address that the client has sent to. What cannot go is dropped. */
    int reply(DatagramBatch batch, int count, Flow to) {
        int sent = 0;
        int lost = 0;
        while (sent + lost < count) {
            int result = socket.send(batch, sent + lost, count - sent - lost, to);
            if (result > 0) {
                sent += result;
            } else {
                lost++;
            }
        }
        return sent;
    }

    /** A session is over. */
    void ended(UdpSession session) {
        sessions.remove(session.flow());
        session.cameIn().sessionEnded();
        completeIfDone();
    }

    private void readable() {
        DatagramBatch batch = loop.batch();
        // A failure is none of ours: the socket is not connected, and no ICMP message is asked for.
        int count = socket.receive(batch);
        int next;
        for (int first = 0; first < count; first = next) {
            Flow flow = batch.flow(first);
            next = first + 1;
            while (next < count && flow.equals(batch.flow(next))) {
                next++;
            }
            forward(flow, batch, first, next - first);
        }
    }

    private void forward(Flow flow, DatagramBatch batch, int first, int count) {
        UdpSession session = sessions.get(flow);
        if (session == null) {
            session = newSession(flow);
        }
        if (session != null) {
            try {
                session.forward(batch, first, count);
            } catch (RuntimeException e) {
                session.broken(e);
            }
        }
    }

    private @Nullable UdpSession newSession(Flow flow) {
        int most = frontend.settings().udp().maxSessions();
        if (frontend.connections().current() >= most) {
            frontend.counters().add(loop.index(), Counter.REFUSED_SESSIONS, 1);
            tellFull(most);
            return null;
        }
        UdpSession session = new UdpSession(this, frontend, flow.copy());
        sessions.put(session.flow(), session);
        frontend.sessionBegan(loop.index());
        return session;
    }

    private void tellFull(int most) {
        if (fullLine.lets(System.nanoTime())) {
            LOG.warn(
                    "frontend \"{}\" has its most sessions, {}: datagrams of further clients are dropped"
                            + " (max-sessions, or shorter time-outs, or replies where the backend has a fixed number)",
                    frontend.name(),
                    most);
        }
    }
}
