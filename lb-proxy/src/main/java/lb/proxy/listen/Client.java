package lb.proxy.listen;

import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.Stream;
import lb.proxy.proxyprotocol.Proxied;
import lb.proxy.proxyprotocol.ProxyHeader;
import lb.proxy.tls.TlsFacts;
import lb.proxy.tls.TlsStream;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, and whose it is. A connection over a UNIX socket has no addresses: its two are unresolved,
 * with the host {@code unix} and, as port, the number of the bind in its frontend, from 1. So HAProxy writes it in logs.
 *
 * @param channel accepted, auto-read off
 * @param source where the client connects from: as the PROXY header tells, or else the connection
 * @param destination the address that the client has connected to, likewise
 * @param header the PROXY header that the connection began with; null for none
 * @param stream its bytes, where they are those of TLS; null where they are the socket's
 * @param tls what is known of its handshake; null where it does not speak TLS
 */
public record Client(
        DuplexChannel channel,
        InetSocketAddress source,
        InetSocketAddress destination,
        @Nullable ProxyHeader header,
        @Nullable TlsStream stream,
        @Nullable TlsFacts tls)
        implements Proxied {
    private static final byte[] NO_BYTES = {};

    /** One that was accepted by that bind of its frontend, 0 or more. */
    public static Client accepted(DuplexChannel channel, int bind) {
        return new Client(
                channel,
                network(channel.remoteAddress(), bind),
                network(channel.localAddress(), bind),
                null,
                null,
                null);
    }

    /** The same after its PROXY header. */
    Client behind(ProxyHeader received) {
        InetSocketAddress from = received.source();
        InetSocketAddress to = received.destination();
        return from == null || to == null
                ? new Client(channel, source, destination, received, stream, tls)
                : new Client(channel, from, to, received, stream, tls);
    }

    /** The same after the handshake. */
    Client over(TlsStream established) {
        return new Client(channel, source, destination, header, established, established.facts());
    }

    /** Its bytes, for that user from now on. Once the connection is one, on its event loop. */
    public Stream stream(LoopContext loop, Stream.User user) {
        return stream == null ? loop.stream(channel, user) : stream.use(user);
    }

    /** The 4 or 16 bytes of the source's address; none over a UNIX socket, which is in no network. */
    public byte[] sourceBytes() {
        InetAddress address = source.getAddress();
        return address == null ? NO_BYTES : address.getAddress();
    }

    /** The 4 or 16 bytes of the destination's address; none over a UNIX socket. */
    public byte[] destinationBytes() {
        InetAddress address = destination.getAddress();
        return address == null ? NO_BYTES : address.getAddress();
    }

    /** Of the source; -1 over a UNIX socket. */
    public int sourcePort() {
        return source.isUnresolved() ? -1 : source.getPort();
    }

    /** Of the destination; -1 over a UNIX socket. */
    public int destinationPort() {
        return destination.isUnresolved() ? -1 : destination.getPort();
    }

    private static InetSocketAddress network(@Nullable SocketAddress address, int bind) {
        return address instanceof InetSocketAddress network
                ? network
                : InetSocketAddress.createUnresolved("unix", bind + 1);
    }
}
