package lb.admin.runtime;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import lb.proxy.linux.DescriptorMessage;
import lb.proxy.loop.PassedListener;
import lb.proxy.settings.PassedSocket;
import org.jspecify.annotations.Nullable;

/**
 * Passes listening sockets to the process at the other end, as {@link ListenerMessage} has it, and ends the connection. What is said
 * goes past Netty, which knows no message with descriptors: nothing else is written here. On the socket's own thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What a connection that ends cannot close needs no word.
final class ListenerHandOver extends ChannelInboundHandlerAdapter {
    private final List<PassedSocket> sockets;
    private final Duration patience;
    private int sent;
    private int heard;
    private @Nullable Future<?> limit;

    /**
     * Begins once it is added to a connection.
     *
     * @param sockets closed here afterwards
     * @param patience for how long the other may say nothing
     */
    ListenerHandOver(List<PassedSocket> sockets, Duration patience) {
        this.sockets = sockets;
        this.patience = patience;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        limit = context.executor().schedule(() -> context.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
        context.channel().config().setAutoRead(true);
        if (send(context, ListenerMessage.number(sockets.size()), List.of())) {
            next(context);
        } else {
            context.close();
        }
    }

    private void next(ChannelHandlerContext context) {
        List<PassedSocket> batch = sockets.subList(sent, Math.min(sockets.size(), sent + DescriptorMessage.MOST));
        sent += batch.size();
        boolean went = batch.isEmpty()
                || send(
                        context,
                        ListenerMessage.of(batch),
                        batch.stream().map(PassedSocket::descriptor).toList());
        if (!went || sent == sockets.size()) {
            context.close();
        }
    }

    /** Whether it went: all at once, as there is room for it in an empty buffer of the kernel's. */
    private static boolean send(ChannelHandlerContext context, byte[] data, List<Integer> descriptors) {
        int socket = ((UnixChannel) context.channel()).fd().intValue();
        return DescriptorMessage.send(socket, data, descriptors) == data.length;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf said = (ByteBuf) message;
        heard += said.readableBytes();
        said.release();
        while (heard >= ListenerMessage.NUMBER && sent < sockets.size()) {
            heard -= ListenerMessage.NUMBER;
            next(context);
        }
    }

    /** Whoever says no more is gone, or wants no more. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            context.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (limit != null) {
            limit.cancel(false);
        }
        sockets.forEach(socket -> PassedListener.close(socket.descriptor()));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
