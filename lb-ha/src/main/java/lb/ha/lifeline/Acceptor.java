package lb.ha.lifeline;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import lb.ha.NanoClock;

/** Where peers connect to. Lifeline thread only. */
final class Acceptor implements AutoCloseable {
    private static final int BACKLOG = 16;

    /** Connections are accepted in batches, so that a flood of them, or a lack of descriptors, costs little. */
    private static final int MOST_ACCEPTED = 16;

    private static final long PAUSE_NANOS = 10_000_000;

    private final ServerSocketChannel listener;
    private final SelectionKey accepting;
    private final NanoClock clock;
    private long acceptAt;

    private Acceptor(ServerSocketChannel listener, SelectionKey accepting, NanoClock clock) {
        this.listener = listener;
        this.accepting = accepting;
        this.clock = clock;
        this.acceptAt = clock.nanoTime();
    }

    /**
     * Listens.
     *
     * @throws IOException when the address or the port is not to be had
     */
    static Acceptor open(InetSocketAddress at, Selector selector, NanoClock clock) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        try {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            // Another process of this node, that is to go on, listens before this one ends.
            listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            listener.bind(at, BACKLOG);
            listener.configureBlocking(false);
            return new Acceptor(listener, listener.register(selector, SelectionKey.OP_ACCEPT), clock);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    /** Goes on accepting if it is time to. Returns when to call this again; {@code fallback} for no need to. */
    long resume(long now, long fallback) {
        if (now - acceptAt < 0) {
            return Peer.earlier(fallback, acceptAt);
        }
        accepting.interestOps(SelectionKey.OP_ACCEPT);
        return fallback;
    }

    /** Only peers are let in; others cost an accept and a close. */
    void accept(List<Peer> peers) {
        accepting.interestOps(0);
        acceptAt = clock.nanoTime() + PAUSE_NANOS;
        try {
            for (int i = 0; i < MOST_ACCEPTED; i++) {
                SocketChannel channel = listener.accept();
                if (channel == null) {
                    return;
                }
                InetAddress from = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
                Peer known = peers.stream()
                        .filter(peer -> peer.settings().address().equals(from))
                        .findFirst()
                        .orElse(null);
                if (known == null) {
                    channel.close();
                } else {
                    known.accepted(channel);
                }
            }
        } catch (IOException e) {
            // Gone already, or no descriptor is left: the peer tries again, and so does this.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
