package lb.proxy.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;
import lb.proxy.loop.LoopContext;
import lb.proxy.tls.ConnectContext;
import lb.proxy.tls.TlsHandshake;
import lb.proxy.tls.TlsStream;
import org.jspecify.annotations.Nullable;

/** The handshake on a connection to a server, until it is over: then it is no handler of the connection any more. */
final class ServerHandshake extends ChannelInboundHandlerAdapter implements TlsHandshake {
    /** Told once, unless the connection is closed by others before. */
    interface Outcome {
        /** Bytes may pass. */
        void shaken(TlsStream stream);

        /** It came to nothing; the channel is open, or not. */
        void failed(Exception cause);
    }

    private final LoopContext loop;
    private final Server server;
    private final DuplexChannel channel;
    private final Outcome outcome;
    private boolean isOver;

    private ServerHandshake(LoopContext loop, Server server, DuplexChannel channel, Outcome outcome) {
        this.loop = loop;
        this.server = server;
        this.channel = channel;
        this.outcome = outcome;
    }

    /**
     * @param name what the server is asked for (SNI); null for nothing
     * @param target where the channel is connected to
     */
    static void begin(
            LoopContext loop,
            Server server,
            ConnectContext tls,
            @Nullable String name,
            SocketAddress target,
            DuplexChannel channel,
            Outcome outcome) {
        ServerHandshake handshake = new ServerHandshake(loop, server, channel, outcome);
        channel.pipeline().addLast(handshake);
        boolean hasHost = target instanceof InetSocketAddress;
        InetSocketAddress host =
                target instanceof InetSocketAddress known ? known : InetSocketAddress.createUnresolved("unix", 0);
        SSLEngine engine =
                tls.engine(name, hasHost ? host.getHostString() : server.name(), host.getPort(), loop.allocator());
        TlsStream.begin(loop, channel, engine, name, null, handshake);
    }

    @Override
    public void established(TlsStream stream) {
        if (!isOver) {
            isOver = true;
            server.tls().counts().shaken(loop.index(), stream.facts().resumed());
            channel.closeFuture().addListener(_ -> server.tls().counts().closed(loop.index()));
            channel.pipeline().remove(this);
            outcome.shaken(stream);
        }
    }

    @Override
    public void failed(Exception cause) {
        if (!isOver) {
            isOver = true;
            server.tls().counts().failed(loop.index());
            outcome.failed(cause);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        failed(new IOException("the connection ended in the TLS handshake"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        failed(cause instanceof Exception exception ? exception : new IOException(cause));
    }
}
