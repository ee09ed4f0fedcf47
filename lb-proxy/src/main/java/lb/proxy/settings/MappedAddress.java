package lb.proxy.settings;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * The address of a server that answers at the port that its client came to, or always so many ports above or below it:
 * HAProxy's mapped ports.
 */
public final class MappedAddress extends SocketAddress {
    /** Further from the client's port no port can be. */
    public static final int MOST = 65535;

    /** No client's. */
    public static final int NO_PORT = -1;

    private static final long serialVersionUID = 1;

    private final InetAddress host;
    private final int offset;

    /** @param offset what is added to the client's port, from -{@link #MOST} to {@link #MOST} */
    public MappedAddress(InetAddress host, int offset) {
        this.host = host;
        this.offset = offset;
    }

    public InetAddress host() {
        return host;
    }

    public int offset() {
        return offset;
    }

    /**
     * The port for a client, 1 to 65535, or {@link #NO_PORT}.
     *
     * @param destination where the client has connected to; one that is unresolved has no port, which counts as 0
     */
    public int portFor(InetSocketAddress destination) {
        int port = (destination.isUnresolved() ? 0 : destination.getPort()) + offset;
        return port >= 1 && port <= MOST ? port : NO_PORT;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MappedAddress address && address.host.equals(host) && address.offset == offset;
    }

    @Override
    public int hashCode() {
        return 31 * host.hashCode() + offset;
    }

    /** As it may be written in the configuration. */
    @Override
    public String toString() {
        String text = NetUtil.toAddressString(host);
        return (text.indexOf(':') < 0 ? text : "[" + text + "]") + suffix(offset);
    }

    /** What stands behind the host. */
    static String suffix(int offset) {
        return offset == 0 ? "" : ":" + (offset > 0 ? "+" : "") + offset;
    }
}
