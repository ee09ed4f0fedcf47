package lb.proxy.upstream;

import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import lb.proxy.linux.Errno;
import lb.proxy.loop.Sockets;
import lb.proxy.proxyprotocol.Proxied;
import org.jspecify.annotations.Nullable;

/** Gives a connection the local address that its server asks for, before it is opened. On the connection's event loop. */
final class SourceBinding {
    /** Ports of a range that others on this machine have, and are passed over for one connection: each costs a system call. */
    static final int MOST_TRIES = 16;

    private final Sockets sockets;
    private final Server server;
    private final LocalAddresses addresses;
    private final DuplexChannel channel;
    private final Outcome outcome;

    /** Who goes on. */
    interface Outcome {
        /**
         * The connection may be opened, or is to be given up.
         *
         * @param failure null when it may be opened
         */
        void bound(DuplexChannel channel, @Nullable Throwable failure);
    }

    private SourceBinding(Sockets sockets, Server server, DuplexChannel channel, Outcome outcome) {
        this.sockets = sockets;
        this.server = server;
        addresses = server.localAddresses();
        this.channel = channel;
        this.outcome = outcome;
    }

    /**
     * Binds it. Once, when it is registered.
     *
     * @param target where the connection goes
     * @param client whom the connection is for
     */
    static void bind(
            Sockets sockets,
            Server server,
            SocketAddress target,
            Proxied client,
            DuplexChannel channel,
            Outcome outcome) {
        SourceBinding binding = new SourceBinding(sockets, server, channel, outcome);
        InetSocketAddress from = client.source();
        SourcePorts ports = server.localAddresses().ports();
        if (ports != null) {
            binding.toPort(ports, 1);
        } else if (server.settings().connect().sourceOptions().transparent() && !from.isUnresolved()) {
            binding.toClient(from.getAddress(), ((InetSocketAddress) target).getAddress());
        } else {
            binding.toAnyPort();
        }
    }

    /** Whether a connection failed since there is one of the same addresses and ports, or no port is left. */
    static boolean isAddressTaken(Throwable failure) {
        return String.valueOf(failure.getMessage()).contains(Errno.words(Errno.EADDRNOTAVAIL));
    }

    private void toAnyPort() {
        InetAddress source = server.settings().connect().source();
        if (source == null) {
            outcome.bound(channel, null);
            return;
        }
        sockets.choosePortAtConnect(channel);
        ChannelFuture bound = channel.bind(new InetSocketAddress(source, 0));
        bound.addListener(_ -> boundIfPresent(bound.cause()));
    }

    /** A source that this machine does not have (any more) must not take the service down: the kernel chooses. */
    private void boundIfPresent(@Nullable Throwable failure) {
        if (failure != null) {
            addresses.unavailable(failure);
        }
        outcome.bound(channel, null);
    }

    /** A server that is to see its clients' addresses may trust some of them, and ours: it never sees ours instead. */
    private void toClient(InetAddress client, InetAddress address) {
        if (!client.getClass().equals(address.getClass())) {
            outcome.bound(channel, addresses.refused("it has no address of the server's family"));
            return;
        }
        try {
            sockets.setTransparent(channel, address);
        } catch (RuntimeException e) {
            outcome.bound(channel, addresses.refused(String.valueOf(e.getMessage())));
            return;
        }
        sockets.choosePortAtConnect(channel);
        ChannelFuture bound = channel.bind(new InetSocketAddress(client, 0));
        bound.addListener(_ -> {
            Throwable failure = bound.cause();
            outcome.bound(channel, failure == null ? null : addresses.refused(String.valueOf(failure.getMessage())));
        });
    }

    private void toPort(SourcePorts ports, int attempt) {
        int port = ports.take();
        if (port == 0) {
            outcome.bound(channel, addresses.exhausted());
            return;
        }
        sockets.shareLocalPort(channel);
        InetAddress source = server.settings().connect().source();
        ChannelFuture bound =
                channel.bind(source == null ? new InetSocketAddress(port) : new InetSocketAddress(source, port));
        bound.addListener(_ -> {
            if (bound.isSuccess()) {
                channel.closeFuture().addListener(_ -> ports.release(port));
                outcome.bound(channel, null);
                return;
            }
            ports.release(port);
            if (!isInUse(bound.cause())) {
                boundIfPresent(bound.cause());
            } else if (attempt == MOST_TRIES) {
                outcome.bound(channel, addresses.exhausted());
            } else {
                toPort(ports, attempt + 1);
            }
        });
    }

    private static boolean isInUse(Throwable failure) {
        return String.valueOf(failure.getMessage()).contains(Errno.words(Errno.EADDRINUSE));
    }
}
