package lb.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/** All by the channel and its handlers, with buffers of its own. */
final class ChannelStream implements Stream {
    private final Channel channel;

    ChannelStream(Channel channel) {
        this.channel = channel;
    }

    @Override
    public void read() {
        channel.read();
    }

    @Override
    public boolean endFollows() {
        return false;
    }

    @Override
    public ByteBuf buffer(int capacity) {
        return channel.alloc().buffer(capacity);
    }

    @Override
    public ByteBuf keep(ByteBuf bytes) {
        return bytes;
    }

    @Override
    public void write(ByteBuf bytes) {
        var _ = channel.write(bytes, channel.voidPromise());
    }

    @Override
    public void flush() {
        channel.flush();
    }

    @Override
    public void flushSoon() {
        channel.flush();
    }

    @Override
    public void flushLast() {
        channel.flush();
    }

    @Override
    public boolean isSent() {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent != null && unsent.totalPendingWriteBytes() == 0;
    }

    @Override
    public void closed() {
        // The channel has dropped what it had.
    }
}
