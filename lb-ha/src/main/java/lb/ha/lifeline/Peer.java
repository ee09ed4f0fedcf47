package lb.ha.lifeline;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import lb.ha.NanoClock;
import lb.ha.Warnings;
import lb.ha.handover.Message;
import lb.ha.lifeline.Answer.Untold;
import lb.ha.lifeline.Answer.Why;
import lb.ha.lifeline.Frame.Hello;
import lb.ha.lifeline.Frame.Router;
import lb.ha.lifeline.PeerEvent.Ended;
import lb.ha.lifeline.PeerEvent.Failed;
import lb.ha.lifeline.PeerEvent.Heard;
import lb.ha.lifeline.PeerEvent.Inquired;
import lb.ha.lifeline.PeerEvent.Reconnect;
import lb.ha.lifeline.PeerEvent.TimeReached;
import lb.ha.lifeline.PeerState.Unknown;
import lb.ha.settings.LifelineSettings;
import org.jspecify.annotations.Nullable;

/**
 * The lifeline to one peer: its connection, those that are still to become it, and what is thought of the peer.
 *
 * <p>The node with the lower address connects; the other one waits. A connection counts from the first hello on, which
 * shows that each end has accepted the other's certificate; it takes the place of the one before. Lifeline thread only.
 */
final class Peer {
    private static final long LEAST_BACK_OFF = Duration.ofMillis(100).toNanos();
    private static final long MOST_BACK_OFF = Duration.ofSeconds(2).toNanos();

    /** Until the first hello. */
    private static final long HANDSHAKE = Duration.ofSeconds(2).toNanos();

    /** Connections of one peer that may be in their handshake. */
    private static final int MOST_HANDSHAKES = 2;

    private static final Hello NOTHING_SAID = new Hello(0, 0, 0, List.of(), false);

    private final LifelineSettings settings;
    private final LifelineSettings.Peer peer;
    private final long epoch;
    private final InetSocketAddress address;
    private final boolean connects;
    private final PinnedTls tls;
    private final Selector selector;
    private final NanoClock clock;
    private final InstantSource wallClock;
    private final Surroundings surroundings;
    private final PeerJudge judge;
    private final Warnings warnings;
    private final String subject;
    private final LifelineEvents events;

    private final Asking asking = new Asking();
    private final Answering answering = new Answering();

    private final List<PeerConnection> handshakes = new ArrayList<>();
    private @Nullable PeerConnection current;
    private PeerState state = new Unknown("not connected yet");
    private Instant since;
    private Hello lastHello = NOTHING_SAID;
    private Statements statements = Statements.NONE;
    private long roundTrip = -1;
    private long connections;
    private long backOff = LEAST_BACK_OFF;
    private long connectAt;
    private boolean leaving;

    Peer(
            LifelineSettings settings,
            LifelineSettings.Peer peer,
            long epoch,
            Selector selector,
            NanoClock clock,
            InstantSource wallClock,
            LifelineEvents events,
            Surroundings surroundings) {
        this.settings = settings;
        this.peer = peer;
        this.epoch = epoch;
        this.address = new InetSocketAddress(peer.address(), settings.listen().getPort());
        this.connects = Arrays.compareUnsigned(
                        settings.listen().getAddress().getAddress(),
                        peer.address().getAddress())
                < 0;
        this.tls = new PinnedTls(settings, peer);
        this.selector = selector;
        this.clock = clock;
        this.wallClock = wallClock;
        this.surroundings = surroundings;
        this.judge = new PeerJudge(settings.helloInterval());
        this.subject = "lifeline to node " + peer.node();
        this.events = events;
        this.warnings = new Warnings(subject, events::warning, clock);
        this.since = wallClock.instant();
        this.connectAt = clock.nanoTime();
    }

    /** What a peer needs of the lifeline as a whole. */
    interface Surroundings {
        /** This node's virtual routers now. */
        List<Router> routers();

        /** Begins an inquiry, whose result comes to {@link #take}. */
        void inquire(Peer peer, long endedAt);

        /** The peer says something about a hand-over. */
        void heard(Peer peer, Message message);

        /** Whether this node answers questions. */
        boolean answers();

        /** The peer asks for this node's figures: {@link #tell} is to be called with them. */
        void asked(Peer peer, long number);

        /** Says that the peer, if it was the master of these, is dead. */
        void dead(Peer peer, Set<String> routers, long lostAt, String why);
    }

    LifelineSettings.Peer settings() {
        return peer;
    }

    InetSocketAddress socketAddress() {
        return address;
    }

    private String address() {
        return peer.address().getHostAddress() + " port " + address.getPort();
    }

    PeerState state() {
        return state;
    }

    /** The last hello of the peer. */
    Hello lastHello() {
        return lastHello;
    }

    /** What it has said over the connection that stands. */
    Statements statements() {
        return statements;
    }

    long roundTrip() {
        return roundTrip;
    }

    /** A connection that came from the peer's address. */
    void accepted(SocketChannel channel) throws IOException {
        if (connects || leaving || handshakes.size() >= MOST_HANDSHAKES) {
            // Whoever it is: the peer waits for this node to connect, or has connections in their handshake already.
            channel.close();
            return;
        }
        try {
            begin(channel, SelectionKey.OP_READ);
        } catch (IOException e) {
            close(channel);
            throw e;
        }
    }

    private void begin(SocketChannel channel, int interest) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        SelectionKey key = channel.register(selector, interest);
        PeerConnection connection =
                new PeerConnection(this, channel, key, tls.engine(connects), clock.nanoTime() + HANDSHAKE);
        key.attach(connection);
        handshakes.add(connection);
    }

    private void connect(long now) {
        connectAt = now + backOff;
        backOff = Math.min(2 * backOff, MOST_BACK_OFF);
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            // The peer knows this node by its address.
            channel.bind(new InetSocketAddress(settings.listen().getAddress(), 0));
            channel.configureBlocking(false);
            boolean connected = channel.connect(address);
            begin(channel, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
        } catch (IOException e) {
            close(channel);
            warnings.tell("connect", "cannot connect to " + address() + ": " + e.getMessage());
        }
    }

    private static void close(@Nullable SocketChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // It is closed all the same.
            }
        }
    }

    /** A frame has come on one of the connections. */
    void heard(PeerConnection connection, Frame frame, long now) {
        switch (frame) {
            case Hello hello -> {
                if (!connection.equals(current)) {
                    if (!handshakes.remove(connection)) {
                        return;
                    }
                    if (current != null) {
                        current.close();
                    }
                    current = connection;
                    statements = Statements.with(helloInterval());
                    noMoreFigures();
                    connections++;
                    backOff = LEAST_BACK_OFF;
                }
                lastHello = hello;
                statements = statements.heard(hello, now);
                connection.answer(hello, now);
            }
            case Frame.HelloAck ack -> {
                roundTrip = Math.max(0, now - ack.time());
                if (connection.equals(current)) {
                    statements = statements.answered(now - roundTrip);
                }
            }
            case Frame.HandOver(Message message) -> {
                if (connection.equals(current)) {
                    surroundings.heard(this, message);
                }
            }
            case Frame.Question question -> {
                if (connection.equals(current)) {
                    does(answering.heard(question, now), now);
                }
            }
            case Frame.Piece piece -> {
                Frame.Question next = connection.equals(current) ? asking.heard(piece) : null;
                if (next != null) {
                    connection.send(next, now);
                }
            }
            case Frame.GoesOn _ -> {
                // The connection stays until the new one is there, so that nothing is missed in between.
                if (connection.equals(current) && connects && handshakes.isEmpty()) {
                    connect(now);
                }
            }
            case Frame.Unknown unknown -> {}
        }
        if (connection.equals(current)) {
            take(new Heard(), now);
        }
    }

    /** Asks the peer for its figures. */
    void ask(Consumer<Answer> to, long now) {
        PeerConnection connection = current;
        if (connection == null) {
            to.accept(new Untold(Why.NOT_CONNECTED));
        } else if (!(state instanceof PeerState.Alive)) {
            to.accept(new Untold(Why.PAUSED));
        } else if (!lastHello.answers()) {
            to.accept(new Untold(Why.TELLS_NOTHING));
        } else {
            connection.send(asking.begin(to, now), now);
        }
    }

    /** The figures of this node are made, for a question of the peer's. */
    void tell(long number, byte[] figures, long now) {
        does(answering.made(number, figures), now);
    }

    private void does(Answering.Step step, long now) {
        switch (step) {
            case Answering.Make(long number) -> surroundings.asked(this, number);
            case Answering.Send(Frame.Piece piece) -> {
                if (current != null) {
                    current.send(piece, now);
                }
            }
            case Answering.Nothing nothing -> {}
        }
    }

    private void noMoreFigures() {
        asking.giveUp(Why.NOT_CONNECTED);
        answering.forget();
    }

    /** A connection is over; it has been closed. */
    void ended(PeerConnection connection, boolean byPeer, String why, long now) {
        if (connection.equals(current)) {
            current = null;
            statements = Statements.NONE;
            noMoreFigures();
            connectAt = now + LEAST_BACK_OFF;
            take(byPeer ? new Ended(why) : new Failed(why), now);
            if (!byPeer && !leaving) {
                warnings.tell("broken", why);
            }
        } else if (handshakes.remove(connection) && !byPeer) {
            warnings.tell(
                    connection.connected() ? "handshake" : "connect", "no connection with " + address() + ": " + why);
        }
    }

    /** Another process of this node goes on: the peer is told, and what becomes of it is that one's concern. */
    void leave(long now) {
        leaving = true;
        handshakes.forEach(PeerConnection::close);
        handshakes.clear();
        if (current != null) {
            current.send(new Frame.GoesOn(), now);
        }
    }

    /** Whether nobody needs this end of the connection any more. */
    boolean hasLeft() {
        return current == null;
    }

    /** Something has happened to the peer. */
    void take(PeerEvent event, long now) {
        if (leaving) {
            return;
        }
        PeerState before = state;
        PeerStep step = judge.on(before, event, now);
        state = step.state();
        if (before.name() != state.name()) {
            since = wallClock.instant();
            // Each of them: the last one told must be the one that stands. How often one can come is bounded by the
            // pauses.
            events.notice(subject + ": it is " + state.name() + ", was " + before.name() + ", reason: " + state.why());
        }
        if (step.giveUp() && current != null) {
            current.close();
            current = null;
            statements = Statements.NONE;
            noMoreFigures();
            connectAt = now;
        }
        if (step.inquire() && state instanceof PeerState.Suspected suspected) {
            surroundings.inquire(this, suspected.endedAt());
        }
        if (!step.dead().isEmpty() && before instanceof PeerState.Suspected suspected) {
            surroundings.dead(this, step.dead(), suspected.endedAt(), suspected.why());
        }
    }

    /** Goes through the judgement that this peer, the master of some, is dead. Nothing comes of it. */
    void rehearse(Set<String> names, long now) {
        PeerState suspected = judge.on(new PeerState.Alive(now, ""), new Ended("a rehearsal"), now)
                .state();
        judge.on(suspected, new Inquired(now, Reconnect.REFUSED, names, Set.of()), now);
    }

    /** Says something about a hand-over, if there is a connection. */
    void send(Message message, long now) {
        if (current != null) {
            current.send(new Frame.HandOver(message), now);
        }
    }

    /** Judges time: everything that has come until {@code now} was read. */
    void judge(long now) {
        take(new TimeReached(), now);
        asking.judge(now);
        answering.judge(now);
        for (PeerConnection late : List.copyOf(handshakes)) {
            if (now - late.handshakeUntil() >= 0) {
                late.close();
                ended(late, false, late.waitsFor(), now);
            }
        }
        if (connects && !leaving && current == null && handshakes.isEmpty() && now - connectAt >= 0) {
            connect(now);
        }
        List<Router> routers = surroundings.routers();
        for (PeerConnection handshake : List.copyOf(handshakes)) {
            handshake.greet(routers, now);
        }
        if (current != null) {
            current.greet(routers, now);
        }
    }

    /** When {@link #judge} wants to be called again at the latest. */
    long deadline(long now) {
        long next = earlier(judge.deadline(state, now + MOST_BACK_OFF), asking.deadline(now + MOST_BACK_OFF));
        if (current != null) {
            next = earlier(next, current.helloAt(next));
        } else if (connects && handshakes.isEmpty()) {
            next = earlier(next, connectAt);
        }
        for (PeerConnection handshake : handshakes) {
            next = earlier(next, earlier(handshake.handshakeUntil(), handshake.helloAt(next)));
        }
        return next;
    }

    static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    long helloInterval() {
        return settings.helloInterval().toNanos();
    }

    long epoch() {
        return epoch;
    }

    boolean answers() {
        return surroundings.answers();
    }

    PeerStatus status() {
        return new PeerStatus(peer.node(), peer.address(), state.name(), since, state.why(), roundTrip, connections);
    }

    void close() {
        handshakes.forEach(PeerConnection::close);
        handshakes.clear();
        if (current != null) {
            current.close();
            current = null;
        }
        noMoreFigures();
    }
}
