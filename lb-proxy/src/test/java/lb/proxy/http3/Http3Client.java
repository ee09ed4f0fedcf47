package lb.proxy.http3;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.http3.Http3ClientConnectionHandler;
import io.netty.handler.codec.http3.Http3DataFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import io.netty.handler.codec.http3.Http3RequestStreamInboundHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Netty's client of HTTP/3, with one connection. */
public final class Http3Client implements AutoCloseable {
    private static final int WAIT_SECONDS = 15;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel datagrams;
    private final QuicChannel connection;

    /** All that has come as the answer to one request. */
    public static final class Answer extends Http3RequestStreamInboundHandler {
        public final List<Http3Headers> sections = new ArrayList<>();
        public final ByteArrayOutputStream body = new ByteArrayOutputStream();
        public final CompletableFuture<Answer> whole = new CompletableFuture<>();

        @Override
        protected void channelRead(ChannelHandlerContext context, Http3HeadersFrame frame) {
            sections.add(frame.headers());
        }

        @Override
        protected void channelRead(ChannelHandlerContext context, Http3DataFrame frame) {
            ByteBuf bytes = frame.content();
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            body.writeBytes(copy);
            frame.release();
        }

        @Override
        protected void channelInputClosed(ChannelHandlerContext context) {
            whole.complete(this);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            whole.completeExceptionally(new IllegalStateException("the stream is no more"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            whole.completeExceptionally(cause);
        }

        public Answer await() throws Exception {
            return whole.get(WAIT_SECONDS, TimeUnit.SECONDS);
        }

        public String status() {
            return sections.getFirst().status().toString();
        }
    }

    /** @param serverName null to ask for none */
    public Http3Client(InetSocketAddress server, @Nullable String serverName) throws Exception {
        this(server, serverName, "h3");
    }

    /** @param protocol that it offers instead of HTTP/3 */
    Http3Client(InetSocketAddress server, @Nullable String serverName, String protocol) throws Exception {
        this(server, serverName, protocol, new Http3ClientConnectionHandler());
    }

    /** Says nothing of what goes wrong. */
    static final class Silence extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // That it ends is what a test looks for.
        }
    }

    /** One that says nothing of itself. */
    static Http3Client raw(InetSocketAddress server) throws Exception {
        return new Http3Client(server, "www.test", "h3", new Silence());
    }

    private Http3Client(
            InetSocketAddress server, @Nullable String serverName, String protocol, ChannelHandler connectionHandler)
            throws Exception {
        var tls = QuicSslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .applicationProtocols(protocol)
                .build();
        var codec = Http3.newQuicClientCodecBuilder()
                .sslEngineProvider(channel -> serverName == null
                        ? tls.newEngine(channel.alloc())
                        : tls.newEngine(channel.alloc(), serverName, server.getPort()))
                .maxIdleTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                .initialMaxData(1_000_000)
                .initialMaxStreamDataBidirectionalLocal(100_000)
                .build();
        datagrams = new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .handler(codec)
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .sync()
                .channel();
        var opening = QuicChannel.newBootstrap(datagrams)
                .handler(connectionHandler)
                .streamHandler(new ChannelInboundHandlerAdapter())
                .remoteAddress(server)
                .connect();
        if (!opening.await(WAIT_SECONDS, TimeUnit.SECONDS) || !opening.isSuccess()) {
            end();
            throw new IllegalStateException("no connection", opening.cause());
        }
        connection = opening.getNow();
    }

    public QuicChannel connection() {
        return connection;
    }

    /** Whether a GOAWAY has come. */
    boolean isToldToGo() {
        return connection.pipeline().get(Http3ClientConnectionHandler.class).isGoAwayReceived();
    }

    public static Http3Headers head(String method, String path) {
        return new DefaultHttp3Headers(false)
                .method(method)
                .scheme("https")
                .authority("www.test")
                .path(path);
    }

    public QuicStreamChannel open(Answer answer) throws Exception {
        return Http3.newRequestStream(connection, answer).sync().getNow();
    }

    /** Asks, with a body or without, and trailers or without. */
    public Answer ask(Http3Headers head, byte @Nullable [] body, @Nullable Http3Headers trailers) throws Exception {
        Answer answer = new Answer();
        QuicStreamChannel stream = open(answer);
        var last = stream.write(new DefaultHttp3HeadersFrame(head));
        if (body != null) {
            last = stream.write(new DefaultHttp3DataFrame(Unpooled.wrappedBuffer(body)));
        }
        if (trailers != null) {
            last = stream.write(new DefaultHttp3HeadersFrame(trailers));
        }
        last.addListener(QuicStreamChannel.SHUTDOWN_OUTPUT);
        stream.flush();
        return answer;
    }

    public Answer get(String path) throws Exception {
        return ask(head("GET", path), null, null).await();
    }

    @Override
    public void close() {
        connection.close().awaitUninterruptibly(WAIT_SECONDS, TimeUnit.SECONDS);
        end();
    }

    /** The channel first: a loop that ends with it open may not come to releasing what the codec has. */
    private void end() {
        datagrams.close().awaitUninterruptibly(WAIT_SECONDS, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly(WAIT_SECONDS, TimeUnit.SECONDS);
    }
}
