package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayDeque;
import lb.proxy.loop.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2, of a client or to a server ({@link ConnectionSide}): its streams take turns, each with a connection of
 * HTTP/1.1 of its own. {@link ConnectionFrames} reads what comes. On its event loop.
 *
 * <p>Whatever the user of a stream does to it waits for the connection's turn: behind what has come, or as the next task of the
 * loop, behind all its events. So a turn tells users of bytes, sends what windows allow, one frame for each stream after the
 * other, and flushes once.
 */
final class Http2Connection implements Runnable {
    /** Bytes that wait for a server to take them, at which it gets no more requests, and is not read. */
    static final int MOST_BACKLOG = 256 * 1024;

    private final Http2Loop loop;
    private final ConnectionSide side;
    private final Stream stream;
    private final boolean toServer;
    private final Settings peer;
    private final ConnectionOutput output;
    private final ConnectionFrames frames;
    private final IntObjectHashMap<Http2Stream> streams = new IntObjectHashMap<>(4);
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

    /** @param secure whether what requests of a connection to a server say of themselves is https */
    Http2Connection(Http2Loop loop, Stream stream, ConnectionSide side, boolean toServer, boolean secure) {
        this.loop = loop;
        this.side = side;
        this.stream = stream;
        this.toServer = toServer;
        peer = new Settings(toServer);
        FloodGuard guard = new FloodGuard(loop.limits(), loop.context().nanoTime());
        output = new ConnectionOutput(stream, loop, peer, guard, toServer, secure);
        window = new ReceiveWindow(loop.limits().connectionWindow(), Settings.STANDARD_WINDOW);
        frames = new ConnectionFrames(loop, this, side, peer, output, guard, toServer);
    }

    // What the connection brings

    void start() {
        side.begin();
        turnSoon();
    }

    void received(ByteBuf bytes) {
        busy = true;
        if (side.isOver()) {
            bytes.release();
            return;
        }
        side.progressed();
        try {
            frames.received(bytes, stream);
        } catch (Throwable t) { // As in a turn.
            side.faulted(t);
            stream.close();
        }
    }

    void receiveComplete() {
        turn();
    }

    void inputEnded() {
        inputEnded = true;
        if (side.isOver()) {
            stream.close();
            return;
        }
        // Of whom the request is not whole, nothing more can come.
        for (IntObjectMap.PrimitiveEntry<Http2Stream> entry : streams.entries()) {
            Http2Stream one = entry.value();
            if (one.input().part() != MessagePart.END) {
                state(one, StreamState.RESET_RECEIVED);
                over(one);
            } else if (output.isBroken() && !one.state().isClosed()) {
                one.outputRefused();
            }
        }
        turnSoon();
    }

    /** A server takes nothing any more; what it has sent before is still read. */
    void outputBroken() {
        output.breakOff();
        stream.read();
        turnSoon();
    }

    void closed() {
        closed = true;
        // Whatever is under way may not be heard of any more.
        if (!scheduled) {
            scheduled = true;
            loop.context().eventLoop().execute(this);
        }
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

    /**
     * Whether its streams are of many clients, so that one who reads slowly must not hold up the others: the connection's window
     * opens with what comes, and those of streams alone are the back-pressure.
     */
    boolean isWindowShared() {
        return toServer;
    }

    /** How many streams are open. */
    int open() {
        return open;
    }

    IntObjectMap<Http2Stream> streams() {
        return streams;
    }

    Settings peer() {
        return peer;
    }

    ConnectionOutput output() {
        return output;
    }

    /** There is one more. */
    void add(Http2Stream opened) {
        streams.put(opened.id(), opened);
        open++;
    }

    /** Ends a stream before its time. */
    void reset(Http2Stream one, ErrorCode code) {
        numbers.reset(one.id());
        if (one.isKnown()) {
            output.reset(one.id(), code);
        }
        state(one, StreamState.RESET_SENT);
    }

    void state(Http2Stream one, StreamState next) {
        if (next.isClosed() && !one.state().isClosed()) {
            open--;
        }
        one.state(next);
    }

    /** A stream ends with its connection, unless it has ended before. */
    private void breakOff(Http2Stream one) {
        if (!one.state().isClosed()) {
            state(one, StreamState.RESET_RECEIVED);
        }
    }

    /** A stream is closed; its session is told when it is its turn. Does nothing with one that is forgotten. */
    void over(Http2Stream one) {
        if (streams.get(one.id()) == one) {
            over.add(one);
            turnSoon();
        }
    }

    void tellSoon(Http2Stream one) {
        if (!one.toldSoon(true)) {
            toTell.add(one);
        }
        turnSoon();
    }

    /** A request waits for the peer's settings. */
    void held(Http2Stream one) {
        side.held(one);
    }

    /** The user of a stream to a server does not wait for its end. */
    void givenUp(Http2Stream one) {
        side.givenUp(one);
    }

    /** We have made a mistake with a stream. */
    void fault(Throwable cause) {
        side.faulted(cause);
    }

    /** Its turn to be told of an end comes, though it has not asked for anything. */
    void endSoon(Http2Stream one) {
        one.read();
        tellSoon(one);
    }

    void sendSoon(Http2Stream one) {
        side.progressed();
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
            side.turnOver(streams.isEmpty(), inputEnded);
            if (!inputEnded && mayRead()) {
                stream.read();
            }
        } catch (Throwable t) { // Whatever state it has left, this connection ends, and no other.
            side.faulted(t);
            stream.close();
        } finally {
            busy = false;
        }
        if (closed && !cleared) {
            turnSoon();
        }
    }

    /**
     * Whoever takes nothing may say nothing, so that answers to its frames do not heap up. A server may for a while: it may be one
     * that reads on when what it sends is read, and what that is its windows limit.
     */
    private boolean mayRead() {
        return stream.isWritable() || output.isBroken() || (toServer && stream.backlog() < MOST_BACKLOG);
    }

    private void tell() {
        for (Http2Stream one = toTell.poll(); one != null; one = toTell.poll()) {
            one.toldSoon(false);
            int data = one.tell();
            if (data > 0) {
                passedOn(data);
                one.input().window().passedOn(data);
                if (one.input().part() != MessagePart.END && !one.state().isClosed()) {
                    output.windowUpdate(one.id(), one.input().window().update());
                }
            }
        }
    }

    private void passedOn(int data) {
        if (!isWindowShared()) {
            window.passedOn(data);
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
            passedOn(one.forget());
            toTell.remove(one);
            toSend.remove(one);
            one.toldSoon(false);
            one.sentSoon(false);
            side.forgotten(one);
        }
    }

    private void closeAll() {
        if (cleared) {
            return;
        }
        cleared = true;
        frames.closed();
        output.clear();
        for (Object one : streams.values().toArray()) {
            Http2Stream left = (Http2Stream) one;
            breakOff(left);
            over.add(left);
        }
        forgetOver();
        side.ended();
        stream.closed();
    }

    // The end

    /** The peer has done what it must not. */
    void violated(Violation violation) {
        for (IntObjectMap.PrimitiveEntry<Http2Stream> entry : streams.entries()) {
            breakOff(entry.value());
            over(entry.value());
        }
        side.violated(violation);
        turnSoon();
    }

    boolean isInputEnded() {
        return inputEnded;
    }

    /** The last stream that was opened. */
    int last() {
        return numbers.last();
    }

    ConnectionFrames frames() {
        return frames;
    }
}
