package lb.admin.runtime;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells somebody why he is not heard. What he sends is read all the same: a close with bytes unread would have his kernel throw
 * the sentence away, or break his write.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What a connection that ends cannot send or close needs no word.
final class RefusedConnection extends ChannelInboundHandlerAdapter {
    /** For his end of it. */
    private static final int LONGEST_MILLIS = 1000;

    private final String sentence;
    private @Nullable Future<?> limit;

    RefusedConnection(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        limit = context.executor().schedule(() -> context.close(), LONGEST_MILLIS, TimeUnit.MILLISECONDS);
        DuplexChannel channel = (DuplexChannel) context.channel();
        context.writeAndFlush(ByteBufUtil.writeUtf8(context.alloc(), sentence + "\n\n"))
                .addListener(_ -> channel.shutdownOutput());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (limit != null) {
            limit.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
