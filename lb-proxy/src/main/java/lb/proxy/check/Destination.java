package lb.proxy.check;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a check by TCP goes.
 *
 * @param source local address of its connections; null leaves it to the kernel
 * @param tls for those that speak TLS; null where none does
 */
record Destination(
        SocketAddress address,
        @Nullable InetAddress source,
        @Nullable TlsContext tls) {
    /** The same on another port; 0 for the same one. */
    SocketAddress address(int port) {
        return port != 0 && address instanceof InetSocketAddress network
                ? new InetSocketAddress(network.getAddress(), port)
                : address;
    }
}
