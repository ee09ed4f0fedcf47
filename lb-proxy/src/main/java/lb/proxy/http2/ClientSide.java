package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayDeque;
import lb.proxy.http1.ClientSessions;
import lb.proxy.http1.ClientUser;
import lb.proxy.listen.Drain;
import lb.proxy.listen.SessionQuery;
import lb.proxy.listen.Work;
import lb.proxy.loop.Stream;
import lb.proxy.settings.Http2Limits;
import lb.proxy.stats.Counter;
import org.jspecify.annotations.Nullable;

/** A client's connection of HTTP/2: each stream has a session of HTTP/1.1 of its own. On its event loop. */
final class ClientSide implements ConnectionSide, ClientUser {
    private final Http2Loop loop;
    private final ClientSessions sessions;
    private final Stream stream;
    private final Http2Connection connection;
    private final ConnectionEnd end;
    private final ArrayDeque<Http2Stream> free = new ArrayDeque<>(4);
    private boolean anyRequest;
    private long idleFrom;

    ClientSide(Http2Loop loop, ClientSessions sessions, Stream stream) {
        this.loop = loop;
        this.sessions = sessions;
        this.stream = stream;
        connection = new Http2Connection(loop, stream, this, false, false);
        end = new ConnectionEnd(loop, this, sessions.frontend().settings().timeouts(), stream, connection.output());
        idleFrom = sessions.openedAt();
    }

    // What the connection brings

    @Override
    public void start() {
        connection.start();
    }

    @Override
    public void begin() {
        Http2Limits limits = loop.limits();
        connection
                .frames()
                .writeSettings(
                        Settings.MAX_CONCURRENT_STREAMS,
                        limits.concurrentStreams(),
                        Settings.INITIAL_WINDOW_SIZE,
                        limits.streamWindow(),
                        Settings.MAX_HEADER_LIST_SIZE,
                        loop.mostInList(),
                        Settings.ENABLE_CONNECT_PROTOCOL,
                        1);
        end.arm();
    }

    @Override
    public void received(ByteBuf bytes) {
        connection.received(bytes);
    }

    @Override
    public void receiveComplete() {
        connection.receiveComplete();
    }

    @Override
    public void writabilityChanged() {
        connection.turnSoon();
    }

    @Override
    public void wasReset() {
        stream.close();
    }

    @Override
    public void inputEnded() {
        connection.inputEnded();
    }

    @Override
    public void failed(Throwable cause) {
        if (!(cause instanceof IOException)) {
            sessions.faulted(cause);
        }
        stream.close();
    }

    @Override
    public void told(Object event) {
        if (event instanceof Drain drain) {
            drain(drain);
        } else if (event instanceof Work work) {
            if (isIdle()) {
                work.idle();
            } else {
                connection.streams().forEach((_, one) -> one.tellWork(work));
            }
        } else if (event instanceof SessionQuery) {
            connection.streams().forEach((_, one) -> one.session().told(event));
        }
    }

    private void drain(Drain event) {
        if (event == Drain.NOW) {
            connection.streams().forEach((_, one) -> one.session().told(Drain.NOW));
            end.now();
        } else {
            end.announce();
        }
        connection.turnSoon();
    }

    @Override
    public void closed() {
        connection.closed();
    }

    @Override
    public void ended() {
        end.closed();
        free.clear();
    }

    // Requests

    @Override
    public @Nullable Violation opened(int id, boolean ends) {
        Violation wrong = connection.numbers().opened(id);
        if (wrong != null) {
            return wrong;
        }
        if (end.isLeaving()) {
            return connection.frames().skip();
        }
        if (connection.open() >= loop.limits().concurrentStreams()) {
            connection.numbers().reset(id);
            Violation undecoded = connection.frames().skip();
            return undecoded == null ? Violation.TOO_MANY_STREAMS : undecoded;
        }
        return request(id, ends);
    }

    private @Nullable Violation request(int id, boolean ends) {
        RequestDecoder requests = loop.requests();
        requests.begin(true);
        Violation wrong = connection.frames().decode(requests);
        if (wrong != null) {
            return wrong;
        }
        ByteBuf head = loop.context().allocator().directBuffer(512);
        wrong = requests.end(head, connection.frames().isTooLong(), ends);
        if (wrong != null) {
            head.release();
            return refuse(id, wrong, ends);
        }
        Http2Stream opened = open(id, requests.kind(), requests.isHead(), ends);
        opened.input().head(head, requests.kind(), requests.contentLength(), ends);
        opened.session().isSecure(requests.isSecure());
        connection.tellSoon(opened);
        return null;
    }

    /** A request that cannot be read as one is answered, if there is a status for it, before its stream ends. */
    private @Nullable Violation refuse(int id, Violation wrong, boolean ends) {
        if (wrong.status() == 0) {
            connection.numbers().reset(id);
            return wrong;
        }
        Http2Stream opened = open(id, RequestDecoder.Kind.PLAIN, false, ends);
        loop.refusals().stream(wrong);
        opened.refuse(wrong);
        connection.tellSoon(opened);
        return connection.frames().count(FloodGuard.Kind.RESET);
    }

    /** Makes a stream of a request whose head is right, or is refused soon. */
    private Http2Stream open(int id, RequestDecoder.Kind kind, boolean toHead, boolean ends) {
        Http2Stream opened = free.pollLast();
        if (opened == null) {
            opened = new Http2Stream(connection, stream, sessions);
        }
        opened.begin(
                id,
                connection.frames().streamWindow(),
                connection.peer().initialWindow(),
                StreamState.IDLE.received(FrameType.HEADERS, ends));
        opened.output().ofRequest(kind, toHead);
        boolean first = isIdle();
        connection.add(opened);
        opened.session().begin(!anyRequest, first ? idleFrom : loop.context().nanoTime());
        anyRequest = true;
        return opened;
    }

    @Override
    public @Nullable Violation head(Http2Stream one, boolean ends) {
        // Of a stream that is refused, before its session has said so.
        return connection.frames().trailers(one);
    }

    @Override
    public void reset(Http2Stream one, ErrorCode code) {
        connection.state(one, StreamState.RESET_RECEIVED);
        connection.over(one);
    }

    @Override
    public void goAway(int last) {
        // The client opens no more streams; what is open goes on.
    }

    @Override
    public void forgotten(Http2Stream one) {
        free.addLast(one);
        if (isIdle()) {
            idleFrom = loop.context().nanoTime();
        }
    }

    // The end

    @Override
    public void held(Http2Stream one) {
        throw new IllegalStateException("an answer waits for nothing");
    }

    @Override
    public void givenUp(Http2Stream one) {
        throw new IllegalStateException("a client's stream has a session");
    }

    @Override
    public void settingsCame() {
        // No answer waits for them.
    }

    @Override
    public void answered() {
        end.answered();
    }

    @Override
    public boolean isOver() {
        return end.isOver();
    }

    @Override
    public void progressed() {
        end.progressed();
    }

    @Override
    public void turnOver(boolean idle, boolean inputEnded) {
        end.turnOver(idle, inputEnded);
    }

    @Override
    public void refused(Violation violation) {
        loop.refusals().stream(violation);
    }

    @Override
    public void violated(Violation violation) {
        sessions.frontend().counters().add(loop.context().index(), Counter.REQUEST_ERRORS, 1);
        loop.refusals().connection(violation, sessions);
        end.violated(violation);
    }

    @Override
    public void faulted(Throwable fault) {
        sessions.faulted(fault);
    }

    /** Streams that only have to be sent, and are not taken, are given up. */
    void giveUpUnsent() {
        connection.streams().forEach((_, one) -> {
            if (one.isAnswered()) {
                connection.reset(one, ErrorCode.CANCEL);
                connection.over(one);
            }
        });
        connection.turnSoon();
    }

    Http2Connection connection() {
        return connection;
    }

    boolean anyRequest() {
        return anyRequest;
    }

    boolean isIdle() {
        return connection.streams().isEmpty();
    }

    /** Whether it has waited for a request for as long as it may. */
    boolean isTimeUp() {
        return end.isTimeUp(loop.context().nanoTime() - idleFrom);
    }
}
