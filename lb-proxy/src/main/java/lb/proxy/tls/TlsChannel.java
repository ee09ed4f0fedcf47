package lb.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import lb.proxy.loop.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the handler of a connection with TLS: what the channel tells of its bytes and of their end is for the stream,
 * which tells the handler of the plaintext's. It is the stream's first user as well, for handlers that have none.
 */
final class TlsChannel extends ChannelInboundHandlerAdapter implements Stream.User {
    private final TlsStream stream;
    private @Nullable ChannelHandlerContext context;

    TlsChannel(TlsStream stream) {
        this.stream = stream;
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not in the pipeline");
        }
        return context;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    // The channel's events

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        stream.received((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        stream.receiveComplete();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            stream.inputEnded();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ctx.fireChannelInactive();
        stream.closed();
    }

    // The plaintext's

    @Override
    public void received(ByteBuf bytes) {
        context().fireChannelRead(stream.keep(bytes));
    }

    @Override
    public void receiveComplete() {
        context().fireChannelReadComplete();
    }

    void tellEnd() {
        context().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    void tellFailure(Throwable cause) {
        context().fireExceptionCaught(cause);
    }
}
