package lb.proxy.loop;

import static lb.proxy.loop.EpollBits.ERROR;
import static lb.proxy.loop.EpollBits.HANG_UP;
import static lb.proxy.loop.EpollBits.IN;
import static lb.proxy.loop.EpollBits.OUT;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection in {@link EpollOnDemand}, with the system calls that it needs and no others. Netty's own asks the kernel
 * for both addresses, SO_SNDBUF, SO_ERROR and SO_LINGER of each, mostly for nobody: nine calls of the twenty-six for a
 * request on a connection of its own, and half a kilobyte.
 *
 * <p>It receives once for each read that is asked for, and stays open when the peer ends its output.
 */
final class TcpChannel extends AbstractChannel implements DuplexChannel, UnixChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    /** Of linux/tcp.h. */
    private static final int IPPROTO_TCP = 6;

    private static final int TCP_CORK = 3;

    /** Then others have their turn; what is left goes when epoll says that it can. */
    private static final int MOST_WRITES_AT_ONCE = 16;

    private final Socket socket;
    private final TcpChannelConfig config;
    private volatile boolean active;
    private @Nullable SocketAddress local;
    private @Nullable SocketAddress remote;

    /** Null before the registration, as the next. */
    private @Nullable IoRegistration registration;

    private @Nullable EpollRegistration epoll;

    /** What epoll is asked for: {@link EpollBits#IN} and {@link EpollBits#OUT}. */
    private int asked;

    private boolean readPending;
    private boolean inputEndTold;
    private @Nullable ChannelPromise connecting;

    /**
     * One that was accepted.
     *
     * @param local null where it has to be asked for
     */
    TcpChannel(Channel listener, int descriptor, InetSocketAddress remote, @Nullable SocketAddress local) {
        super(listener);
        socket = new Socket(descriptor);
        config = new TcpChannelConfig(this, socket);
        this.remote = remote;
        this.local = local;
        active = true;
    }

    /**
     * One to be opened.
     *
     * @param family null for one that can connect to either
     * @throws ChannelException when there is no descriptor left
     */
    TcpChannel(@Nullable SocketProtocolFamily family) {
        super(null);
        socket = LinuxSocket.newSocketStream(family);
        config = new TcpChannelConfig(this, socket);
        try {
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            throw new ChannelException(e);
        }
    }

    @Override
    public TcpChannelConfig config() {
        return config;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        SocketAddress known = local;
        if (known == null && socket.isOpen()) {
            known = socket.localAddress();
            // Before it is connected it may yet become another one.
            local = active ? known : null;
        }
        return known;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return remote;
    }

    /** The kernel holds back a packet that is not full until more is to be sent, or the end. */
    void cork() {
        try {
            socket.setIntOpt(IPPROTO_TCP, TCP_CORK, 1);
        } catch (IOException e) {
            // It is over: the next write says so.
        }
    }

    // Epoll

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return loop instanceof IoEventLoop handling && handling.isCompatible(TcpUnsafe.class);
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        ((IoEventLoop) eventLoop()).register((TcpUnsafe) unsafe()).addListener(future -> {
            if (future.isSuccess()) {
                registration = (IoRegistration) future.getNow();
                promise.setSuccess();
            } else {
                promise.setFailure(future.cause());
            }
        });
    }

    @Override
    protected void doDeregister() {
        IoRegistration registered = registration;
        if (registered != null) {
            registered.cancel();
        }
    }

    private void ask(int wanted) {
        if (asked != wanted) {
            asked = wanted;
            EpollRegistration registered = epoll;
            if (registered != null) {
                registered.ask(wanted);
            }
        }
    }

    @Override
    protected TcpUnsafe newUnsafe() {
        return new TcpUnsafe();
    }

    // Opening and closing

    @Override
    protected void doBind(SocketAddress address) throws IOException {
        socket.bind(address);
    }

    @Override
    protected void doDisconnect() throws IOException {
        doClose();
    }

    @Override
    protected void doClose() throws IOException {
        active = false;
        ChannelPromise given = connecting;
        connecting = null;
        if (given != null) {
            given.tryFailure(new ClosedChannelException());
        }
        doDeregister();
        socket.close();
    }

    @Override
    protected void doShutdownOutput() throws IOException {
        // What waits is dropped, and there would be room for it without end.
        ask(asked & ~OUT);
        socket.shutdown(false, true);
    }

    @Override
    public boolean isInputShutdown() {
        return socket.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return socket.isOutputShutdown();
    }

    @Override
    public boolean isShutdown() {
        return socket.isShutdown();
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        return onLoop(promise, () -> endOutput(promise));
    }

    /** What Netty does with what is still unsent needs an exception, and its stack: microseconds of each connection. */
    private void endOutput(ChannelPromise promise) {
        ChannelOutboundBuffer unsent = unsafe().outboundBuffer();
        if (unsent == null || !unsent.isEmpty()) {
            ((TcpUnsafe) unsafe()).shutdownOutput(promise);
            return;
        }
        try {
            if (!isOutputShutdown()) {
                doShutdownOutput();
            }
            promise.trySuccess();
        } catch (IOException | NotYetConnectedException e) {
            promise.tryFailure(e);
        }
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return onLoop(promise, () -> shutdown(true, false, promise));
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        return onLoop(promise, () -> shutdown(true, true, promise));
    }

    private void shutdown(boolean input, boolean output, ChannelPromise promise) {
        try {
            socket.shutdown(input, output);
            promise.setSuccess();
        } catch (IOException | NotYetConnectedException e) {
            promise.setFailure(e);
        }
    }

    private ChannelFuture onLoop(ChannelPromise promise, Runnable step) {
        if (eventLoop().inEventLoop()) {
            step.run();
        } else {
            eventLoop().execute(step);
        }
        return promise;
    }

    // Bytes

    @Override
    protected void doBeginRead() {
        readPending = true;
        ask(asked | IN);
    }

    @Override
    protected Object filterOutboundMessage(Object message) {
        return GatheringWrite.direct(message, alloc());
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer unsent) throws IOException {
        EpollRegistration registered = Objects.requireNonNull(epoll);
        for (int writes = 0; !unsent.isEmpty(); writes++) {
            if (writes == MOST_WRITES_AT_ONCE || !GatheringWrite.send(socket, unsent, registered.vector())) {
                ask(asked | OUT);
                return;
            }
        }
        ask(asked & ~OUT);
    }

    /** What epoll, and the pipeline's head, call. */
    final class TcpUnsafe extends AbstractUnsafe implements EpollIoHandle {
        Channel channel() {
            return TcpChannel.this;
        }

        @Override
        public FileDescriptor fd() {
            return socket;
        }

        /** Which registration it has, before the channel is told that it has one. */
        void registered(EpollRegistration registered) {
            epoll = registered;
            registered.ask(asked);
        }

        @Override
        public void close() {
            close(voidPromise());
        }

        @Override
        protected void flush0() {
            // While epoll is asked, the kernel takes nothing.
            if ((asked & OUT) == 0) {
                super.flush0();
            }
        }

        @Override
        public void handle(IoRegistration told, IoEvent event) {
            handle(((EpollIoEvent) event).ops().value());
        }

        /** Output first: a connection that was refused is told to who opens it, not as one that is broken off. */
        void handle(int come) {
            if ((come & (OUT | ERROR)) != 0) {
                if (connecting != null) {
                    finishConnect((come & (ERROR | HANG_UP)) == 0);
                } else if (!socket.isOutputShutdown()) {
                    super.flush0();
                }
            }
            if ((come & (IN | ERROR)) != 0 && active) {
                receive();
            }
        }

        @Override
        public void connect(SocketAddress to, @Nullable SocketAddress from, ChannelPromise promise) {
            if (!promise.setUncancellable() || !ensureOpen(promise)) {
                return;
            }
            try {
                if (connecting != null || active) {
                    throw new ConnectionPendingException();
                }
                if (from != null) {
                    socket.bind(from);
                }
                remote = to;
                if (socket.connect(to)) {
                    connected(promise);
                } else {
                    connecting = promise;
                    ask(asked | OUT);
                }
            } catch (IOException | RuntimeException e) {
                promise.tryFailure(annotateConnectException(e, to));
                close(voidPromise());
            }
        }

        private void connected(ChannelPromise promise) {
            active = true;
            promise.trySuccess();
            if (active) {
                pipeline().fireChannelActive();
            }
        }

        /** @param certainly whether it is known to be open, without asking the kernel */
        private void finishConnect(boolean certainly) {
            ChannelPromise promise = connecting;
            if (promise == null) {
                return;
            }
            try {
                if (!certainly && !socket.finishConnect()) {
                    return;
                }
            } catch (IOException e) {
                connecting = null;
                promise.tryFailure(annotateConnectException(e, remote));
                close(voidPromise());
                return;
            }
            connecting = null;
            ask(asked & ~OUT);
            connected(promise);
        }

        private void receive() {
            if (inputEndTold) {
                ask(asked & ~IN);
                return;
            }
            var sizes = recvBufAllocHandle();
            sizes.reset(config);
            ByteBuf bytes = sizes.allocate(config.getAllocator());
            int count;
            try {
                sizes.attemptedBytesRead(bytes.writableBytes());
                count = socket.recvAddress(bytes.memoryAddress(), 0, bytes.writableBytes());
            } catch (IOException e) {
                bytes.release();
                readPending = false;
                pipeline().fireChannelReadComplete();
                pipeline().fireExceptionCaught(e);
                endInput();
                return;
            }
            sizes.lastBytesRead(count);
            if (count > 0) {
                readPending = false;
                sizes.incMessagesRead(1);
                bytes.writerIndex(count);
                pipeline().fireChannelRead(bytes);
            } else {
                bytes.release();
            }
            sizes.readComplete();
            pipeline().fireChannelReadComplete();
            if (count < 0) {
                readPending = false;
                endInput();
            } else if (!readPending) {
                ask(asked & ~IN);
            }
        }

        private void endInput() {
            ask(asked & ~IN);
            if (active && !inputEndTold) {
                inputEndTold = true;
                try {
                    socket.shutdown(true, false);
                } catch (IOException | NotYetConnectedException e) {
                    // It is over in both directions already.
                }
                pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            }
        }
    }
}
