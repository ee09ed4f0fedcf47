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
 */
public record ConnectSettings(
        @Nullable InetAddress source,
        SourceOptions sourceOptions,
        TcpOptions tcp,
        @Nullable SendProxy sendProxy,
        boolean fastOpen,
        @Nullable ConnectTls tls) {
    /** From any address of this machine, as the kernel makes them. */
    public static final ConnectSettings STANDARD =
            new ConnectSettings(null, SourceOptions.STANDARD, TcpOptions.STANDARD, null, false, null);

    /** The same with that source address. */
    public ConnectSettings from(@Nullable InetAddress local) {
        return new ConnectSettings(local, sourceOptions, tcp, sendProxy, fastOpen, tls);
    }

    /** The same, coming from there. */
    public ConnectSettings from(SourceOptions options) {
        return new ConnectSettings(source, options, tcp, sendProxy, fastOpen, tls);
    }

    /** The same with these options. */
    public ConnectSettings with(TcpOptions options) {
        return new ConnectSettings(source, sourceOptions, options, sendProxy, fastOpen, tls);
    }

    /** The same with this header. */
    public ConnectSettings with(@Nullable SendProxy header) {
        return new ConnectSettings(source, sourceOptions, tcp, header, fastOpen, tls);
    }

    /** The same, with requests that may come with the SYN. */
    public ConnectSettings withFastOpen() {
        return new ConnectSettings(source, sourceOptions, tcp, sendProxy, true, tls);
    }

    /** The same in TLS. */
    public ConnectSettings with(ConnectTls spoken) {
        return new ConnectSettings(source, sourceOptions, tcp, sendProxy, fastOpen, spoken);
    }

    /** Whether each is of the one client that it was made for: it tells who that is. */
    public boolean areOfOneClient() {
        return sendProxy != null || sourceOptions.transparent();
    }
}
