package lb.admin.runtime;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says something and ends the connection. What still comes is read and dropped: a close with bytes unread would have the other
 * kernel throw the words away, or break a write. On the socket's own thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What a connection that ends cannot send or close needs no word.
final class LastWords extends ChannelInboundHandlerAdapter {
    /** For the other's end of it, once he has the words. */
    private static final long LINGER_MILLIS = 1000;

    private final String words;
    private final Duration patience;
    private boolean said;
    private @Nullable Future<?> limit;

    /**
     * Says them once it is added to a connection.
     *
     * @param words empty for a mere end
     * @param patience how long the other may take none of what is still to be sent
     */
    LastWords(String words, Duration patience) {
        this.words = words;
        this.patience = patience;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (context.channel().isActive()) {
            say(context);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        say(context);
    }

    private void say(ChannelHandlerContext context) {
        DuplexChannel channel = (DuplexChannel) context.channel();
        limit(context, patience.toMillis());
        context.writeAndFlush(ByteBufUtil.writeUtf8(context.alloc(), words)).addListener(_ -> {
            said = true;
            if (channel.isInputShutdown()) {
                channel.close();
            } else {
                channel.shutdownOutput();
                limit(context, LINGER_MILLIS);
            }
        });
        channel.config().setAutoRead(true);
    }

    private void limit(ChannelHandlerContext context, long millis) {
        if (limit != null) {
            limit.cancel(false);
        }
        limit = context.executor().schedule(() -> context.close(), millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!said) {
            limit(context, patience.toMillis());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        // Until then the other has said all, and waits for the words.
        if (event instanceof ChannelInputShutdownEvent && said) {
            context.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (limit != null) {
            limit.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
