package lb.proxy.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.ArrayDeque;
import lb.proxy.listen.Drain;
import lb.proxy.listen.SessionQuery;
import lb.proxy.listen.Work;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.Sockets;
import lb.proxy.loop.Stream;
import lb.proxy.tls.TlsStream;
import org.jspecify.annotations.Nullable;

/**
 * One of the two connections of a session. What it reads is written to the other one, and it reads only while that one
 * takes more: no more than a water mark and one read wait in between. On the session's event loop only.
 *
 * <pre>
 *                 +--------------- session ----------------+
 *   client  --->  | client leg  --- write, flush --->      |
 *           &lt;---  |      &lt;--- write, flush ---  server leg | &lt;---> server
 *                 +----------------------------------------+
 * </pre>
 *
 * <p>Each direction ends by itself: an end of input is passed on as an end of output once all before it is sent.
 */
final class Leg extends ChannelInboundHandlerAdapter implements Stream.User {
    private final TcpSession session;
    private final Side side;
    private final LoopContext loop;
    private final DuplexChannel channel;
    private final @Nullable TlsStream tls;
    private final Patience patience;
    private final Deadline silence = new Deadline(this::silent);
    private final ChannelFutureListener written = this::written;
    private final Bulk bulk;

    /** Null before the connection is one. */
    private @Nullable Stream stream;

    /** What came before there was another leg: at most two reads. */
    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>(2);

    private @Nullable Leg other;

    /** Whether a read was asked for and has brought nothing yet: it is this side's turn to speak. */
    private boolean reading;

    /** How many writes the channel was given. */
    private int writes;

    /** Whether {@link #written} will tell that what is unsent now has been taken. */
    private boolean awaitsWritten;

    private boolean decidingOnReads;

    private boolean inputEnded;
    private boolean outputEnded;
    private boolean closed;

    /** How far sending was when {@link #silence} was armed. */
    private long progressWhenArmed;

    /** @param tls its bytes; null where they are the socket's */
    Leg(
            TcpSession session,
            Side side,
            LoopContext loop,
            DuplexChannel channel,
            @Nullable TlsStream tls,
            Patience patience) {
        this.session = session;
        this.side = side;
        this.loop = loop;
        this.channel = channel;
        this.tls = tls;
        this.patience = patience;
        this.bulk = new Bulk(this, loop);
    }

    DuplexChannel channel() {
        return channel;
    }

    Side side() {
        return side;
    }

    /** Takes what the other side sends, and gives it what this one has sent already. */
    void join(Leg leg) {
        other = leg;
        arm();
        for (ByteBuf bytes = held.poll(); bytes != null; bytes = held.poll()) {
            leg.write(bytes);
        }
        leg.flush();
        if (inputEnded) {
            leg.endOutput();
        }
        readOn();
    }

    /** Asks for more, once. */
    void read() {
        if (!reading && !inputEnded && !closed && !decidingOnReads && !bulk.isSpliced()) {
            reading = true;
            stream().read();
            arm();
        }
    }

    Stream stream() {
        Stream opened = stream;
        if (opened == null) {
            opened = tls == null ? loop.stream(channel, this) : tls.use(this);
            stream = opened;
        }
        return opened;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether something waits to be sent. */
    boolean isSending() {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent != null && !unsent.isEmpty();
    }

    /** Closes the connection: with a reset when something is left unsent, so that the rest is missed. */
    void close() {
        if (!closed) {
            closed = true;
            if (isSending() || (other != null && other.bulk.isIncomplete())) {
                Sockets.resetOnClose(channel);
            }
            bulk.end();
            loop.disarm(silence);
            for (ByteBuf bytes = held.poll(); bytes != null; bytes = held.poll()) {
                bytes.release();
            }
            if (stream != null) {
                stream.closed();
            }
            var _ = channel.close();
        }
    }

    /** Closes the connection with a reset: the other one was broken off, and so is this one. */
    void reset() {
        if (!closed) {
            Sockets.resetOnClose(channel);
            close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        // The server's is told of it too: a connection becomes active after its connect has succeeded.
        if (side == Side.CLIENT) {
            session.begin();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        received((ByteBuf) message);
    }

    @Override
    public void received(ByteBuf bytes) {
        reading = false;
        if (closed) {
            bytes.release();
            return;
        }
        bulk.read(bytes.readableBytes());
        session.moved(side, bytes.readableBytes());
        if (other == null) {
            held.add(stream().keep(bytes));
        } else {
            other.write(bytes);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        receiveComplete();
    }

    @Override
    public void receiveComplete() {
        if (!closed && other != null) {
            if (stream().endFollows()) {
                readOn();
                if (inputEnded || reading) {
                    // The end goes with what was received.
                    return;
                }
            }
            // It may become writable and ask for more of this side, which is decided on below.
            decidingOnReads = true;
            other.flush();
            decidingOnReads = false;
            if (!reading) {
                if (bulk.splice(other)) {
                    reading = true;
                    arm();
                } else {
                    readOn();
                }
            }
        }
    }

    /** Bytes went to the other side by themselves; zero, when it takes none. */
    void spliced(long bytes) {
        session.moved(side, bytes);
        reading = !bulk.isBlocked();
        arm();
        if (other != null) {
            other.arm();
        }
    }

    /** From now on everything is read again. */
    void spliceEnded() {
        reading = false;
        readOn();
    }

    /** What a server sent before is still the client's to get, and what waits for the server is still its own. */
    @Override
    public void wasReset() {
        if (!closed && side == Side.CLIENT && (other == null || !other.isSending())) {
            session.aborted(side);
        }
    }

    void aborted(Side from) {
        session.aborted(from);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!closed && other != null && channel.isWritable()) {
            other.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnds();
        } else if (event == Drain.NOW) {
            session.killed();
        } else if (event instanceof Work work && !closed) {
            work.session();
        } else if (event instanceof SessionQuery query && !closed) {
            query.of(session, session::killed);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!closed) {
            session.aborted(side);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (closed) {
            return;
        }
        if (cause instanceof IOException) {
            session.aborted(side);
        } else {
            session.broken(cause);
        }
    }

    private void readOn() {
        if (other != null && other.channel.isWritable()) {
            read();
        }
    }

    private void inputEnds() {
        reading = false;
        if (closed || inputEnded) {
            return;
        }
        inputEnded = true;
        arm();
        if (other != null) {
            other.endOutput();
        }
        closeWhenDone();
    }

    private void write(ByteBuf bytes) {
        writes++;
        stream().write(bytes);
    }

    /** Mostly all is taken at once: only what is not gets a promise, which is an object each. */
    private void flush() {
        stream().flush();
        if (!isSending()) {
            arm();
        } else if (!awaitsWritten) {
            awaitWritten();
        }
    }

    private void awaitWritten() {
        awaitsWritten = true;
        writeNothing().addListener(written);
    }

    /** An empty write is done when all before it is. */
    private ChannelFuture writeNothing() {
        writes++;
        return channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    }

    private void written(ChannelFuture write) {
        awaitsWritten = false;
        if (!closed && write.isSuccess()) {
            arm();
            if (isSending()) {
                awaitWritten();
            }
        }
    }

    private void endOutput() {
        stream().flushLast();
        if (!isSending()) {
            shutDownOutput();
            return;
        }
        // Shutting down before it is done would drop what waits.
        writeNothing().addListener((ChannelFuture sent) -> {
            if (!closed && sent.isSuccess()) {
                shutDownOutput();
            }
        });
    }

    private void shutDownOutput() {
        if (inputEnded) {
            // Closing it ends the output as well.
            outputEnded = true;
            closeWhenDone();
            return;
        }
        channel.shutdownOutput().addListener(_ -> {
            outputEnded = true;
            arm();
            closeWhenDone();
        });
    }

    /** A connection that is done in both directions is closed at once: epoll would report its hang-up without end. */
    private void closeWhenDone() {
        if (!closed && inputEnded && outputEnded) {
            close();
            session.legDone();
        }
    }

    private void arm() {
        if (closed) {
            return;
        }
        long limit = limitNanos();
        if (limit > 0) {
            progressWhenArmed = progress();
            loop.arm(silence, limit);
        } else {
            loop.disarm(silence);
        }
    }

    private long limitNanos() {
        if (inputEnded || outputEnded) {
            return patience.halfClosed();
        }
        return other == null ? patience.alone() : patience.joined();
    }

    private void silent() {
        if (side == Side.SERVER && other != null && other.silence.passesWith(silence) && other.isToBlame()) {
            // Both are silent since the same moment: HAProxy looks at the client first.
            session.timedOut(Side.CLIENT);
        } else if (isToBlame()) {
            session.timedOut(side);
        } else {
            arm();
        }
    }

    /** Whether bytes of it, or its readiness to take some, are what the session waits for. */
    private boolean isToBlame() {
        boolean waitedFor = reading || isSending() || (other != null && other.bulk.isBlocked());
        return waitedFor && progress() == progressWhenArmed;
    }

    /** How much is sent: the writes that are, and the bytes of the first that is not. */
    private long progress() {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent == null ? 0 : ((long) (writes - unsent.size()) << 32) + unsent.currentProgress();
    }
}
