package lb.proxy.route;

import java.net.InetAddress;
import java.util.List;
import lb.proxy.settings.Network;

/** Ranges of addresses. */
public final class Networks {
    private Networks() {}

    /** Whether one of them has this address in it. */
    public static boolean contain(List<Network> networks, InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Network network : networks) {
            if (NetworkBits.of(network).contains(bytes)) {
                return true;
            }
        }
        return false;
    }
}
