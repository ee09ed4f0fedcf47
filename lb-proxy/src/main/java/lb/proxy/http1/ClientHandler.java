package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import lb.proxy.listen.Client;
import lb.proxy.loop.Stream;

/**
 * The only handler in the pipeline of a client's channel: whoever has the connection is told what happens to it. That is a
 * {@link ClientSession}, until the client turns out to speak HTTP/2. On its event loop.
 */
final class ClientHandler extends ChannelInboundHandlerAdapter implements Stream.User {
    private ClientUser user;

    private final boolean http2Only;

    /** @param http2Only whether the client is to begin with HTTP/2 */
    ClientHandler(Fronts fronts, Client client, boolean http2Only) {
        this.http2Only = http2Only;
        user = new ClientSession(fronts, client, this);
    }

    boolean isHttp2Only() {
        return http2Only;
    }

    /** Another has the connection from now on. */
    void use(ClientUser next) {
        user = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            user.start();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        user.start();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        user.received((ByteBuf) message);
    }

    @Override
    public void received(ByteBuf bytes) {
        user.received(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        user.receiveComplete();
    }

    @Override
    public void receiveComplete() {
        user.receiveComplete();
    }

    @Override
    public void wasReset() {
        user.wasReset();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        user.writabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            user.inputEnded();
        } else {
            user.told(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        user.failed(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        user.closed();
    }
}
