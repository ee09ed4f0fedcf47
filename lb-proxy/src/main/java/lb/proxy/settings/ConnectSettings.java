package lb.proxy.settings;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * How connections to a server are made.
 *
 * @param source local address of connections and checks, so that a virtual address is never the source; null leaves the
 *     choice to the kernel, as it must with a UNIX socket
 * @param sourceOptions where connections come from beside that; standard with a UNIX socket and UDP
 * @param tcp what is asked of the kernel for connections and checks; standard with a UNIX socket
 * @param sendProxy the PROXY header that connections begin with, but for checks; null for none
 * @param fastOpen whether a request may come with the SYN (RFC 7413) where it does no harm to send it again, that is, in
 *     HTTP; never with a UNIX socket or TLS
 * @param tls how the server is spoken to in TLS, by requests and sessions, behind a PROXY header; null where it is not
 * @param http2 whether requests go by HTTP/2 without asking (prior knowledge); otherwise where ALPN has agreed on it
 */
public record ConnectSettings(
        @Nullable InetAddress source,
        SourceOptions sourceOptions,
        TcpOptions tcp,
        @Nullable SendProxy sendProxy,
        boolean fastOpen,
        @Nullable ConnectTls tls,
        boolean http2) {
    /** What ALPN calls HTTP/2. */
    private static final String H2 = "h2";

    /** From any address of this machine, as the kernel makes them. */
    public static final ConnectSettings STANDARD =
            new ConnectSettings(null, SourceOptions.STANDARD, TcpOptions.STANDARD, null, false, null, false);

    /** The same with that source address. */
    public ConnectSettings from(@Nullable InetAddress local) {
        return new ConnectSettings(local, sourceOptions, tcp, sendProxy, fastOpen, tls, http2);
    }

    /** The same, coming from there. */
    public ConnectSettings from(SourceOptions options) {
        return new ConnectSettings(source, options, tcp, sendProxy, fastOpen, tls, http2);
    }

    /** The same with these options. */
    public ConnectSettings with(TcpOptions options) {
        return new ConnectSettings(source, sourceOptions, options, sendProxy, fastOpen, tls, http2);
    }

    /** The same with this header. */
    public ConnectSettings with(@Nullable SendProxy header) {
        return new ConnectSettings(source, sourceOptions, tcp, header, fastOpen, tls, http2);
    }

    /** The same, with requests that may come with the SYN. */
    public ConnectSettings withFastOpen() {
        return new ConnectSettings(source, sourceOptions, tcp, sendProxy, true, tls, http2);
    }

    /** The same in TLS. */
    public ConnectSettings with(ConnectTls spoken) {
        return new ConnectSettings(source, sourceOptions, tcp, sendProxy, fastOpen, spoken, http2);
    }

    /** The same, with requests that go by HTTP/2 without asking. */
    public ConnectSettings withHttp2() {
        return new ConnectSettings(source, sourceOptions, tcp, sendProxy, false, tls, true);
    }

    /** Whether a connection on which ALPN has agreed on that, or on nothing, is one of HTTP/2. */
    public boolean isHttp2(@Nullable String agreed) {
        return http2 || H2.equals(agreed);
    }

    /** Whether some may be of HTTP/2. */
    public boolean mayBeHttp2() {
        return http2 || (tls != null && tls.protocols().contains(H2));
    }

    /** Whether each is of the one client that it was made for: it tells who that is. */
    public boolean areOfOneClient() {
        return sendProxy != null || sourceOptions.transparent();
    }
}
