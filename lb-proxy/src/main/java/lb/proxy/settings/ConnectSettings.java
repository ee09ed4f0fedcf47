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
 */
public record ConnectSettings(
        @Nullable InetAddress source,
        SourceOptions sourceOptions,
        TcpOptions tcp,
        @Nullable SendProxy sendProxy) {
    /** From any address of this machine, as the kernel makes them. */
    public static final ConnectSettings STANDARD =
            new ConnectSettings(null, SourceOptions.STANDARD, TcpOptions.STANDARD, null);

    /** Whether each is of the one client that it was made for: it tells who that is. */
    public boolean areOfOneClient() {
        return sendProxy != null || sourceOptions.transparent();
    }
}
