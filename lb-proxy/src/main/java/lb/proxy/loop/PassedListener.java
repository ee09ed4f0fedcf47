package lb.proxy.loop;

import io.netty.channel.ChannelException;
import io.netty.channel.ServerChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import lb.proxy.linux.SocketCalls;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.PassedSocket;
import lb.proxy.settings.UnixAddress;
import org.jspecify.annotations.Nullable;

/**
 * A socket that listens, which another process has passed to this one.
 *
 * @param address that it is bound to; of a file without what its process has written behind it while it was bound
 * @param device the interface that it is bound to; empty for none
 * @param ipv6Only whether a wildcard of IPv6 leaves IPv4 alone
 */
public record PassedListener(int descriptor, SocketAddress address, String device, boolean ipv6Only) {
    /** What this program and HAProxy write behind a path: the process, as long as the socket is not in its place. */
    private static final Pattern BINDING = Pattern.compile("\\.[0-9]+(\\.tmp)?$");

    /** What was passed; null where it is no stream socket that listens. */
    public static @Nullable PassedListener of(PassedSocket passed) {
        int descriptor = passed.descriptor();
        try {
            if (!InheritedListener.isSocket(descriptor) || !InheritedListener.listens(descriptor)) {
                return null;
            }
            SocketAddress name = SocketName.of(descriptor);
            boolean six = name instanceof InetSocketAddress network && network.getAddress() instanceof Inet6Address;
            boolean only = six && new Socket(descriptor).getIntOpt(SocketCalls.SOL_IPV6, SocketCalls.IPV6_V6ONLY) != 0;
            return name == null ? null : new PassedListener(descriptor, place(name), passed.device(), only);
        } catch (IOException e) {
            return null;
        }
    }

    private static SocketAddress place(SocketAddress name) {
        return name instanceof UnixAddress unix && !unix.isAbstract()
                ? UnixAddress.file(BINDING.matcher(unix.path()).replaceFirst(""))
                : name;
    }

    /**
     * Whether it is what a bind asks for.
     *
     * @param alone whether a wildcard of IPv6 has to leave IPv4 to another socket
     */
    public boolean isFor(BindSettings bind, boolean alone) {
        if (!address.equals(bind.address()) || isOnAnotherInterface(bind.address())) {
            return false;
        }
        if (!(address instanceof InetSocketAddress network)) {
            // Nobody would find one whose file is gone.
            return !(address instanceof UnixAddress unix) || unix.isAbstract() || Files.exists(Path.of(unix.path()));
        }
        Boolean asked = bind.listen().ipv6Only();
        boolean only = asked == null ? alone : asked;
        boolean wildcardOf6 = network.getAddress() instanceof Inet6Address six && six.isAnyLocalAddress();
        return device.equals(Objects.requireNonNullElse(bind.tcp().device(), "")) && (!wildcardOf6 || only == ipv6Only);
    }

    /** Equality leaves out the interface of a link-local address. One that names none is asked for with a device. */
    private boolean isOnAnotherInterface(SocketAddress asked) {
        int scope = scope(asked);
        return scope != 0 && scope != scope(address);
    }

    private static int scope(SocketAddress address) {
        return address instanceof InetSocketAddress network && network.getAddress() instanceof Inet6Address six
                ? six.getScopeId()
                : 0;
    }

    /**
     * It with the options of a bind that it is for. It does not accept until it is told to read.
     *
     * @param shared whether another socket may have the same port
     * @throws ChannelException if the kernel refuses an option
     */
    public ServerChannel open(BindSettings bind, boolean shared) {
        ServerChannel channel = InheritedListener.of(descriptor);
        try {
            Sockets.setAccept(channel.config(), bind);
            SocketDescriptors.setBacklog(descriptor, bind.listen().backlog());
            if (bind.address() instanceof InetSocketAddress network) {
                LinuxOptions.takeBack(channel.config(), network.getAddress(), bind.listen(), bind.tcp());
                Sockets.EPOLL.setListen(channel.config(), network.getAddress(), bind, shared);
                takeSyns(channel);
            }
            return channel;
        } catch (IOException e) {
            throw new ChannelException(e.getMessage(), e);
        }
    }

    /** Where the other process had it hold clients back. */
    private static void takeSyns(ServerChannel channel) {
        try {
            Sockets.EPOLL.takeSyns(channel);
        } catch (ChannelException e) {
            // ENOENT: there is no filter.
        }
    }

    /**
     * A copy of the descriptor of a listener, for another process. HAProxy takes a socket with IP_FREEBIND for one of
     * {@code transparent}, and for no other: it is taken away, since it was for the bind alone.
     *
     * @throws IOException if it has none, or there is none left
     */
    public static int copyOf(ServerChannel listener) throws IOException {
        if (listener instanceof UnixChannel channel) {
            int copy = SocketDescriptors.copyOf(channel.fd().intValue());
            if (listener.localAddress() instanceof InetSocketAddress) {
                // That it is refused does not keep lb from taking the socket.
                new SocketCalls().setsockopt(copy, SocketCalls.SOL_IP, SocketCalls.IP_FREEBIND, 0);
            }
            return copy;
        }
        throw new IOException("only the epoll transport of Linux can do that");
    }

    /**
     * A copy of a descriptor, for another process.
     *
     * @throws IOException if there is none left
     */
    public static int copyOf(int descriptor) throws IOException {
        return SocketDescriptors.copyOf(descriptor);
    }

    /** Not wanted: who waits to be accepted is refused, unless another process has it, too. */
    public void close() {
        close(descriptor);
    }

    /** Closes one that was passed. */
    public static void close(int descriptor) {
        new SocketCalls().close(descriptor);
    }
}
