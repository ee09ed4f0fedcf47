package lb.ha.lifeline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import javax.net.ssl.SSLEngine;
import lb.ha.lifeline.Frame.Hello;
import lb.ha.lifeline.Frame.HelloAck;
import lb.ha.lifeline.Frame.Router;
import lb.ha.lifeline.FrameCodec.Incomplete;
import lb.ha.lifeline.FrameCodec.Malformed;
import lb.ha.lifeline.FrameCodec.Whole;
import lb.ha.lifeline.TlsConnection.End;
import org.jspecify.annotations.Nullable;

/** One connection with a peer, from its beginning: bytes to frames, and hellos in time. Lifeline thread only. */
final class PeerConnection {
    /** More than are ever under way with a peer that reads. */
    private static final int MOST_WAITING = 16;

    private final Peer peer;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final TlsConnection tls;
    private final long handshakeUntil;
    private final ByteBuffer sending = ByteBuffer.allocate(FrameCodec.LONGEST_FRAME);
    private final Queue<Frame> waiting = new ArrayDeque<>();
    private long sequence;
    private long helloAt;
    private @Nullable List<Router> told;
    private @Nullable Hello lastHeard;
    private boolean connected;
    private boolean closed;

    PeerConnection(Peer peer, SocketChannel channel, SelectionKey key, SSLEngine engine, long handshakeUntil)
            throws IOException {
        this.peer = peer;
        this.channel = channel;
        this.connected = channel.isConnected();
        this.key = key;
        this.tls = new TlsConnection(channel, engine);
        this.handshakeUntil = handshakeUntil;
        this.helloAt = handshakeUntil;
    }

    /** When the first hello must have come. */
    long handshakeUntil() {
        return handshakeUntil;
    }

    /** When the next hello is due; {@code fallback} while none can be sent: then room comes first, and wakes the thread. */
    long helloAt(long fallback) {
        return hasRoom() ? helloAt : fallback;
    }

    private boolean hasRoom() {
        return waiting.isEmpty() && !tls.wantsToWrite();
    }

    /** Whether TCP at least has come about. */
    boolean connected() {
        return connected;
    }

    /** What a connection that is in its handshake for too long has not done. */
    String waitsFor() {
        return connected ? "connected, but there was no hello within 2 s" : "no answer within 2 s";
    }

    /** The channel can be read, written or connected. */
    void ready(long now) {
        if (closed) {
            // By what another connection of the same peer has just said.
            return;
        }
        try {
            if (key.isConnectable()) {
                connected = channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
            }
        } catch (IOException e) {
            end(new End(false, String.valueOf(e.getMessage())), now);
            return;
        }
        do {
            End end = tls.progress();
            String wrong = hear(now);
            if (wrong != null) {
                end(new End(false, wrong), now);
                return;
            }
            if (end != null) {
                end(end, now);
                return;
            }
        } while (tls.more() && !closed);
        while (!closed && !tls.wantsToWrite() && !waiting.isEmpty()) {
            put(waiting.remove(), now);
        }
        wish();
    }

    /** Hands what was received to the peer. Returns what was wrong with it, null when nothing was. */
    private @Nullable String hear(long now) {
        ByteBuffer received = tls.received().flip();
        try {
            while (!closed) {
                switch (FrameCodec.decode(received)) {
                    case Whole(Frame frame) -> {
                        String wrong = frame instanceof Hello hello ? outOfOrder(hello) : null;
                        if (wrong != null) {
                            return wrong;
                        }
                        peer.heard(this, frame, now);
                    }
                    case Incomplete incomplete -> {
                        return null;
                    }
                    case Malformed(String why) -> {
                        return why;
                    }
                }
            }
            return null;
        } finally {
            received.compact();
        }
    }

    /** A connection belongs to one run of one process, which counts its hellos. */
    private @Nullable String outOfOrder(Hello hello) {
        Hello before = lastHeard;
        lastHeard = hello;
        if (before == null || (before.epoch() == hello.epoch() && before.sequence() < hello.sequence())) {
            return null;
        }
        return "hello " + hello.sequence() + " of run " + Long.toHexString(hello.epoch()) + " after hello "
                + before.sequence() + " of run " + Long.toHexString(before.epoch());
    }

    /** Sends a hello when it is time to, or when there is something new to tell, and when there is room. */
    void greet(List<Router> routers, long now) {
        if (closed || !tls.established() || !hasRoom()) {
            return;
        }
        if (told != null && routers.equals(told) && now - helloAt < 0) {
            return;
        }
        told = routers;
        helloAt = now + peer.helloInterval();
        sequence++;
        put(new Hello(peer.epoch(), sequence, now, routers, peer.answers()), now);
    }

    void answer(Hello hello, long now) {
        send(new HelloAck(hello.epoch(), hello.sequence(), hello.time()), now);
    }

    /** Sends a frame, or keeps it until there is room; what comes beyond {@link #MOST_WAITING} is dropped. */
    void send(Frame frame, long now) {
        if (hasRoom()) {
            put(frame, now);
        } else if (waiting.size() < MOST_WAITING) {
            waiting.add(frame);
        }
    }

    private void put(Frame frame, long now) {
        sending.clear();
        FrameCodec.encode(frame, sending);
        sending.flip();
        End end = tls.send(sending);
        if (end != null) {
            end(end, now);
        } else {
            wish();
        }
    }

    private void wish() {
        if (!closed && connected) {
            key.interestOps(SelectionKey.OP_READ | (tls.wantsToWrite() ? SelectionKey.OP_WRITE : 0));
        }
    }

    private void end(End end, long now) {
        if (!closed) {
            close();
            peer.ended(this, end.byPeer(), end.why(), now);
        }
    }

    void close() {
        closed = true;
        key.cancel();
        tls.close();
    }
}
