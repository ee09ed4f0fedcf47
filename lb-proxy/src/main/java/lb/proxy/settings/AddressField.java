package lb.proxy.settings;

import java.net.InetAddress;
import java.util.List;

/**
 * A field of requests that tells the server an address of the client's connection.
 *
 * @param name as it is written, a token
 * @param except addresses that are not told
 * @param ifNone whether it is added only to a request that has none; otherwise it is one more
 */
public record AddressField(String name, List<Network> except, boolean ifNone) {
    public AddressField {
        except = List.copyOf(except);
    }

    /** For all addresses and requests. */
    public static AddressField named(String name) {
        return new AddressField(name, List.of(), false);
    }

    /** Whether this address is not told. */
    public boolean isExcepted(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Network network : except) {
            if (network.contains(bytes)) {
                return true;
            }
        }
        return false;
    }
}
