package lb.proxy.http3;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http3.DefaultHttp3GoAwayFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Exception;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.ssl.SniCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import lb.proxy.http1.ClientSession;
import lb.proxy.http2.FloodGuard;
import lb.proxy.listen.Client;
import lb.proxy.listen.Drain;
import lb.proxy.listen.Entrance;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.SessionQuery;
import lb.proxy.listen.Work;
import lb.proxy.loop.Deadline;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.stats.Counter;
import lb.proxy.tls.TlsFacts;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection of HTTP/3, of which Netty reads the frames: from the first packet that may begin one, through its
 * handshake, to its end. Only when that is over, and with it the client's address proven, the client is let in. On its event loop.
 */
final class Http3Connection extends ChannelInboundHandlerAdapter {
    /** For a handshake where requests have no limit. */
    private static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int STREAM_STEP = 4;

    private final QuicListener listener;
    private final QuicChannel channel;
    private final Frontend frontend;
    private final FloodGuard guard;
    private final Deadline deadline = new Deadline(this::late);
    private final Set<Http3Stream> streams = new LinkedHashSet<>();
    private final long beganMillis = System.currentTimeMillis();
    private final long openedAt;
    private final ClientFaults clientFaults = new ClientFaults(this);
    private @Nullable String serverName;

    /** Null before the handshake is over. */
    private @Nullable TlsFacts tls;

    private @Nullable InetSocketAddress source;
    private @Nullable InetSocketAddress destination;
    private boolean in;
    private boolean leaving;
    private boolean closed;
    private boolean anyRequest;
    private boolean late;

    /** The number of the last request stream that was taken; the first is 0. */
    private long last = -STREAM_STEP;

    private long idleFrom;

    Http3Connection(QuicListener listener, QuicChannel channel) {
        this.listener = listener;
        this.channel = channel;
        frontend = listener.frontend();
        openedAt = listener.loop().context().nanoTime();
        idleFrom = openedAt;
        guard = new FloodGuard(listener.loop().limits(), openedAt);
    }

    ClientFaults clientFaults() {
        return clientFaults;
    }

    /** Whether it began as one of that frontend. */
    boolean isOf(String name) {
        return frontend.name().equals(name);
    }

    Http3Loop loop() {
        return listener.loop();
    }

    // What the connection brings

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        listener.halfOpen(1);
        // It is not known any more when the channel is closed.
        source = channel.remoteSocketAddress() instanceof InetSocketAddress address ? address : null;
        long limit = headNanos();
        loop().context().arm(deadline, limit > 0 ? limit : HANDSHAKE_NANOS);
        channel.closeFuture().addListener(_ -> closed());
        if (channel.isActive()) {
            established();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        established();
        context.fireChannelActive();
    }

    private void established() {
        if (tls != null || closed) {
            return;
        }
        listener.halfOpen(-1);
        SSLEngine engine = Objects.requireNonNull(channel.sslEngine(), "no handshake");
        tls = TlsFacts.of(engine, serverName, beganMillis);
        source = (InetSocketAddress) channel.remoteSocketAddress();
        destination = (InetSocketAddress) channel.localSocketAddress();
        int index = loop().context().index();
        frontend.tls().shaken(index, tls.resumed());
        if (source == null || destination == null) {
            throw new IllegalStateException("a connection without addresses");
        }
        if (listener.isLeft()) {
            close(Http3ErrorCode.H3_NO_ERROR);
            return;
        }
        in = Entrance.enter(frontend, loop().context(), channel, source, destination);
        if (in) {
            listener.entered(this);
            arm();
        } else {
            close(Http3ErrorCode.H3_EXCESSIVE_LOAD);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SniCompletionEvent sni) {
            serverName = sni.hostname();
        } else if (event instanceof Drain drain) {
            drain(drain);
        } else if (event instanceof Work work) {
            if (streams.isEmpty()) {
                work.idle();
            } else {
                streams.forEach(stream -> stream.tellWork(work));
            }
        } else if (event instanceof SessionQuery) {
            streams.forEach(stream -> stream.told(event));
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        caught(cause);
        // As its own task: Netty may be about to send the alert of a handshake.
        loop().context().eventLoop().execute(() -> close(Http3ErrorCode.H3_INTERNAL_ERROR));
    }

    /** Something went wrong on one of its channels: a fault of ours, or else what its client did. */
    void caught(Throwable cause) {
        if (!isOfClient(cause)) {
            faulted(cause);
        }
    }

    /** Netty's decoders assert what a client can break, where assertions are on. */
    private static boolean isAssertionOfCodec(Throwable cause) {
        StackTraceElement[] stack = cause.getStackTrace();
        return cause instanceof AssertionError
                && stack.length > 0
                && stack[0].getClassName().startsWith(Http3Exception.class.getPackageName());
    }

    /** A stream on which all others depend cannot be understood (RFC 9114 section 8, RFC 9204 section 6). */
    void brokenByClient() {
        if (in) {
            refusedRequest();
        }
        close(Http3ErrorCode.H3_GENERAL_PROTOCOL_ERROR);
    }

    /** Whether it is what is said of a client that does not keep to the protocols, or is gone. */
    static boolean isOfClient(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof QuicException
                // Bytes at which Netty's decoders fail, with whatever exception.
                || cause instanceof DecoderException
                || isAssertionOfCodec(cause)
                || cause instanceof IllegalArgumentException
                || cause.getClass().getPackage().equals(Http3Exception.class.getPackage());
    }

    private void closed() {
        if (closed) {
            return;
        }
        closed = true;
        loop().context().disarm(deadline);
        if (tls == null) {
            listener.halfOpen(-1);
            frontend.tls().failed(loop().context().index());
            listener.log(source, beganMillis, loop().context().nanoTime() - openedAt, late);
        } else {
            frontend.tls().closed(loop().context().index());
        }
        List.copyOf(streams).forEach(Http3Stream::connectionClosed);
        listener.over(this);
    }

    // Streams

    /** A client has opened a request stream. */
    void opened(QuicStreamChannel stream) {
        if (!in || leaving) {
            // It is told that nothing was done for it (RFC 9114 section 5.2).
            var _ = stream.shutdown(Http3ErrorCode.H3_REQUEST_REJECTED.code());
            stream.pipeline().addLast(clientFaults);
            return;
        }
        last = Math.max(last, stream.streamId());
        stream.pipeline().addLast(new Http3Stream(this, stream));
    }

    void began(Http3Stream stream) {
        streams.add(stream);
        loop().context().disarm(deadline);
    }

    void over(Http3Stream stream) {
        streams.remove(stream);
        if (streams.isEmpty() && !closed) {
            idleFrom = loop().context().nanoTime();
            if (leaving) {
                close(Http3ErrorCode.H3_NO_ERROR);
            } else {
                arm();
            }
        }
    }

    /** The session of a request that has come. */
    ClientSession session(Http3Stream stream, QuicStreamChannel itsChannel, Runnable answered) {
        InetSocketAddress from = source;
        InetSocketAddress to = destination;
        if (from == null || to == null) {
            throw new IllegalStateException("a request before the handshake");
        }
        Client client = new Client(itsChannel, from, to, null, null, tls);
        ClientSession session =
                loop().http().sessions(frontend, client, openedAt).on(stream, answered);
        session.begin(
                !anyRequest, streams.size() == 1 ? idleFrom : loop().context().nanoTime());
        anyRequest = true;
        return session;
    }

    /** A client may take so long for the head of a request; 0 for as long as it likes. */
    long headNanos() {
        FrontendTimeouts timeouts = frontend.settings().timeouts();
        Duration limit = timeouts.request().isZero() ? timeouts.client() : timeouts.request();
        return limit.toNanos();
    }

    /** A request was none. */
    void refusedRequest() {
        frontend.counters().add(loop().context().index(), Counter.REQUEST_ERRORS, 1);
        wasReset();
    }

    /** A client has reset a stream, or made us do so: not too often. */
    void wasReset() {
        if (guard.count(FloodGuard.Kind.RESET, loop().context().nanoTime()) != null) {
            close(Http3ErrorCode.H3_EXCESSIVE_LOAD);
        }
    }

    void faulted(Throwable fault) {
        frontend.faulted(loop().context(), fault);
    }

    // The end

    private void drain(Drain event) {
        if (event == Drain.NOW) {
            new ArrayList<>(streams).forEach(stream -> stream.told(Drain.NOW));
            leaving = true;
            // Behind the turns in which streams end.
            loop().context().eventLoop().execute(() -> close(Http3ErrorCode.H3_NO_ERROR));
            return;
        }
        goAway();
    }

    /** Streams that were opened are served, those to come are refused. */
    void goAway() {
        if (leaving) {
            return;
        }
        leaving = true;
        QuicStreamChannel control = Http3.getLocalControlStream(channel);
        if (control != null) {
            var _ = control.writeAndFlush(new DefaultHttp3GoAwayFrame(last + STREAM_STEP));
        }
        if (streams.isEmpty()) {
            // As its own task, so that GOAWAY is sent before.
            loop().context().eventLoop().execute(() -> close(Http3ErrorCode.H3_NO_ERROR));
        }
    }

    private void arm() {
        FrontendTimeouts timeouts = frontend.settings().timeouts();
        long limit = headNanos();
        if (anyRequest && !timeouts.keepAlive().isZero()) {
            limit = timeouts.keepAlive().toNanos();
        }
        if (limit > 0) {
            loop().context().arm(deadline, limit);
        }
    }

    private void late() {
        if (tls == null) {
            late = true;
            close(Http3ErrorCode.H3_NO_ERROR);
        } else if (streams.isEmpty()) {
            goAway();
        }
    }

    private void close(Http3ErrorCode code) {
        if (!closed) {
            leaving = true;
            var _ = channel.close(true, code.code(), Unpooled.EMPTY_BUFFER);
        }
    }
}
