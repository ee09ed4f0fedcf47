package lb.proxy.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.loop.LoopContext;
import lb.proxy.tls.ClientHello;
import lb.proxy.tls.LastAlert;
import lb.proxy.tls.ListenContext;
import lb.proxy.tls.RefusedHello;
import lb.proxy.tls.TlsHandshake;
import lb.proxy.tls.TlsStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the hello of a client that is to speak TLS, shakes hands, then gives its place to what serves the client. Without a
 * handshake there is no client: the connection is closed, counted as a failed handshake, and logged in HAProxy's words. On the connection's event loop.
 *
 * <pre>
 *  HELLO --whole--&gt; engine --&gt; HANDSHAKE --established--&gt; what serves it
 *    | 16 KiB, no hello, time-out, end      | alert, time-out, end
 *    +------------------------&gt; closed &lt;----+
 * </pre>
 */
public final class TlsOpening extends ChannelInboundHandlerAdapter implements TlsHandshake {
    private static final String FAILURE = "SSL handshake failure";
    private static final String CLOSED = "Connection closed during SSL handshake";
    private static final String BROKEN = "Connection error during SSL handshake";
    private static final String LATE = "Timeout during SSL handshake";

    private static final int HANDSHAKE = 22;

    /** A fatal alert, decode_error (RFC 8446 section 6.2), in a record that every version reads. */
    private static final byte[] DECODE_ERROR = {21, 3, 3, 0, 2, 2, 50};

    private final LoopContext loop;
    private final Frontend frontend;
    private final Client client;
    private final int bind;
    private final ListenContext tls;
    private final long limitNanos;
    private final Function<Client, ChannelHandler> next;
    private final Opening opening;
    private final ClientHello hello = new ClientHello();
    private @Nullable ChannelHandlerContext context;

    /** Null until the hello has come. */
    private @Nullable TlsStream stream;

    /** What the client is told whose hello is refused; null before. */
    private @Nullable LastAlert lastAlert;

    /** Whether the handshake has failed, of which the client was told. */
    private boolean hasFailed;

    private boolean isHeard;

    /**
     * @param client as it is known so far
     * @param bind number of its bind, from 1
     * @param tls of its bind
     * @param handshake how long it may take; zero for as long as for a request
     * @param log told of a connection without a handshake
     * @param next makes what serves the client once it is known
     */
    public TlsOpening(
            LoopContext loop,
            Frontend frontend,
            Client client,
            int bind,
            ListenContext tls,
            Duration handshake,
            ExchangeLog log,
            Function<Client, ChannelHandler> next) {
        this.loop = loop;
        this.frontend = frontend;
        this.client = client;
        this.bind = bind;
        this.tls = tls;
        this.next = next;
        limitNanos = handshake.isZero() ? ProxyHeaderReader.limitNanos(frontend.settings()) : handshake.toNanos();
        opening = new Opening(loop, frontend, client, log, () -> refuse(EndedBy.CLIENT_TIMEOUT, LATE));
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        if (context == null) {
            context = active;
            opening.await(active, limitNanos);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext active, Object message) {
        LastAlert last = lastAlert;
        if (last != null) {
            last.received((ByteBuf) message);
            return;
        }
        ByteBuf all = opening.add(message);
        if (all == null) {
            return;
        }
        isHeard = true;
        switch (hello.read(all)) {
            case INCOMPLETE -> {}
            case NAMED, UNNAMED -> shakeHands();
            case OTHER -> {
                if (all.getByte(all.readerIndex()) == HANDSHAKE) {
                    refuse(EndedBy.CLIENT, DECODE_ERROR);
                } else {
                    refuse(EndedBy.CLIENT, FAILURE);
                }
            }
        }
    }

    private void shakeHands() {
        SSLEngine engine;
        try {
            engine = tls.engine(hello, loop.allocator());
        } catch (RefusedHello e) {
            refuse(EndedBy.PROXY, e.toRecord());
            return;
        }
        String name = hello.serverName();
        TlsStream begun = TlsStream.begin(loop, client.channel(), engine, name, opening.take(), this);
        stream = begun;
        if (opening.isOver() && !client.channel().isOpen()) {
            begun.closed();
        } else if (hasFailed) {
            begun.closeAfterAlert();
        }
    }

    @Override
    public void established(TlsStream established) {
        ChannelHandlerContext active = context;
        if (active == null || opening.isOver()) {
            return;
        }
        frontend.tls().shaken(loop.index(), established.facts().resumed());
        client.channel().closeFuture().addListener(_ -> frontend.tls().closed(loop.index()));
        opening.giveWay(active, next.apply(client.over(established)));
    }

    @Override
    public void failed(Exception cause) {
        if (cause instanceof EOFException) {
            refuse(EndedBy.CLIENT, CLOSED);
        } else {
            if (!(cause instanceof SSLException)) {
                frontend.faulted(loop, cause);
            }
            if (refused(EndedBy.CLIENT, FAILURE)) {
                hasFailed = true;
                if (stream != null) {
                    stream.closeAfterAlert();
                }
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext active) {
        if (lastAlert != null) {
            lastAlert.receiveComplete();
        } else if (stream == null) {
            opening.readOn(active);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext active, Object event) {
        if (event == Drain.LAST_ANSWER) {
            opening.lastAnswer();
        } else if (event instanceof Drain) {
            refuse(EndedBy.ADMINISTRATOR, CLOSED);
            // Nor does a stop wait for who may not have heard the alert.
            var _ = client.channel().close();
        } else if (event instanceof Work work) {
            work.idle();
        } else if (event == ChannelInputShutdownEvent.INSTANCE && lastAlert != null) {
            lastAlert.inputEnded();
        } else if (event == ChannelInputShutdownEvent.INSTANCE) {
            refuse(EndedBy.CLIENT, CLOSED);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext active) {
        refuse(EndedBy.CLIENT, isHeard ? BROKEN : CLOSED);
        if (lastAlert != null) {
            lastAlert.closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext active, Throwable cause) {
        if (cause instanceof IOException) {
            refuse(EndedBy.CLIENT, BROKEN);
        } else {
            frontend.faulted(loop, cause);
            refuse(EndedBy.INTERNAL_ERROR, FAILURE);
        }
        var _ = client.channel().close();
    }

    private void refuse(EndedBy by, String words) {
        if (!refused(by, words)) {
            return;
        }
        if (stream == null) {
            var _ = client.channel().close();
        } else {
            stream.close();
        }
    }

    /** Likewise, and the client is told by an alert. */
    private void refuse(EndedBy by, byte[] record) {
        if (refused(by, FAILURE)) {
            lastAlert = LastAlert.send(loop, client.channel(), record);
        }
    }

    /** Counts it and has it logged; false where that was done before. */
    private boolean refused(EndedBy by, String words) {
        if (opening.isOver()) {
            return false;
        }
        frontend.tls().failed(loop.index());
        opening.refuse(by, isHeard, bind, words);
        return true;
    }
}
