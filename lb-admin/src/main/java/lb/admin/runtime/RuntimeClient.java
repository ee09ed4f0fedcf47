package lb.admin.runtime;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.PeerCredentials;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.TcpOptions;
import lb.proxy.settings.UnixAddress;

/** Asks a running node over its runtime socket. One thread. */
@SuppressWarnings("FutureReturnValueIgnored") // What a connection that ends cannot send or close needs no word.
public final class RuntimeClient implements AutoCloseable {
    private final UnixAddress address;
    private final Duration patience;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, Thread.ofPlatform().name("lb-runtime-client").daemon().factory(), EpollIoHandler.newFactory());

    /** @param patience for how long an answer is waited for */
    public RuntimeClient(UnixAddress address, Duration patience) {
        this.address = address;
        this.patience = patience;
    }

    /**
     * Asks one thing.
     *
     * @param line a command
     * @return what was answered, without the empty line at its end
     * @throws RuntimeSocketException when nobody can be asked, or does not answer, with a sentence
     */
    public String ask(String line) throws RuntimeSocketException {
        Answer answer = new Answer();
        Channel channel = connect(answer);
        try {
            if (address.isAbstract()) {
                requireTrust((EpollDomainSocketChannel) channel);
            }
            channel.writeAndFlush(ByteBufUtil.writeUtf8(channel.alloc(), line + "\n"));
            if (!channel.closeFuture().awaitUninterruptibly(patience.toMillis())) {
                throw new RuntimeSocketException(
                        "no answer from " + address + " within " + patience.toSeconds() + " s: the node stands still");
            }
        } finally {
            channel.close();
        }
        return answer.text();
    }

    private Channel connect(Answer answer) throws RuntimeSocketException {
        Channel channel = null;
        try {
            ChannelFuture registered = new Bootstrap()
                    .group(loop)
                    .channelFactory(Sockets.EPOLL.clientSockets(address, TcpOptions.STANDARD))
                    .handler(answer)
                    // Who is refused is told so before the command has been sent; what was told is read all the same.
                    .option(ChannelOption.AUTO_CLOSE, false)
                    .register()
                    .syncUninterruptibly();
            channel = registered.channel();
            Sockets.connect(channel, address, null).syncUninterruptibly();
            return channel;
        } catch (Exception e) {
            // Netty throws what the connection failed with, an IOException, without declaring it.
            if (channel != null) {
                channel.close();
            }
            throw new RuntimeSocketException(unreachable(e));
        }
    }

    private String unreachable(Exception failure) {
        if (!address.isAbstract()
                && Files.exists(Path.of(address.path()))
                && !Files.isWritable(Path.of(address.path()))) {
            return "permission denied for " + address + ": its mode, user and group say who may use it (runtime.mode)";
        }
        boolean refused = failure instanceof IOException || failure.getCause() instanceof IOException;
        String why = refused ? "nobody answers there" : String.valueOf(failure.getMessage());
        return "no lb runs here: tried its runtime socket " + address + ", " + why
                + " (expected: a node that runs on this machine, in this network namespace; or --socket)";
    }

    /** A name without permissions can be anybody's; SO_PEERCRED tells whose it is. */
    private void requireTrust(EpollDomainSocketChannel channel) throws RuntimeSocketException {
        try {
            PeerCredentials owner = channel.peerCredentials();
            int own = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            if (owner.uid() != 0 && owner.uid() != own && own != 0) {
                throw new RuntimeSocketException(address + " is held by uid " + owner.uid() + " (pid " + owner.pid()
                        + "), who is neither root nor you: not asked");
            }
        } catch (IOException e) {
            throw new RuntimeSocketException("cannot tell whose " + address + " is: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** What has come. */
    private static final class Answer extends ChannelInboundHandlerAdapter {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf part = (ByteBuf) message;
            synchronized (bytes) {
                bytes.writeBytes(ByteBufUtil.getBytes(part));
            }
            part.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }

        String text() {
            synchronized (bytes) {
                String text = bytes.toString(StandardCharsets.UTF_8);
                return text.endsWith("\n\n") || text.equals("\n") ? text.substring(0, text.length() - 1) : text;
            }
        }
    }
}
