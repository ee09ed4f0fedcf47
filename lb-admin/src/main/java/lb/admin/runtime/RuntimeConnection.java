package lb.admin.runtime;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection to the runtime socket: bytes to lines, and back. On the socket's own thread. */
@SuppressWarnings("FutureReturnValueIgnored") // What a connection that ends cannot send or close needs no word.
final class RuntimeConnection extends ChannelInboundHandlerAdapter {
    private final Conversation conversation;
    private final LineAssembly lines = new LineAssembly();
    private @Nullable Future<?> idle;
    private @Nullable ByteBuf unread;
    private boolean asksNoMore;
    private boolean ended;

    RuntimeConnection(Conversation conversation) {
        this.conversation = conversation;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        restart(context);
    }

    private void restart(ChannelHandlerContext context) {
        if (idle != null) {
            idle.cancel(false);
        }
        idle = context.executor()
                .schedule(() -> context.close(), conversation.idle().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (unread != null) {
            unread = Unpooled.wrappedBuffer(unread, bytes);
            return;
        }
        take(context, bytes);
    }

    /** Whoever asks and asks, and takes no answer, must not fill the memory: its further lines wait until it does. */
    private void take(ChannelHandlerContext context, ByteBuf bytes) {
        while (bytes.isReadable() && !ended && context.channel().isWritable()) {
            String line = lines.take(bytes.readByte());
            if (line != null) {
                Conversation.Reply reply = conversation.hear(line);
                restart(context);
                send(context, reply.text(), reply.end());
            } else if (lines.isTooLong()) {
                send(context, Answers.REFUSED + "a line of more than " + LineAssembly.LONGEST + " bytes\n\n", true);
            }
        }
        if (bytes.isReadable() && !ended) {
            unread = bytes;
        } else {
            bytes.release();
        }
        if (!ended) {
            context.channel().config().setAutoRead(unread == null);
            endIfOver(context);
        }
    }

    /** It asks nothing more, and what it has asked is answered. */
    private void endIfOver(ChannelHandlerContext context) {
        if (asksNoMore && unread == null && !ended) {
            send(context, "", true);
        }
    }

    private void send(ChannelHandlerContext context, String text, boolean last) {
        if (last) {
            ended = true;
            context.pipeline().replace(this, null, new LastWords(text));
        } else {
            context.writeAndFlush(ByteBufUtil.writeUtf8(context.alloc(), text));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        restart(context);
        ByteBuf waiting = unread;
        if (waiting != null && context.channel().isWritable()) {
            unread = null;
            take(context, waiting);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            asksNoMore = true;
            endIfOver(context);
        }
    }

    /** Another has the last words, or the connection is no more. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        requireNonNull(idle).cancel(false);
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
