package lb.proxy.http1;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannelConfig;
import java.nio.channels.ClosedChannelException;

/** The options of an {@link InMemorySocket}: those of Netty hold, those of the kernel are kept and mean nothing. */
final class InMemorySocketConfig extends DefaultChannelConfig implements SocketChannelConfig {
    private final InMemorySocket socket;
    private int linger = -1;

    InMemorySocketConfig(InMemorySocket socket) {
        super(socket);
        this.socket = socket;
    }

    @Override
    public boolean isTcpNoDelay() {
        return true;
    }

    @Override
    public InMemorySocketConfig setTcpNoDelay(boolean value) {
        return this;
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        if (option == ChannelOption.SO_LINGER) {
            setSoLinger((Integer) value);
            return true;
        }
        return super.setOption(option, value);
    }

    @Override
    public int getSoLinger() {
        return linger;
    }

    @Override
    public InMemorySocketConfig setSoLinger(int value) {
        if (!socket.isOpen()) {
            // As the kernel's sockets do.
            throw new ChannelException(new ClosedChannelException());
        }
        linger = value;
        return this;
    }

    @Override
    public int getSendBufferSize() {
        return 0;
    }

    @Override
    public InMemorySocketConfig setSendBufferSize(int value) {
        return this;
    }

    @Override
    public int getReceiveBufferSize() {
        return 0;
    }

    @Override
    public InMemorySocketConfig setReceiveBufferSize(int value) {
        return this;
    }

    @Override
    public boolean isKeepAlive() {
        return true;
    }

    @Override
    public InMemorySocketConfig setKeepAlive(boolean value) {
        return this;
    }

    @Override
    public int getTrafficClass() {
        return 0;
    }

    @Override
    public InMemorySocketConfig setTrafficClass(int value) {
        return this;
    }

    @Override
    public boolean isReuseAddress() {
        return true;
    }

    @Override
    public InMemorySocketConfig setReuseAddress(boolean value) {
        return this;
    }

    @Override
    public boolean isAllowHalfClosure() {
        return true;
    }

    @Override
    public InMemorySocketConfig setAllowHalfClosure(boolean value) {
        return this;
    }

    @Override
    public InMemorySocketConfig setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
        return this;
    }

    @Override
    public InMemorySocketConfig setConnectTimeoutMillis(int value) {
        super.setConnectTimeoutMillis(value);
        return this;
    }

    @Override
    public InMemorySocketConfig setMaxMessagesPerRead(int value) {
        super.setMaxMessagesPerRead(value);
        return this;
    }

    @Override
    public InMemorySocketConfig setWriteSpinCount(int value) {
        super.setWriteSpinCount(value);
        return this;
    }

    @Override
    public InMemorySocketConfig setAllocator(ByteBufAllocator value) {
        super.setAllocator(value);
        return this;
    }

    @Override
    public InMemorySocketConfig setRecvByteBufAllocator(RecvByteBufAllocator value) {
        super.setRecvByteBufAllocator(value);
        return this;
    }

    @Override
    public InMemorySocketConfig setAutoRead(boolean value) {
        super.setAutoRead(value);
        return this;
    }

    @Override
    public InMemorySocketConfig setAutoClose(boolean value) {
        super.setAutoClose(value);
        return this;
    }

    @Override
    public InMemorySocketConfig setMessageSizeEstimator(MessageSizeEstimator value) {
        super.setMessageSizeEstimator(value);
        return this;
    }

    @Override
    public InMemorySocketConfig setWriteBufferWaterMark(WriteBufferWaterMark value) {
        super.setWriteBufferWaterMark(value);
        return this;
    }
}
