package lb.proxy.check;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.loop.NanoClock;
import lb.proxy.loop.Sockets;
import lb.proxy.proxyprotocol.HeaderWriter;
import lb.proxy.settings.UnixAddress;
import org.jspecify.annotations.Nullable;

/**
 * One check by TCP: one connection at a time, one deadline, one result. Everything happens on one event loop.
 *
 * <pre>
 *  Connect  --refused--> L4CON   --no such source--> SOCKERR   --nothing left here--> EXHAUSTED   --deadline--> L4TOUT
 *     | opened
 *     | TLS --no handshake--> L6RSP   --deadline--> L6TOUT
 *     v
 *  Send     --broken--> SOCKERR
 *     v
 *  Expect   --judged--> passed: on to the next step; failed: L7RSP, L7STS, …
 *     |     --closed, nothing said--> as the step has it   --reset--> SOCKERR   --deadline--> L7TOUT
 *     v
 *  the last step has passed: L4OK, L6OK, L7OK
 * </pre>
 *
 * Connections end with a reset, so that no port waits for minutes after each check, but for databases and mail servers, which
 * would log that; of an answer no more than
 * {@value Received#LIMIT} bytes are kept.
 */
final class Check implements TlsConversation.Owner {
    private static final FixedRecvByteBufAllocator RECEIVE = new FixedRecvByteBufAllocator(2048);

    private final Destination to;
    private final Steps steps;
    private final NanoClock clock;
    private final Ended ended;
    private final long startedAt;
    private final Answer answer = new Answer();
    private int at;
    private boolean connected;
    private boolean over;
    private Finding last;
    private @Nullable EventLoop loop;
    private @Nullable ChannelFactory<? extends Channel> sockets;
    private @Nullable Channel channel;
    private @Nullable TlsConversation tls;
    private @Nullable Future<?> deadline;

    /** Who is told, once, on the event loop; possibly before {@link #start} returns. */
    @FunctionalInterface
    interface Ended {
        /** It is over; {@code millis} is how long it took, in ms. */
        void ended(Finding finding, long millis);
    }

    Check(Destination to, Steps steps, NanoClock clock, Ended ended) {
        this.to = to;
        this.steps = steps;
        this.clock = clock;
        this.ended = ended;
        last = steps.passed();
        startedAt = clock.nanoTime();
    }

    /** Starts it. Once, on the event loop. */
    void start(EventLoop eventLoop, ChannelFactory<? extends Channel> channels, long timeoutNanos) {
        loop = eventLoop;
        sockets = channels;
        deadline = eventLoop.schedule(this::timedOut, timeoutNanos, TimeUnit.NANOSECONDS);
        step();
    }

    /** Gives up without a result. On the event loop. */
    void cancel() {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        hangUp();
    }

    private void hangUp() {
        if (tls != null) {
            tls.close();
            tls = null;
        }
        Channel open = channel;
        channel = null;
        if (open != null && open.isRegistered()) {
            ChannelFuture _ = open.close();
        }
    }

    private void end(Finding finding) {
        if (!over) {
            cancel();
            ended.ended(finding, TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - startedAt));
        }
    }

    private void end(CheckStatus status, String info) {
        end(new Finding(status, CheckResult.NO_CODE, info));
    }

    /** Goes on with the step that is due, and with those after it, until one has to wait. */
    private void step() {
        List<Step> all = steps.steps();
        while (!over) {
            if (at == all.size()) {
                end(last);
                return;
            }
            switch (all.get(at)) {
                case Step.Connect connect -> {
                    connect(connect);
                    return;
                }
                case Step.Send send -> {
                    answer.forget();
                    if (channel == null || !channel.isActive()) {
                        answer.end();
                    }
                    send(send.bytes());
                    at++;
                }
                case Step.Expect expect -> {
                    Finding finding = answer.judge(expect);
                    if (finding == null) {
                        return;
                    }
                    found(finding);
                }
            }
        }
    }

    private void found(Finding finding) {
        last = finding;
        at++;
        if (finding.failed()) {
            end(finding);
        }
    }

    private void connect(Step.Connect connect) {
        hangUp();
        connected = false;
        answer.forget();
        Channel opened;
        try {
            opened = newChannel(to.address() instanceof InetSocketAddress && !connect.politely());
        } catch (RuntimeException e) {
            // Some are connected as soon as they are made.
            failed(e.getCause() instanceof ConnectException refused ? refused : e);
            return;
        }
        channel = opened;
        opened.pipeline().addLast(new Answers());
        InetAddress source = to.source();
        if (loop == null) {
            throw new IllegalStateException("not started");
        }
        ChannelFuture registered = loop.register(opened);
        if (registered.cause() != null) {
            failed(registered.cause());
            return;
        }
        ChannelFuture connecting = Sockets.connect(
                opened, to.address(connect.port()), source == null ? null : new InetSocketAddress(source, 0));
        if (connecting.isDone()) {
            connected(opened, connecting, connect);
        } else {
            connecting.addListener((ChannelFuture done) -> connected(opened, done, connect));
        }
    }

    private Channel newChannel(boolean resets) {
        if (sockets == null) {
            throw new IllegalStateException("not started");
        }
        Channel opened = sockets.newChannel();
        ChannelConfig config = opened.config();
        config.setConnectTimeoutMillis(0);
        config.setRecvByteBufAllocator(RECEIVE);
        if (resets) {
            try {
                Sockets.resetOnClose(opened);
            } catch (RuntimeException e) {
                opened.unsafe().closeForcibly();
                throw e;
            }
        }
        return opened;
    }

    private void connected(Channel opened, ChannelFuture connecting, Step.Connect connect) {
        if (over || !opened.equals(channel)) {
            return;
        }
        if (!connecting.isSuccess()) {
            failed(connecting.cause());
            return;
        }
        connected = true;
        at++;
        if (connect.sendProxy()) {
            ByteBuf header = Unpooled.buffer(HeaderWriter.MOST);
            HeaderWriter.writeText(header, network(opened.localAddress()), network(opened.remoteAddress()));
            send(header);
        }
        TlsContext context = to.tls();
        if (connect.tls() && context != null) {
            tls = new TlsConversation(context.engine(network(opened.remoteAddress())), this);
            tls.begin();
        } else {
            step();
        }
    }

    /** Of a UNIX socket, one that tells nothing. */
    private static InetSocketAddress network(SocketAddress address) {
        return address instanceof InetSocketAddress network
                ? network
                : InetSocketAddress.createUnresolved("localhost", 0);
    }

    private void send(byte[] bytes) {
        if (tls != null) {
            tls.send(bytes);
        } else {
            send(Unpooled.wrappedBuffer(bytes));
        }
    }

    @Override
    public void send(ByteBuf bytes) {
        Channel open = channel;
        if (open == null) {
            bytes.release();
            return;
        }
        open.writeAndFlush(bytes).addListener(sent -> {
            if (!sent.isSuccess() && open.equals(channel) && !answer.ended()) {
                failed(sent.cause());
            }
        });
    }

    @Override
    public void established() {
        step();
    }

    @Override
    public void received(ByteBuf bytes) {
        answer.append(bytes);
        if (!over && at < steps.steps().size() && steps.steps().get(at) instanceof Step.Expect) {
            step();
        }
    }

    /** The server has said all that it will. */
    @Override
    public void ended() {
        answer.end();
        if (!over && isHandshaking()) {
            end(CheckStatus.L6RSP, "SSL handshake failure" + where());
        } else if (!over && connected && at < steps.steps().size()) {
            step();
        }
    }

    @Override
    public void failed(SSLException cause) {
        String detail = cause.getMessage();
        end(
                isHandshaking() ? CheckStatus.L6RSP : CheckStatus.L7RSP,
                "SSL handshake failure" + (detail == null ? "" : ": " + detail) + where());
    }

    @Override
    public void onLoop(Runnable task) {
        if (loop != null && !loop.isShuttingDown()) {
            loop.execute(task);
        }
    }

    private boolean isHandshaking() {
        return tls != null && !tls.established();
    }

    /** Behind the words for what broke a step: which one it was, in scripts of one's own. */
    private String where() {
        List<Step> all = steps.steps();
        int step = isHandshaking() ? at - 1 : at;
        return step >= all.size()
                ? ""
                : switch (all.get(step)) {
                    case Step.Connect connect -> connect.where();
                    case Step.Send _ -> "";
                    case Step.Expect expect -> expect.where();
                };
    }

    private void timedOut() {
        if (over) {
            return;
        }
        Step due = steps.steps().get(Math.min(at, steps.steps().size() - 1));
        if (!connected) {
            end(CheckStatus.L4TOUT, where());
        } else if (isHandshaking()) {
            end(CheckStatus.L6TOUT, where());
        } else if (due instanceof Step.Expect expect) {
            Finding finding = answer.judgeLast(expect);
            if (finding == null) {
                end(expect.timeout(), where());
                return;
            }
            found(finding);
            // What else there is to do has no time left.
            boolean done = at == steps.steps().size();
            end(done ? last : new Finding(CheckStatus.L7TOUT, CheckResult.NO_CODE, where()));
        } else {
            end(CheckStatus.L7TOUT, where());
        }
    }

    private void failed(Throwable cause) {
        end(status(cause), SocketFailure.words(cause) + where());
    }

    private CheckStatus status(Throwable cause) {
        if (to.address() instanceof UnixAddress && !connected && SocketFailure.isFullBacklog(cause)) {
            return CheckStatus.L4CON;
        }
        if (SocketFailure.isShortage(cause, to.source() != null)) {
            return CheckStatus.EXHAUSTED;
        }
        return connected || SocketFailure.isLocal(cause) ? CheckStatus.SOCKERR : CheckStatus.L4CON;
    }

    /** What comes by the connection. One that was given up is heard no more. */
    private final class Answers extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            if (over || !context.channel().equals(channel)) {
                return;
            }
            if (tls != null) {
                tls.receive(bytes);
            } else {
                received(bytes);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!over && context.channel().equals(channel)) {
                ended();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (!over && context.channel().equals(channel)) {
                failed(cause);
            }
        }
    }
}
