package lb.proxy.loop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lb.proxy.FullBacklog;
import lb.proxy.settings.BindSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a real loop, with real sockets, and nothing but the channel and its pipeline. */
@Timeout(60)
class TcpChannelTest {
    private static final IntegerUnixChannelOption TCP_NODELAY = new IntegerUnixChannelOption("TCP_NODELAY", 6, 1);

    private final BlockingQueue<EpollOnDemand> epolls = new LinkedBlockingQueue<>();
    private MultiThreadIoEventLoopGroup group;

    /** What handlers were told, in order. */
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() {
        assumeTrue(Epoll.isAvailable(), "there is no epoll here");
        group = new MultiThreadIoEventLoopGroup(
                1, EpollOnDemand.factory(EpollIoHandler.newFactory(), (_, epoll) -> epolls.add(epoll)));
    }

    @AfterEach
    void stop() throws Exception {
        if (group != null) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void whatIsAcceptedSendsAtOnceAndKnowsItsAddresses() throws Exception {
        for (String address : new String[] {"127.0.0.1", "0.0.0.0"}) {
            InetSocketAddress at = listen(address);
            try (Socket client = new Socket("127.0.0.1", at.getPort())) {
                Channel channel = accept();
                assertThat(channel.config().getOption(TCP_NODELAY)).isEqualTo(1);
                assertThat(channel.remoteAddress()).isEqualTo(client.getLocalSocketAddress());
                assertThat(channel.localAddress()).as(address).isEqualTo(client.getRemoteSocketAddress());
            }
        }
    }

    @Test
    void whatIsOpenedSendsAtOnceAndKnowsItsAddresses() throws Exception {
        try (ServerSocket server = server()) {
            Channel channel = open(server);
            try (Socket peer = server.accept()) {
                assertThat(channel.config().getOption(TCP_NODELAY)).isEqualTo(1);
                assertThat(channel.localAddress()).isEqualTo(peer.getRemoteSocketAddress());
                assertThat(channel.remoteAddress()).isEqualTo(peer.getLocalSocketAddress());
            }
        }
    }

    @Test
    void aRefusalIsToldToWhoConnectsAndToNobodyElse() throws Exception {
        ServerSocket closed = server();
        closed.close();
        ChannelFuture connecting = connect(new InetSocketAddress("127.0.0.1", closed.getLocalPort()));
        assertThatThrownBy(connecting::sync)
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("Connection refused")
                .hasMessageContaining("127.0.0.1");
        connecting.channel().closeFuture().sync();
        assertThat(told).isEmpty();
    }

    @Test
    void aCloseEndsTheConnect() throws Exception {
        try (FullBacklog silent = new FullBacklog()) {
            ChannelFuture connecting = connect(silent.address());
            assertThat(connecting.isDone()).isFalse();
            connecting.channel().close().sync();
            assertThat(connecting.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(connecting.isSuccess()).isFalse();
        }
    }

    @Test
    void theEndOfItsOutputIsQuietWhereAllIsSent() throws Exception {
        try (ServerSocket server = server()) {
            DuplexChannel channel = (DuplexChannel) open(server);
            try (Socket peer = server.accept()) {
                channel.writeAndFlush(Unpooled.copiedBuffer("last", US_ASCII)).sync();
                channel.shutdownOutput().sync();
                channel.shutdownOutput().await();
                assertThat(peer.getInputStream().readAllBytes())
                        .asString(US_ASCII)
                        .isEqualTo("last");
                // Where something was unsent, Netty would tell of it.
                assertThat(told).isEmpty();
                assertThat(channel.isOpen()).isTrue();
                assertThat(channel.writeAndFlush(Unpooled.copiedBuffer("later", US_ASCII))
                                .await()
                                .isSuccess())
                        .isFalse();
            }
        }
    }

    @Test
    void itReceivesOnceForEachRead() throws Exception {
        try (ServerSocket server = server()) {
            Channel channel = open(server);
            try (Socket peer = server.accept()) {
                peer.getOutputStream().write("one".getBytes(US_ASCII));
                channel.read();
                assertThat(next()).isEqualTo("one");
                assertThat(next()).isEqualTo("complete");
                peer.getOutputStream().write("two".getBytes(US_ASCII));
                channel.eventLoop().submit(() -> {}).sync();
                assertThat(told).isEmpty();
                channel.read();
                assertThat(next()).isEqualTo("two");
            }
        }
    }

    @Test
    void itStaysOpenWhenThePeerEndsItsOutput() throws Exception {
        try (ServerSocket server = server()) {
            DuplexChannel channel = open(server);
            try (Socket peer = server.accept()) {
                peer.shutdownOutput();
                channel.read();
                assertThat(next()).isEqualTo("complete");
                assertThat(next()).isEqualTo("ChannelInputShutdownEvent");
                assertThat(channel.isInputShutdown()).isTrue();
                assertThat(channel.isOutputShutdown()).isFalse();
                channel.writeAndFlush(Unpooled.copiedBuffer("more", US_ASCII)).sync();
                channel.shutdownOutput().sync();
                assertThat(channel.isShutdown()).isTrue();
                assertThat(peer.getInputStream().readAllBytes()).asString().isEqualTo("more");
            }
        }
    }

    @Test
    void eachHalfCanBeShutDown() throws Exception {
        try (ServerSocket server = server()) {
            DuplexChannel channel = open(server);
            try (Socket peer = server.accept()) {
                channel.shutdownInput().sync();
                assertThat(channel.isInputShutdown()).isTrue();
                channel.shutdown().sync();
                assertThat(channel.isShutdown()).isTrue();
                assertThat(peer.getInputStream().read()).isNegative();
            }
        }
    }

    @Test
    void aResetIsAFailureAndThenTheEnd() throws Exception {
        try (ServerSocket server = server()) {
            Channel channel = open(server);
            Socket peer = server.accept();
            peer.setSoLinger(true, 0);
            peer.close();
            channel.read();
            assertThat(next()).isEqualTo("complete");
            assertThat(next()).startsWith("failed: ").contains("reset");
            assertThat(next()).isEqualTo("ChannelInputShutdownEvent");
        }
    }

    @Test
    void allKindsOfBuffersArriveWholeAndInOrder() throws Exception {
        byte[] expected = new byte[4_000_000];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) (i * 31 >>> 8);
        }
        try (ServerSocket server = server()) {
            Channel channel = open(server);
            try (Socket peer = server.accept()) {
                channel.eventLoop().execute(() -> {
                    for (int from = 0, kind = 0; from < expected.length; from += 1000, kind++) {
                        ByteBuf part = kind % 2 == 0
                                ? Unpooled.buffer(1000)
                                : channel.alloc().directBuffer(1000);
                        channel.write(part.writeBytes(expected, from, 1000));
                        channel.write(Unpooled.EMPTY_BUFFER);
                    }
                    channel.flush();
                });
                assertThat(peer.getInputStream().readNBytes(expected.length)).isEqualTo(expected);
                channel.writeAndFlush(Unpooled.EMPTY_BUFFER).sync();
            }
        }
    }

    @Test
    void whereThereIsNoMemoryForWhatComesThatConnectionEndsAndNoOther() throws Exception {
        try (ServerSocket server = server()) {
            Channel channel = open(server);
            try (Socket peer = server.accept()) {
                LimitedMemory memory = new LimitedMemory();
                memory.exhaust();
                channel.config().setAllocator(memory);
                channel.read();
                peer.getOutputStream().write("lost".getBytes(US_ASCII));
                assertThat(next()).isEqualTo("failed: no memory is left");
                channel.closeFuture().sync();
            }
            Channel other = open(server);
            try (Socket peer = server.accept()) {
                other.read();
                peer.getOutputStream().write("received".getBytes(US_ASCII));
                assertThat(next()).isEqualTo("received");
            }
        }
    }

    @Test
    void anOutputThatHasFailedIsNotWaitedForWithoutEnd() throws Exception {
        int most = 16_000_000;
        try (ServerSocket server = server()) {
            server.setReceiveBufferSize(4096);
            Channel channel = open(server);
            // As towards servers, of which the reason may be there to be read.
            channel.config().setAutoClose(false);
            Socket peer = server.accept();
            ChannelFuture writing =
                    channel.writeAndFlush(Unpooled.directBuffer(most).writeZero(most));
            channel.eventLoop().submit(() -> {}).sync();
            peer.setSoLinger(true, 0);
            peer.close();
            assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(writing.isSuccess()).isFalse();
            for (String last = ""; !last.equals("ChannelInputShutdownEvent"); ) {
                last = next();
            }
            assertThat(channel.isOpen()).isTrue();
            int events = channel.eventLoop().submit(() -> eventsIn(50)).get(10, TimeUnit.SECONDS);
            assertThat(events).as("events in 50 turns").isLessThan(5);
        }
    }

    private int eventsIn(int turns) {
        int events = 0;
        for (int i = 0; i < turns; i++) {
            events += epolls.element().run(new NoTime());
        }
        return events;
    }

    /** A turn in which the loop does not wait. */
    private record NoTime() implements IoHandlerContext {
        @Override
        public boolean canBlock() {
            return false;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return 0;
        }

        @Override
        public long deadlineNanos() {
            return -1;
        }

        @Override
        public boolean shouldReportActiveIoTime() {
            return false;
        }

        @Override
        public void reportActiveIoTime(long activeNanos) {
            // Nobody asks.
        }
    }

    @Test
    void whatIsNoBytesIsRefused() throws Exception {
        try (ServerSocket server = server()) {
            Channel channel = open(server);
            assertThatThrownBy(() -> channel.writeAndFlush("text").sync())
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("only bytes");
        }
    }

    @Test
    void connectionsThatWaitAreAcceptedTogether() throws Exception {
        var listener = Sockets.EPOLL.newListener(new BindSettings(new InetSocketAddress("127.0.0.1", 0)), false, false);
        listener.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            private int accepted;

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ((Channel) message).unsafe().closeForcibly();
                accepted++;
            }

            @Override
            public void channelReadComplete(ChannelHandlerContext context) {
                told.add(accepted + " accepted");
                accepted = 0;
            }
        });
        group.register(listener).sync();
        InetSocketAddress at = (InetSocketAddress) listener.bind(new InetSocketAddress("127.0.0.1", 0))
                .sync()
                .channel()
                .localAddress();
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(new Socket(at.getAddress(), at.getPort()));
        }
        listener.config().setAutoRead(true);
        assertThat(next()).isEqualTo("20 accepted");
        for (Socket client : clients) {
            client.close();
        }
    }

    @Test
    void aListenerSaysWhatItsOptionsAre() throws Exception {
        TcpListener listener = new TcpListener(SocketProtocolFamily.INET);
        try {
            listener.config().setOption(ChannelOption.SO_BACKLOG, 17);
            assertThat(listener.config().getOption(ChannelOption.SO_BACKLOG)).isEqualTo(17);
            assertThat(listener.isActive()).isFalse();
        } finally {
            listener.unsafe().closeForcibly();
        }
    }

    private InetSocketAddress listen(String address) throws Exception {
        Channel listener = new ServerBootstrap()
                .group(group)
                .channelFactory(() -> new TcpListener(SocketProtocolFamily.INET))
                .option(ChannelOption.SO_BACKLOG, 5)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext context) {
                        accepted.add(context.channel());
                    }
                })
                .bind(address, 0)
                .sync()
                .channel();
        return (InetSocketAddress) listener.localAddress();
    }

    private Channel accept() throws InterruptedException {
        Channel channel = accepted.poll(10, TimeUnit.SECONDS);
        assertThat(channel).as("accepted within 10 s").isNotNull();
        return channel;
    }

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    }

    private DuplexChannel open(ServerSocket server) throws Exception {
        return (DuplexChannel) connect((InetSocketAddress) server.getLocalSocketAddress())
                .sync()
                .channel();
    }

    private ChannelFuture connect(InetSocketAddress to) {
        return new Bootstrap()
                .group(group)
                .channelFactory(() -> new TcpChannel(SocketProtocolFamily.INET))
                .option(ChannelOption.AUTO_READ, false)
                .handler(new Told())
                .connect(to);
    }

    private String next() throws InterruptedException {
        String text = told.poll(10, TimeUnit.SECONDS);
        assertThat(text).as("told within 10 s").isNotNull();
        return text;
    }

    private final class Told extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            told.add(bytes.toString(US_ASCII));
            bytes.release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            told.add("complete");
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            told.add(event.getClass().getSimpleName());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            told.add("failed: " + cause.getMessage());
        }
    }
}
