package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.io.IOException;
import java.util.ArrayDeque;
import lb.proxy.http1.ClientSessions;
import lb.proxy.http1.ClientUser;
import lb.proxy.listen.Drain;
import lb.proxy.listen.SessionQuery;
import lb.proxy.listen.Work;
import lb.proxy.loop.Stream;
import lb.proxy.stats.Counter;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection of HTTP/2: its streams take turns, each with a session of HTTP/1.1 of its own. {@link ConnectionFrames} reads
 * what comes. On its event loop.
 *
 * <p>Whatever a session does to its stream waits for the connection's turn: behind what has come, or as the next task of the
 * loop, behind all its events. So a turn tells sessions of bytes, sends what windows allow, one frame for each stream after the
 * other, and flushes once.
 */
final class Http2Connection implements ClientUser, Runnable {
    private final Http2Loop loop;
    private final ClientSessions sessions;
    private final Stream stream;
    private final Settings peer = new Settings(false);
    private final ConnectionOutput output;
    private final ConnectionFrames frames;
    private final ConnectionEnd end;
    private final IntObjectHashMap<Http2Stream> streams = new IntObjectHashMap<>(4);
    private final ArrayDeque<Http2Stream> free = new ArrayDeque<>(4);
    private final ArrayDeque<Http2Stream> toTell = new ArrayDeque<>(4);
    private final ArrayDeque<Http2Stream> toSend = new ArrayDeque<>(4);
    private final ArrayDeque<Http2Stream> over = new ArrayDeque<>(4);
    private final StreamNumbers numbers = new StreamNumbers();
    private final ReceiveWindow window;

    /** Those that are not over: what is limited. */
    private int open;

    private boolean busy;
    private boolean scheduled;
    private boolean closed;

    /** Whether all was given back since. */
    private boolean cleared;

    private boolean inputEnded;
    private boolean anyRequest;
    private long idleFrom;

    Http2Connection(Http2Loop loop, ClientSessions sessions, Stream stream) {
        this.loop = loop;
        this.sessions = sessions;
        this.stream = stream;
        FloodGuard guard = new FloodGuard(loop.limits(), loop.context().nanoTime());
        output = new ConnectionOutput(stream, loop, peer, guard);
        window = new ReceiveWindow(loop.limits().connectionWindow(), Settings.STANDARD_WINDOW);
        frames = new ConnectionFrames(loop, this, peer, output, guard);
        end = new ConnectionEnd(loop, this, sessions.frontend().settings().timeouts(), stream, output);
        idleFrom = sessions.openedAt();
    }

    // What the connection brings

    @Override
    public void start() {
        frames.writeSettings();
        end.arm();
        turnSoon();
    }

    @Override
    public void received(ByteBuf bytes) {
        busy = true;
        if (end.isOver()) {
            bytes.release();
            return;
        }
        end.progressed();
        try {
            frames.received(bytes, stream);
        } catch (Throwable t) { // As in a turn.
            sessions.faulted(t);
            stream.close();
        }
    }

    @Override
    public void receiveComplete() {
        turn();
    }

    @Override
    public void writabilityChanged() {
        turnSoon();
    }

    @Override
    public void wasReset() {
        stream.close();
    }

    @Override
    public void inputEnded() {
        inputEnded = true;
        if (end.isOver()) {
            stream.close();
            return;
        }
        // Of whom the request is not whole, nothing more can come.
        for (IntObjectMap.PrimitiveEntry<Http2Stream> entry : streams.entries()) {
            Http2Stream one = entry.value();
            if (one.input().part() != MessagePart.END) {
                state(one, StreamState.RESET_RECEIVED);
                over(one);
            }
        }
        turnSoon();
    }

    @Override
    public void failed(Throwable cause) {
        if (!(cause instanceof IOException)) {
            sessions.faulted(cause);
        }
        stream.close();
    }

    @Override
    public void closed() {
        closed = true;
        turnSoon();
    }

    @Override
    public void told(Object event) {
        if (event instanceof Drain drain) {
            drain(drain);
        } else if (event instanceof Work work) {
            if (streams.isEmpty()) {
                work.idle();
            } else {
                streams.forEach((_, one) -> one.tellWork(work));
            }
        } else if (event instanceof SessionQuery) {
            streams.forEach((_, one) -> one.session().told(event));
        }
    }

    private void drain(Drain event) {
        if (event == Drain.NOW) {
            streams.forEach((_, one) -> one.session().told(Drain.NOW));
            end.now();
        } else {
            end.announce();
        }
        turnSoon();
    }

    // Streams

    /** The stream of that number; null for one that is not there, or not any more. */
    @Nullable
    Http2Stream stream(int id) {
        return streams.get(id);
    }

    StreamNumbers numbers() {
        return numbers;
    }

    ReceiveWindow window() {
        return window;
    }

    /** How many streams are open. */
    int open() {
        return open;
    }

    IntObjectMap<Http2Stream> streams() {
        return streams;
    }

    /** Makes a stream of a request whose head is right, or is refused soon. */
    Http2Stream open(int id, int receiveWindow, RequestDecoder.Kind kind, boolean toHead, boolean endStream) {
        Http2Stream opened = free.pollLast();
        if (opened == null) {
            opened = new Http2Stream(this, stream, output, sessions);
        }
        opened.begin(id, receiveWindow, peer.initialWindow(), kind, toHead, endStream);
        streams.put(id, opened);
        opened.session()
                .begin(
                        !anyRequest,
                        streams.size() == 1 ? idleFrom : loop.context().nanoTime());
        anyRequest = true;
        open++;
        return opened;
    }

    /** Ends a stream before its time. */
    void reset(Http2Stream one, ErrorCode code) {
        numbers.reset(one.id());
        output.reset(one.id(), code);
        state(one, StreamState.RESET_SENT);
    }

    void state(Http2Stream one, StreamState next) {
        if (next.isClosed() && !one.state().isClosed()) {
            open--;
        }
        one.state(next);
    }

    /** A stream is closed; its session is told when it is its turn. */
    void over(Http2Stream one) {
        over.add(one);
        turnSoon();
    }

    void tellSoon(Http2Stream one) {
        if (!one.toldSoon(true)) {
            toTell.add(one);
        }
        turnSoon();
    }

    void sendSoon(Http2Stream one) {
        end.progressed();
        if (!one.sentSoon(true)) {
            toSend.add(one);
        }
        turnSoon();
    }

    /** Whether nobody waits to send who came first. */
    boolean maySendAtOnce() {
        return toSend.isEmpty();
    }

    boolean isOpen() {
        return !closed && stream.isOpen();
    }

    // The turn

    /** Has a turn behind the events of this turn of the loop, unless there is one anyway. */
    void turnSoon() {
        if (!busy && !scheduled) {
            scheduled = true;
            loop.context().eventLoop().execute(this);
        }
    }

    @Override
    public void run() {
        scheduled = false;
        turn();
    }

    private void turn() {
        busy = true;
        try {
            if (closed) {
                closeAll();
                return;
            }
            do {
                tell();
                send();
                forgetOver();
            } while (!toTell.isEmpty() || !over.isEmpty());
            output.windowUpdate(0, window.update());
            output.flush();
            end.turnOver(streams.isEmpty(), inputEnded);
            if (!inputEnded && stream.isWritable()) {
                stream.read();
            }
        } catch (Throwable t) { // Whatever state it has left, this connection ends, and no other.
            sessions.faulted(t);
            stream.close();
        } finally {
            busy = false;
        }
        if (closed && !cleared) {
            turnSoon();
        }
    }

    private void tell() {
        for (Http2Stream one = toTell.poll(); one != null; one = toTell.poll()) {
            one.toldSoon(false);
            int data = one.tell();
            if (data > 0) {
                window.passedOn(data);
                one.input().window().passedOn(data);
                if (one.input().part() != MessagePart.END && !one.state().isClosed()) {
                    output.windowUpdate(one.id(), one.input().window().update());
                }
            }
        }
    }

    /** Each that may send sends a frame, one after the other, until nobody may. */
    private void send() {
        int inVain = 0;
        while (inVain < toSend.size()) {
            if (output.isFull()) {
                output.flush();
            }
            Http2Stream one = toSend.remove();
            one.sentSoon(false);
            inVain = one.sendOne() ? 0 : inVain + 1;
            if (one.maySend() && !one.sentSoon(true)) {
                toSend.add(one);
            } else if (inVain > 0) {
                inVain--;
            }
        }
    }

    private void forgetOver() {
        for (Http2Stream one = over.poll(); one != null; one = over.poll()) {
            if (streams.remove(one.id()) == null) {
                continue;
            }
            window.passedOn(one.forget());
            toTell.remove(one);
            toSend.remove(one);
            one.toldSoon(false);
            one.sentSoon(false);
            free.addLast(one);
            if (streams.isEmpty()) {
                idleFrom = loop.context().nanoTime();
            }
        }
    }

    private void closeAll() {
        if (cleared) {
            return;
        }
        cleared = true;
        end.closed();
        frames.closed();
        output.clear();
        for (Object one : streams.values().toArray()) {
            Http2Stream left = (Http2Stream) one;
            state(left, StreamState.RESET_RECEIVED);
            over.add(left);
        }
        forgetOver();
        free.clear();
        stream.closed();
    }

    // The end

    /** The peer has done what it must not. */
    void violated(Violation violation) {
        sessions.frontend().counters().add(loop.context().index(), Counter.REQUEST_ERRORS, 1);
        loop.refusals().connection(violation, sessions);
        for (IntObjectMap.PrimitiveEntry<Http2Stream> entry : streams.entries()) {
            state(entry.value(), StreamState.RESET_RECEIVED);
            over(entry.value());
        }
        end.violated(violation);
        turnSoon();
    }

    /** Streams that only have to be sent, and are not taken, are given up. */
    void giveUpUnsent() {
        for (IntObjectMap.PrimitiveEntry<Http2Stream> entry : streams.entries()) {
            if (entry.value().isAnswered()) {
                reset(entry.value(), ErrorCode.CANCEL);
                over(entry.value());
            }
        }
        turnSoon();
    }

    /** The client knows that it is to open no more streams. */
    void announced() {
        end.answered();
    }

    boolean isLeaving() {
        return end.isLeaving();
    }

    boolean isInputEnded() {
        return inputEnded;
    }

    boolean anyRequest() {
        return anyRequest;
    }

    boolean isIdle() {
        return streams.isEmpty();
    }

    /** The last stream that was taken. */
    int last() {
        return numbers.last();
    }

    /** Whether it has waited for a request for as long as it may. */
    boolean isTimeUp() {
        return end.isTimeUp(loop.context().nanoTime() - idleFrom);
    }

    ConnectionFrames frames() {
        return frames;
    }
}
