package lb.ha.lifeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import lb.ha.handover.Message;
import lb.ha.handover.Message.Kind;
import lb.ha.lifeline.Frame.Hello;
import lb.ha.lifeline.Frame.Router;
import lb.ha.settings.LifelineSettings;
import lb.ha.vrrp.VrrpState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node's end of a connection on loopback, and by hand the end of a peer that does not always read. Time stands still. */
class PeerConnectionTest {
    private static final long FIVE_SECONDS = 5_000_000_000L;
    private static final int SMALL_BUFFER = 4096;

    private final List<Frame> heard = new ArrayList<>();
    private List<Router> routers = List.of();
    private Selector selector;
    private SocketChannel far;
    private Peer peer;
    private TlsConnection farEnd;

    private final class Around implements Peer.Surroundings, LifelineEvents {
        @Override
        public List<Router> routers() {
            return routers;
        }

        @Override
        public void inquire(Peer who, long endedAt) {}

        @Override
        public void heard(Peer who, Message message) {}

        @Override
        public boolean answers() {
            return false;
        }

        @Override
        public void asked(Peer who, long number) {}

        @Override
        public void dead(Peer who, Set<String> names, long lostAt, String why) {}

        @Override
        public void notice(String sentence) {}

        @Override
        public void warning(String sentence) {}
    }

    @BeforeEach
    void connect() throws Exception {
        Nodes nodes = new Nodes("127.77.9.1", "127.77.9.2", 1);
        LifelineSettings own = nodes.settingsOfSecond(nodes.one);
        LifelineSettings others = nodes.settingsOfFirst(nodes.two);
        selector = Selector.open();
        Around around = new Around();
        peer = new Peer(own, own.peers().getFirst(), 1, selector, () -> 0, InstantSource.system(), around, around);
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
            server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            far = SocketChannel.open();
            far.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
            far.connect(server.getLocalAddress());
            far.configureBlocking(false);
            SocketChannel near = server.accept();
            near.setOption(StandardSocketOptions.SO_SNDBUF, SMALL_BUFFER);
            peer.accepted(near);
        }
        farEnd = new TlsConnection(far, new PinnedTls(others, others.peers().getFirst()).engine(true));
        hearUntil(Hello.class::isInstance);
        ByteBuffer hello = ByteBuffer.allocate(FrameCodec.LONGEST_FRAME);
        FrameCodec.encode(new Hello(9, 1, 0, List.of(), false), hello);
        assertThat(farEnd.send(hello.flip())).isNull();
        hearUntil(Frame.HelloAck.class::isInstance);
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        far.close();
        selector.close();
    }

    /** Both ends go on, and the far one reads, until it has heard such a frame. */
    private void hearUntil(Predicate<Frame> wanted) throws IOException {
        long deadline = System.nanoTime() + FIVE_SECONDS;
        while (heard.stream().noneMatch(wanted)) {
            assertThat(System.nanoTime() - deadline).as("heard: %s", last()).isNegative();
            assertThat(farEnd.progress()).isNull();
            ByteBuffer received = farEnd.received().flip();
            while (FrameCodec.decode(received) instanceof FrameCodec.Whole(Frame frame)) {
                heard.add(frame);
            }
            received.compact();
            selector.selectNow(key -> ((PeerConnection) key.attachment()).ready(0));
            peer.judge(0);
        }
    }

    private List<Frame> last() {
        return heard.subList(Math.max(0, heard.size() - 10), heard.size());
    }

    private void offer(Kind kind, long epoch) {
        peer.send(new Message(kind, "web", epoch, 0), 0);
    }

    @Test
    void whatFindsNoRoomIsSentWhenThereIsSome() throws Exception {
        SelectionKey key = selector.keys().iterator().next();
        for (int i = 1; (key.interestOps() & SelectionKey.OP_WRITE) == 0; i++) {
            assertThat(i).as("messages that somebody takes who does not read").isLessThan(1_000_000);
            offer(Kind.OFFER, i);
        }
        routers = List.of(new Router("web", VrrpState.MASTER, 100, true));
        peer.judge(0);
        offer(Kind.COMMIT, 7);
        assertThat(peer.deadline(0)).as("room wakes the thread, and no time").isPositive();
        heard.clear();
        hearUntil(frame -> frame instanceof Frame.HandOver(Message message) && message.kind() == Kind.COMMIT);
        hearUntil(frame -> frame instanceof Hello hello && hello.routers().equals(routers));
    }

    @Test
    void whoDoesNotReadCostsNoMoreMemoryThanAFewFrames() throws Exception {
        for (int i = 1; i < 20_000; i++) {
            offer(Kind.OFFER, i);
        }
        heard.clear();
        routers = List.of(new Router("web", VrrpState.MASTER, 100, true));
        hearUntil(frame -> frame instanceof Hello hello && hello.routers().equals(routers));
        assertThat(heard).as("the rest was dropped").hasSizeLessThan(10_000);
    }
}
