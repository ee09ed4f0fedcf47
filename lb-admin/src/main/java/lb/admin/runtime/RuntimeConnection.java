package lb.admin.runtime;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.proxy.settings.PassedSocket;
import org.jspecify.annotations.Nullable;

/** One connection to the runtime socket: bytes to lines, and back. On the socket's own thread. */
@SuppressWarnings("FutureReturnValueIgnored") // What a connection that ends cannot send or close needs no word.
final class RuntimeConnection extends ChannelInboundHandlerAdapter {
    private final Conversation conversation;
    private final ListenerSource listeners;
    private final LineAssembly lines = new LineAssembly();
    private @Nullable Future<?> idle;
    private @Nullable ByteBuf unread;
    private @Nullable Reply reply;
    private boolean asksNoMore;
    private boolean busy;
    private boolean ended;

    /** @param listeners what is passed to a process that asks for it */
    RuntimeConnection(Conversation conversation, ListenerSource listeners) {
        this.conversation = conversation;
        this.listeners = listeners;
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
        unread = unread == null ? bytes : Unpooled.wrappedBuffer(unread, bytes);
        goOn(context);
    }

    /** Whoever asks and asks, and takes no answer, must not fill the memory: all stands still until it does. */
    private void goOn(ChannelHandlerContext context) {
        if (busy) {
            // What was written has gone at once; the loop below sees it.
            return;
        }
        busy = true;
        boolean moved = true;
        while (moved && !ended) {
            if (!context.channel().isWritable()) {
                context.flush();
            }
            moved = context.channel().isWritable() && (reply == null ? hear(context) : say(context, reply));
        }
        busy = false;
        if (!ended) {
            context.flush();
            context.channel().config().setAutoRead(unread == null && reply == null);
        }
    }

    /** Takes the next line; false where there is none. */
    private boolean hear(ChannelHandlerContext context) {
        ByteBuf bytes = unread;
        while (bytes != null && bytes.isReadable()) {
            String line = lines.take(bytes.readByte());
            if (line != null) {
                restart(context);
                if (line.equals(ListenerMessage.COMMAND)) {
                    passOn(context);
                    return false;
                }
                reply = conversation.hear(line);
                return true;
            }
            if (lines.isTooLong()) {
                end(context, Answers.REFUSED + "a line of more than " + LineAssembly.LONGEST + " bytes\n\n");
                return false;
            }
        }
        dropUnread();
        if (asksNoMore) {
            // And what it has asked is answered.
            end(context, "");
        }
        return false;
    }

    /** Nothing is answered where there is nothing to pass on, as HAProxy has it. */
    private void passOn(ChannelHandlerContext context) {
        List<PassedSocket> sockets = listeners.copies();
        ended = true;
        context.flush();
        context.pipeline()
                .replace(
                        this,
                        null,
                        sockets == null
                                ? new LastWords("", conversation.idle())
                                : new ListenerHandOver(sockets, conversation.idle()));
    }

    private boolean say(ChannelHandlerContext context, Reply said) {
        String piece = said.next();
        if (piece == null) {
            reply = null;
            if (said.end()) {
                end(context, "");
            }
        } else if (!piece.isEmpty()) {
            context.write(ByteBufUtil.writeUtf8(context.alloc(), piece)).addListener(_ -> wasTaken(context));
        }
        return true;
    }

    private void wasTaken(ChannelHandlerContext context) {
        if (!context.isRemoved()) {
            restart(context);
        }
    }

    private void end(ChannelHandlerContext context, String words) {
        ended = true;
        context.pipeline().replace(this, null, new LastWords(words, conversation.idle()));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        goOn(context);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            asksNoMore = true;
            goOn(context);
        }
    }

    /** Another has the last words, or the connection is no more. */
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        requireNonNull(idle).cancel(false);
        dropUnread();
    }

    private void dropUnread() {
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
