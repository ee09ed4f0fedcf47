package lb.proxy.proxyprotocol;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a PROXY header tells of the connection that it begins. Both addresses are there, or neither: the latter for
 * UNKNOWN, LOCAL, AF_UNSPEC and AF_UNIX, where the connection's own addresses count.
 *
 * @param source where the client connected from
 * @param destination what it connected to
 * @param tlvs what else was told (version 2 only)
 */
public record ProxyHeader(
        @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination, Tlvs tlvs) {
    static final ProxyHeader NOTHING = new ProxyHeader(null, null, Tlvs.NONE);
}
