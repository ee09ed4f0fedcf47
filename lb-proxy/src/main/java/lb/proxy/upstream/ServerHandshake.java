package lb.proxy.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;
import lb.proxy.loop.LoopContext;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.Template;
import lb.proxy.settings.TemplatePart;
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

    /** @param target where the channel is connected to */
    static void begin(
            LoopContext loop,
            Server server,
            ConnectContext tls,
            SocketAddress target,
            DuplexChannel channel,
            Outcome outcome) {
        ServerHandshake handshake = new ServerHandshake(loop, server, channel, outcome);
        channel.pipeline().addLast(handshake);
        String name = serverName(server.settings().connect().tls());
        boolean hasHost = target instanceof InetSocketAddress;
        InetSocketAddress host =
                target instanceof InetSocketAddress known ? known : InetSocketAddress.createUnresolved("unix", 0);
        SSLEngine engine =
                tls.engine(name, hasHost ? host.getHostString() : server.name(), host.getPort(), loop.allocator());
        TlsStream.begin(loop, channel, engine, name, null, handshake);
    }

    /** Null for none. */
    private static @Nullable String serverName(@Nullable ConnectTls settings) {
        Template name = settings == null ? null : settings.serverName();
        if (name == null) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (TemplatePart part : name.parts()) {
            if (part instanceof TemplatePart.Literal(String literal)) {
                text.append(literal);
            }
        }
        return text.isEmpty() ? null : text.toString();
    }

    @Override
    public void established(TlsStream stream) {
        if (!isOver) {
            isOver = true;
            server.tlsCounts().shaken(loop.index(), stream.facts().resumed());
            channel.closeFuture().addListener(_ -> server.tlsCounts().closed(loop.index()));
            channel.pipeline().remove(this);
            outcome.shaken(stream);
        }
    }

    @Override
    public void failed(Exception cause) {
        if (!isOver) {
            isOver = true;
            server.tlsCounts().failed(loop.index());
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
