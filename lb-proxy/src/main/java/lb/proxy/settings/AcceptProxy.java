package lb.proxy.settings;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose connections begin with a PROXY header, without which they are refused. The header says who the client is, so it
 * is for those alone who are trusted to tell; all others are clients themselves, and a header of theirs is data like any
 * other.
 *
 * @param everybody whether it is those of whoever connects
 * @param networks those of these, otherwise
 */
public record AcceptProxy(boolean everybody, List<Network> networks) {
    /** No connection begins with a header. */
    public static final AcceptProxy FROM_NOBODY = new AcceptProxy(false, List.of());

    /** Every connection begins with a header. */
    public static final AcceptProxy FROM_EVERYBODY = new AcceptProxy(true, List.of());

    public AcceptProxy {
        networks = List.copyOf(networks);
    }

    /**
     * Whether this connection begins with a header.
     *
     * @param source its address; null for one over a UNIX socket
     */
    public boolean isFrom(@Nullable InetAddress source) {
        if (everybody || source == null) {
            return everybody;
        }
        for (Network network : networks) {
            if (network.contains(source)) {
                return true;
            }
        }
        return false;
    }
}
