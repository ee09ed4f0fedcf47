package lb.proxy.loop;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;

/** The bytes of a socket as they are: what both ways of moving them have in common, which is their channel's. */
abstract class SocketStream implements Stream {
    private final DuplexChannel channel;

    SocketStream(DuplexChannel channel) {
        this.channel = channel;
    }

    @Override
    public final DuplexChannel socket() {
        return channel;
    }

    /** The same where nobody cares what ends it. */
    final Channel channel() {
        return channel;
    }

    @Override
    public final ByteBufAllocator allocator() {
        return channel.alloc();
    }

    @Override
    public final boolean isOpen() {
        return channel.isActive();
    }

    @Override
    public final boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public final long backlog() {
        return channel.isWritable() ? -channel.bytesBeforeUnwritable() : channel.bytesBeforeWritable();
    }

    /** Whether the channel has nothing left to write. */
    final boolean isChannelSent() {
        ChannelOutboundBuffer queued = channel.unsafe().outboundBuffer();
        return queued != null && queued.totalPendingWriteBytes() == 0;
    }

    @Override
    public final void whenSent(Runnable sent) {
        // An empty write is done when all before it is.
        var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> sent.run());
    }

    @Override
    public final void endOutput() {
        var _ = channel.shutdownOutput();
    }

    @Override
    public final void resetOnClose() {
        Sockets.resetOnClose(channel);
    }

    @Override
    public final void close() {
        var _ = channel.close();
    }

    @Override
    public final void fail(Throwable cause) {
        channel.pipeline().fireExceptionCaught(cause);
    }
}
