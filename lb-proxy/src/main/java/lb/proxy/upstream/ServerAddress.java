package lb.proxy.upstream;

import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import lb.proxy.proxyprotocol.Proxied;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.MappedAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is, as far as that is known, and which connections lead there for which clients. Any thread, unless a
 * method says otherwise.
 */
public final class ServerAddress {
    private final SocketAddress asked;

    /** Whether the port of a connection follows from its client's. */
    private final boolean mapped;

    /** Changes only where it is of a name. */
    private volatile @Nullable SocketAddress now;

    /** The last one that was known; its name before that. */
    private volatile SocketAddress last;

    /** @param asked as in the settings of the server */
    ServerAddress(SocketAddress asked) {
        this.asked = asked;
        mapped = asked instanceof MappedAddress || (asked instanceof DnsAddress name && name.isMapped());
        now = asked instanceof DnsAddress name ? of(name.first()) : asked;
        last = Objects.requireNonNullElse(now, asked);
    }

    private @Nullable SocketAddress of(@Nullable InetSocketAddress found) {
        return found != null && asked instanceof DnsAddress name ? name.at(found) : found;
    }

    @Nullable
    SocketAddress now() {
        return now;
    }

    SocketAddress last() {
        return last;
    }

    /** Whether it leads where somebody has said at run time. */
    private volatile boolean reassigned;

    /** Leads to another place than the settings say. Only under the lock of the backend. */
    void reassign(InetSocketAddress to) {
        // First: a connection that is made meanwhile is to be known by where it leads.
        reassigned = true;
        last = to;
        now = to;
    }

    boolean isReassigned() {
        return reassigned;
    }

    /** Only under the lock of the backend. */
    void moveTo(@Nullable InetSocketAddress found) {
        SocketAddress to = of(found);
        if (to != null) {
            last = to;
        }
        now = to;
    }

    /**
     * Where a connection for a client goes.
     *
     * @throws UnknownHostException while no address of its name is known
     * @throws NoRouteToHostException where no port follows from the client's
     */
    SocketAddress target(Proxied client) throws IOException {
        SocketAddress to = now;
        if (to == null) {
            throw new UnknownHostException(asked + " has no address");
        }
        if (!(to instanceof MappedAddress host)) {
            return to;
        }
        int port = host.portFor(client.destination());
        if (port == MappedAddress.NO_PORT) {
            throw new NoRouteToHostException(host + " has no port for who came to " + client.destination());
        }
        return new InetSocketAddress(host.host(), port);
    }

    /** Which of the ports of {@link #portOf} this client needs; 0 for any. */
    public int portFor(Proxied client) {
        return mapped && now instanceof MappedAddress host ? host.portFor(client.destination()) : 0;
    }

    /** Where a connection that has just been made leads, for {@link #isAt} and {@link #portOf}. On its event loop. */
    public @Nullable SocketAddress placeOf(DuplexChannel connected) {
        // A server of a name may have got another address while this was being connected.
        // Read before whether it was reassigned, which is written first: never the new place of an old connection.
        SocketAddress here = now;
        return mapped || reassigned || asked instanceof DnsAddress ? connected.remoteAddress() : here;
    }

    /** Whether a connection that leads there leads to where the server is now. */
    public boolean isAt(@Nullable SocketAddress place) {
        return now instanceof MappedAddress host
                ? place instanceof InetSocketAddress there && host.host().equals(there.getAddress())
                : Objects.equals(place, now);
    }

    /** The port of a connection that leads there, where it serves not all clients. */
    public int portOf(@Nullable SocketAddress place) {
        return mapped && place instanceof InetSocketAddress there ? there.getPort() : 0;
    }
}
