package lb.proxy.loop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.AbstractEpollServerChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.NativeInetAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A TCP socket that listens, and accepts {@link TcpChannel}s. */
final class TcpListener extends AbstractEpollServerChannel {
    private final TcpListenerConfig config;
    private @Nullable InetSocketAddress address;

    /** @throws ChannelException when there is no descriptor left */
    TcpListener(SocketProtocolFamily family) {
        super(LinuxSocket.newSocketStream(family), false);
        config = new TcpListenerConfig(this);
        sendAtOnce();
    }

    /** One that listens already. */
    TcpListener(int descriptor) {
        super(descriptor);
        config = new TcpListenerConfig(this);
        sendAtOnce();
        address = socket.localAddress();
        active = true;
    }

    /** What it accepts has its options from the start: TCP_NODELAY set here is a call less for each. */
    private void sendAtOnce() {
        try {
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            throw new ChannelException(e);
        }
    }

    @Override
    public TcpListenerConfig config() {
        return config;
    }

    @Override
    protected void doBind(SocketAddress to) throws Exception {
        super.doBind(to);
        socket.listen(config.backlog());
        address = socket.localAddress();
        active = true;
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return address;
    }

    @Override
    protected Channel newChildChannel(int descriptor, byte[] remote, int offset, int length) {
        return new TcpChannel(
                this,
                descriptor,
                NativeInetAddress.address(remote, offset, length),
                config.isTransparent() ? null : only());
    }

    /** The address that all its connections have been made to; null where it has not just one. */
    private @Nullable InetSocketAddress only() {
        InetSocketAddress known = address;
        return known == null || known.getAddress().isAnyLocalAddress() ? null : known;
    }
}
