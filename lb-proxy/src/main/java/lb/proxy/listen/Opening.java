package lb.proxy.listen;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.loop.Deadline;
import lb.proxy.loop.LoopContext;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.tls.TlsFacts;
import lb.proxy.tls.TlsStream;
import lb.proxy.upstream.Backend;
import org.jspecify.annotations.Nullable;

/**
 * A connection from its accept until it is known who serves it: all that it has sent, and a limit to its time. It ends
 * when the handler that reads it gives its place to another, or when it is refused. On the connection's event loop.
 */
public final class Opening implements FrontendExchange {
    private final LoopContext loop;
    private final Frontend frontend;
    private final Client client;
    private final ExchangeLog log;
    private long number = -1;
    private final Deadline deadline;
    private final long startedAt;
    private final long began;
    private @Nullable ByteBuf received;
    private boolean inputEnded;
    private boolean lastAnswer;
    private @Nullable Backend backend;
    private boolean over;
    private EndedBy endedBy = EndedBy.NOBODY;
    private EndedIn endedIn = EndedIn.REQUEST;
    private @Nullable String requestLine;
    private @Nullable String handshakeFailure;
    private int handshakeBind;

    /**
     * Begins now.
     *
     * @param log told if the connection is refused
     * @param late runs when its time is up
     */
    public Opening(LoopContext loop, Frontend frontend, Client client, ExchangeLog log, Runnable late) {
        this.loop = loop;
        this.frontend = frontend;
        this.client = client;
        this.log = log;
        deadline = new Deadline(late);
        startedAt = loop.currentTimeMillis();
        began = loop.nanoTime();
    }

    /** Reads what comes, for that many ns; 0 for as long as it takes. */
    public void await(ChannelHandlerContext context, long limitNanos) {
        if (limitNanos > 0) {
            loop.arm(deadline, limitNanos);
        }
        read(context);
    }

    private void read(ChannelHandlerContext context) {
        TlsStream decrypted = client.stream();
        if (decrypted == null) {
            context.read();
        } else {
            decrypted.read();
        }
    }

    /** Whether the connection was given away or refused. */
    public boolean isOver() {
        return over;
    }

    /** Whether it has sent nothing. */
    public boolean isSilent() {
        return received == null;
    }

    /** All that has come, not to be kept. */
    public ByteBuf received() {
        return received == null ? Unpooled.EMPTY_BUFFER : received;
    }

    /**
     * Takes what has come.
     *
     * @return all that there is, not to be kept; null when this is over
     */
    public @Nullable ByteBuf add(Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (over) {
            bytes.release();
            return null;
        }
        if (received == null) {
            received = bytes;
        } else {
            received.writeBytes(bytes);
            bytes.release();
        }
        return received;
    }

    /** Hands over what has come, for others to read. */
    ByteBuf take() {
        ByteBuf taken = received();
        received = null;
        return taken;
    }

    /** The client sends no more. */
    public void inputEnded() {
        inputEnded = true;
    }

    /** Its client is to be told {@link Drain#LAST_ANSWER} once it is known who serves it. */
    public void lastAnswer() {
        lastAnswer = true;
    }

    /** It has come to this backend, whatever becomes of it. */
    public void goesTo(Backend chosen) {
        backend = chosen;
    }

    /** Asks for more as long as more may come. */
    public void readOn(ChannelHandlerContext context) {
        if (!over && !inputEnded) {
            read(context);
        }
    }

    /** The handler that follows is told all that one in this place from the start would have been. */
    public void giveWay(ChannelHandlerContext context, ChannelHandler next) {
        ByteBuf rest = received;
        end();
        context.pipeline().addLast(next);
        context.fireChannelActive();
        if (lastAnswer) {
            context.fireUserEventTriggered(Drain.LAST_ANSWER);
        }
        if (rest != null) {
            if (rest.isReadable() && context.channel().isOpen()) {
                context.fireChannelRead(rest);
                // Perhaps nothing is being read now, and nobody else would say so.
                context.fireChannelReadComplete();
            } else {
                rest.release();
            }
        }
        if (inputEnded) {
            context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        context.pipeline().remove(context.handler());
    }

    /**
     * Drops what has come, and writes the line. Closing the connection is the caller's.
     *
     * @param logged whether there is more to tell than of an empty connection, which is logged only where that is wanted
     * @param line for the log; null where the frontend's exchanges have none
     */
    public void refuse(EndedBy by, EndedIn in, boolean logged, @Nullable String line) {
        ByteBuf dropped = received;
        end();
        if (dropped != null) {
            dropped.release();
        }
        FrontendSettings settings = frontend.settings();
        if (!settings.log().isNone() && (logged || settings.logEmptyConnections())) {
            endedBy = by;
            endedIn = in;
            requestLine = line;
            log.ended(loop.index(), this);
        }
    }

    /**
     * The same after a handshake that came to nothing, told in HAProxy's words for it instead of a line.
     *
     * @param bind the number of its bind, from 1
     */
    void refuse(EndedBy by, boolean logged, int bind, String words) {
        handshakeFailure = words;
        handshakeBind = bind;
        refuse(by, EndedIn.REQUEST, logged, null);
    }

    private void end() {
        over = true;
        received = null;
        loop.disarm(deadline);
    }

    @Override
    public long number() {
        if (number < 0) {
            number = log.nextNumber();
        }
        return number;
    }

    @Override
    public Frontend cameIn() {
        return frontend;
    }

    @Override
    public @Nullable Backend chosenBackend() {
        return backend;
    }

    @Override
    public @Nullable TlsFacts tls() {
        return client.tls();
    }

    @Override
    public InetSocketAddress client() {
        return client.source();
    }

    @Override
    public InetSocketAddress local() {
        return client.destination();
    }

    @Override
    public long bytesFromClient() {
        return 0;
    }

    @Override
    public long startedAt() {
        return startedAt;
    }

    @Override
    public long totalMillis() {
        return TimeUnit.NANOSECONDS.toMillis(loop.nanoTime() - began);
    }

    @Override
    public EndedBy endedBy() {
        return endedBy;
    }

    @Override
    public EndedIn endedIn() {
        return endedIn;
    }

    @Override
    public @Nullable CharSequence requestLine() {
        return requestLine;
    }

    @Override
    public @Nullable String handshakeFailure() {
        return handshakeFailure;
    }

    @Override
    public int handshakeBind() {
        return handshakeBind;
    }
}
