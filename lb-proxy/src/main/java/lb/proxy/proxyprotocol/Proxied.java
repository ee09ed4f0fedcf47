package lb.proxy.proxyprotocol;

import java.net.InetSocketAddress;
import lb.proxy.tls.TlsFacts;
import org.jspecify.annotations.Nullable;

/** A connection that a header can tell of. */
public interface Proxied {
    /** Where it comes from; unresolved where it has no address. */
    InetSocketAddress source();

    /** Where it went to; unresolved where it has no address. */
    InetSocketAddress destination();

    /** The header that it began with; null for none. */
    @Nullable
    ProxyHeader header();

    /** What is known of its TLS with us; null where it speaks none. */
    default @Nullable TlsFacts tls() {
        return null;
    }
}
