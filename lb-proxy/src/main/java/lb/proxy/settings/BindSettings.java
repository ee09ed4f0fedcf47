package lb.proxy.settings;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One address that a frontend listens on.
 *
 * @param address an {@link java.net.InetSocketAddress}, resolved, which need not exist on this machine yet (IP_FREEBIND);
 *     a {@link UnixAddress}; or an {@link InheritedSocket}
 * @param acceptProxy whose connections begin with a PROXY header
 * @param listen how it listens
 * @param tcp what is asked for its connections
 * @param tls how its clients speak TLS, behind a PROXY header; null where they do not
 * @param quic whether clients speak HTTP/3 there, over QUIC, and nothing else; not without TLS
 */
public record BindSettings(
        SocketAddress address,
        AcceptProxy acceptProxy,
        ListenOptions listen,
        TcpOptions tcp,
        @Nullable ListenTls tls,
        boolean quic) {
    public BindSettings {
        if (quic && (tls == null || !(address instanceof InetSocketAddress))) {
            throw new IllegalArgumentException("QUIC has TLS, and a port");
        }
    }

    /** One of TCP. */
    public BindSettings(
            SocketAddress address,
            AcceptProxy acceptProxy,
            ListenOptions listen,
            TcpOptions tcp,
            @Nullable ListenTls tls) {
        this(address, acceptProxy, listen, tcp, tls, false);
    }

    /** One without TLS. */
    public BindSettings(SocketAddress address, AcceptProxy acceptProxy, ListenOptions listen, TcpOptions tcp) {
        this(address, acceptProxy, listen, tcp, null);
    }

    /** One with nothing special asked for. */
    public BindSettings(SocketAddress address) {
        this(address, AcceptProxy.FROM_NOBODY);
    }

    /** One with nothing asked for but PROXY headers. */
    public BindSettings(SocketAddress address, AcceptProxy acceptProxy) {
        this(address, acceptProxy, ListenOptions.STANDARD, TcpOptions.STANDARD, null);
    }

    /** The same with TLS. */
    public BindSettings with(ListenTls spoken) {
        return new BindSettings(address, acceptProxy, listen, tcp, spoken, quic);
    }

    /** The same for HTTP/3. */
    public BindSettings overQuic() {
        return new BindSettings(address, acceptProxy, listen, tcp, tls, true);
    }
}
