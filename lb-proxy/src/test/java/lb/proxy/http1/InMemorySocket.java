package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A connection whose other end is the test. What the test sends arrives in exactly the segments in which it was sent, one
 * for each request to read, on the event loop; what is written is taken at once and kept.
 */
public final class InMemorySocket extends AbstractChannel implements SocketChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);
    public static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    /** What becomes of an attempt to connect it. */
    public enum Connects {
        AT_ONCE,
        REFUSED,
        NEVER,
        /** There is no socket in the first place, which is for its maker to say. */
        NO_DESCRIPTOR
    }

    private final InMemorySocketConfig config;
    private final Connects connects;
    private final Deque<byte[]> arriving = new ArrayDeque<>();
    private final StringBuilder written = new StringBuilder();
    private int arrived;
    private boolean connected;
    private boolean open = true;
    private boolean ended;
    private boolean inputShutdown;
    private boolean outputShutdown;
    private boolean reading;
    private boolean failing;
    private boolean taking = true;

    private InMemorySocket(ByteBufAllocator memory, boolean connected, Connects connects) {
        super(null);
        this.connects = connects;
        this.connected = connected;
        config = new InMemorySocketConfig(this);
        config.setAllocator(memory);
        config.setAutoRead(false);
    }

    /** The proxy's end of a client's connection. */
    public static InMemorySocket accepted(ByteBufAllocator memory) {
        return new InMemorySocket(memory, true, Connects.AT_ONCE);
    }

    /** A socket that the proxy has yet to connect. */
    static InMemorySocket unconnected(ByteBufAllocator memory) {
        return unconnected(memory, Connects.AT_ONCE);
    }

    /** The same, and what becomes of that. */
    public static InMemorySocket unconnected(ByteBufAllocator memory, Connects connects) {
        return new InMemorySocket(memory, false, connects);
    }

    // The other end

    public void send(String segment) {
        send(segment.getBytes(ISO_8859_1));
    }

    void send(byte[] segment) {
        if (segment.length > 0) {
            arriving.addLast(segment);
            deliverSoon();
        }
    }

    /** Closes the other end's half. */
    public void end() {
        ended = true;
        deliverSoon();
    }

    /** From now on no write succeeds. */
    void failWrites() {
        failing = true;
    }

    /** Whether what is written is taken from now on; what was written meanwhile waits. */
    public void take(boolean takes) {
        taking = takes;
        if (takes && isActive()) {
            eventLoop().execute(() -> unsafe().flush());
        }
    }

    /** Everything written so far, one character a byte. */
    CharSequence written() {
        return written;
    }

    /** Whether the other end has seen the end of this one. */
    boolean isEnded() {
        return outputShutdown || !open;
    }

    /** Whether the end came as a reset. */
    boolean isReset() {
        return !open && config.getSoLinger() == 0;
    }

    // What arrives

    @Override
    protected void doBeginRead() {
        reading = true;
        deliverSoon();
    }

    private void deliverSoon() {
        if (reading && isRegistered() && (!arriving.isEmpty() || ended)) {
            eventLoop().execute(this::deliver);
        }
    }

    private void deliver() {
        if (!reading || !open || (arriving.isEmpty() && !ended)) {
            return;
        }
        reading = false;
        byte[] segment = arriving.peekFirst();
        if (segment == null) {
            if (!inputShutdown) {
                inputShutdown = true;
                pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            }
            return;
        }
        RecvByteBufAllocator.Handle sizes = unsafe().recvBufAllocHandle();
        sizes.reset(config);
        ByteBuf bytes = config.getAllocator().heapBuffer(sizes.guess());
        int length = Math.min(bytes.writableBytes(), segment.length - arrived);
        bytes.writeBytes(segment, arrived, length);
        sizes.attemptedBytesRead(bytes.capacity());
        sizes.lastBytesRead(length);
        sizes.incMessagesRead(1);
        arrived += length;
        if (arrived == segment.length) {
            arriving.removeFirst();
            arrived = 0;
        }
        pipeline().fireChannelRead(bytes);
        sizes.readComplete();
        pipeline().fireChannelReadComplete();
    }

    // What is written

    @Override
    protected void doWrite(ChannelOutboundBuffer out) throws IOException {
        if (failing) {
            throw new IOException("Broken pipe");
        }
        for (Object message = out.current(); taking && message != null; message = out.current()) {
            ByteBuf bytes = (ByteBuf) message;
            written.append(bytes.toString(ISO_8859_1));
            out.progress(bytes.readableBytes());
            out.remove();
        }
    }

    @Override
    protected void doShutdownOutput() {
        outputShutdown = true;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        ((AbstractUnsafe) unsafe()).shutdownOutput(promise);
        return promise;
    }

    // The rest of a channel

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new AbstractUnsafe() {
            @Override
            public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
                if (connects == Connects.AT_ONCE) {
                    connected = true;
                    promise.setSuccess();
                    pipeline().fireChannelActive();
                } else if (connects == Connects.REFUSED) {
                    promise.setFailure(new ConnectException("Connection refused"));
                }
            }
        };
    }

    @Override
    protected void doClose() {
        open = false;
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doBind(SocketAddress local) {}

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open && connected;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public InMemorySocketConfig config() {
        return config;
    }

    @Override
    public ServerSocketChannel parent() {
        return null;
    }

    @Override
    protected SocketAddress localAddress0() {
        return ADDRESS;
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return ADDRESS;
    }

    @Override
    public InetSocketAddress localAddress() {
        return ADDRESS;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return ADDRESS;
    }

    @Override
    public boolean isInputShutdown() {
        return inputShutdown;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown;
    }

    @Override
    public boolean isShutdown() {
        return inputShutdown && outputShutdown;
    }

    @Override
    public ChannelFuture shutdownInput() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }
}
