package lb.proxy.http3;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import lb.proxy.ProxyFixture;

/** Begins many connections and hears nothing of what comes back, as one whose addresses are not its own. */
final class Http3Forger implements AutoCloseable {
    /** Of the first byte of a packet with a long header, what tells its kind, and Retry's (RFC 9000 section 17.2). */
    private static final int KIND = 0xf0;

    private static final int RETRY = 0xf0;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();
    private final Channel datagrams;

    Http3Forger(InetSocketAddress server, int connections) throws InterruptedException {
        var tls = QuicSslContextBuilder.forClient().applicationProtocols("h3").build();
        datagrams = new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new Deaf())
                                .addLast(Http3.newQuicClientCodecBuilder()
                                        .sslContext(tls)
                                        .build());
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .sync()
                .channel();
        for (int i = 0; i < connections; i++) {
            var _ = QuicChannel.newBootstrap(datagrams)
                    .handler(new ChannelInboundHandlerAdapter())
                    .streamHandler(new ChannelInboundHandlerAdapter())
                    .remoteAddress(server)
                    .connect();
        }
    }

    private final class Deaf extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof DatagramPacket packet) {
                answers.incrementAndGet();
                if ((packet.content().getByte(packet.content().readerIndex()) & KIND) == RETRY) {
                    retries.incrementAndGet();
                }
            }
            ReferenceCountUtil.release(message);
        }
    }

    void awaitAnswers(int least) {
        ProxyFixture.eventually("answers come", () -> answers.get() >= least);
    }

    int retries() {
        return retries.get();
    }

    @Override
    public void close() {
        datagrams.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
}
