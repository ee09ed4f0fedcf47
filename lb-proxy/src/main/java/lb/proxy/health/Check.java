package lb.proxy.health;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lb.proxy.loop.NanoClock;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.UnixAddress;
import org.jspecify.annotations.Nullable;

/**
 * One check by TCP: one connection, one deadline, one result. Everything happens on one event loop.
 *
 * <pre>
 *  connect --refused--> L4CON   --no such source--> SOCKERR   --nothing left here--> EXHAUSTED   --deadline--> L4TOUT
 *     | opened
 *     +--Connect--> L4OK
 *     +--Http--> request --> status line --> L7OK, L7STS   --closed, no status line--> L7RSP
 *                                                          --reset--> SOCKERR   --deadline--> L7TOUT
 * </pre>
 *
 * The connection ends with a reset, so that no port waits for minutes after each check; of a response no more than
 * {@value StatusLine#LIMIT} bytes are read.
 */
final class Check {
    private final CheckTarget target;
    private final NanoClock clock;
    private final Consumer<CheckResult> ended;
    private final long startedAt;
    private boolean connected;
    private boolean over;
    private @Nullable Channel channel;
    private @Nullable Future<?> deadline;

    /** @param ended told the result, once, on the event loop; possibly before {@link #start} returns */
    Check(CheckTarget target, NanoClock clock, Consumer<CheckResult> ended) {
        this.target = target;
        this.clock = clock;
        this.ended = ended;
        startedAt = clock.nanoTime();
    }

    /** Starts it. Once, on the event loop. */
    void start(EventLoop loop, ChannelFactory<? extends Channel> sockets) {
        deadline = loop.schedule(this::timedOut, target.check().timeout().toNanos(), TimeUnit.NANOSECONDS);
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(sockets)
                .disableResolver()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(StatusLine.LIMIT))
                .handler(new Answer());
        if (target.address() instanceof InetSocketAddress) {
            bootstrap.option(ChannelOption.SO_LINGER, 0).option(ChannelOption.TCP_NODELAY, true);
        }
        InetAddress source = target.source();
        ChannelFuture connecting = bootstrap.connect(
                Sockets.of(target.address()), source == null ? null : new InetSocketAddress(source, 0));
        channel = connecting.channel();
        if (connecting.isDone()) {
            // A channel that could not even be made has no event loop of ours to call back on.
            connected(connecting);
        } else {
            connecting.addListener((ChannelFuture done) -> connected(done));
        }
    }

    /** Gives up without a result. On the event loop. */
    void cancel() {
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (channel != null && channel.isRegistered()) {
            ChannelFuture _ = channel.close();
        }
    }

    private void end(CheckStatus status, int code, String info) {
        if (!over) {
            cancel();
            long millis = TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - startedAt);
            ended.accept(new CheckResult(status, code, millis, info));
        }
    }

    private void timedOut() {
        end(connected ? CheckStatus.L7TOUT : CheckStatus.L4TOUT, CheckResult.NO_CODE, "");
    }

    private void failed(Throwable cause) {
        end(status(cause), CheckResult.NO_CODE, SocketFailure.words(cause));
    }

    private CheckStatus status(Throwable cause) {
        if (target.address() instanceof UnixAddress && !connected && SocketFailure.isFullBacklog(cause)) {
            return CheckStatus.L4CON;
        }
        if (SocketFailure.isShortage(cause, target.source() != null)) {
            return CheckStatus.EXHAUSTED;
        }
        return connected || SocketFailure.isLocal(cause) ? CheckStatus.SOCKERR : CheckStatus.L4CON;
    }

    private void connected(ChannelFuture connecting) {
        if (over) {
            return;
        }
        if (!connecting.isSuccess()) {
            failed(connecting.cause());
            return;
        }
        connected = true;
        switch (target.check().probe()) {
            case CheckSettings.Connect connect -> end(CheckStatus.L4OK, CheckResult.NO_CODE, "");
            case CheckSettings.DatagramProbe datagrams -> throw new IllegalStateException("by datagrams: " + datagrams);
            case CheckSettings.Http http ->
                connecting.channel().writeAndFlush(request(http)).addListener(sent -> {
                    if (!sent.isSuccess()) {
                        failed(sent.cause());
                    }
                });
        }
    }

    private static ByteBuf request(CheckSettings.Http http) {
        String head = http.method() + ' ' + http.path() + " HTTP/1.1\r\nHost: " + http.host()
                + "\r\nConnection: close\r\n\r\n";
        return Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.UTF_8));
    }

    private void judge(StatusLine line) {
        if (target.check().probe() instanceof CheckSettings.Http http) {
            boolean passed = line.code() >= http.lowestStatus() && line.code() <= http.highestStatus();
            end(passed ? CheckStatus.L7OK : CheckStatus.L7STS, line.code(), passed ? "" : line.reason());
        }
    }

    private final class Answer extends SimpleChannelInboundHandler<ByteBuf> {
        private final StatusLine line = new StatusLine();

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            while (!over && bytes.isReadable()) {
                switch (line.accept(bytes.readByte())) {
                    case PARTIAL -> {}
                    case COMPLETE -> judge(line);
                    case INVALID -> end(CheckStatus.L7RSP, CheckResult.NO_CODE, "");
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(CheckStatus.L7RSP, CheckResult.NO_CODE, "");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            failed(cause);
        }
    }
}
