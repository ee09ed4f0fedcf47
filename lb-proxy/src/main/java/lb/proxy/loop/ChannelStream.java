package lb.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DuplexChannel;

/** All by the channel and its handlers, with buffers of its own. */
final class ChannelStream extends SocketStream {
    ChannelStream(DuplexChannel channel) {
        super(channel);
    }

    @Override
    public void read() {
        channel().read();
    }

    @Override
    public boolean endFollows() {
        return false;
    }

    @Override
    public ByteBuf buffer(int capacity) {
        return allocator().buffer(capacity);
    }

    @Override
    public ByteBuf keep(ByteBuf bytes) {
        return bytes;
    }

    @Override
    public void write(ByteBuf bytes) {
        var _ = channel().write(bytes, channel().voidPromise());
    }

    @Override
    public void flush() {
        channel().flush();
    }

    @Override
    public void flushSoon() {
        channel().flush();
    }

    @Override
    public void flushLast() {
        channel().flush();
    }

    @Override
    public boolean isSent() {
        return isChannelSent();
    }

    @Override
    public void closed() {
        // The channel has dropped what it had.
    }
}
