package lb.proxy.listen;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Addresses that are about to leave this node: which connections and listeners have to do with them. */
record LeavingAddresses(Set<InetAddress> addresses) {
    LeavingAddresses {
        addresses = Set.copyOf(addresses);
    }

    /** Whether this is a connection to one of them, whatever its PROXY header says. */
    boolean areReachedBy(Channel client) {
        InetAddress address = networkOf(client.localAddress());
        return address != null && addresses.contains(address);
    }

    /** Whether who listens there serves one of them. */
    boolean areServedAt(@Nullable SocketAddress listener) {
        InetAddress address = networkOf(listener);
        return address != null && (address.isAnyLocalAddress() || addresses.contains(address));
    }

    private static @Nullable InetAddress networkOf(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress network && network.getAddress() != null
                ? plain(network.getAddress())
                : null;
    }

    /** An address of IPv4 that a socket of IPv6 shows as ::ffff:a.b.c.d is one of IPv4. */
    private static InetAddress plain(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of a wrong length", e);
        }
    }
}
