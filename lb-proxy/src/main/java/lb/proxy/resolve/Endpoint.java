package lb.proxy.resolve;

import java.net.InetSocketAddress;

/**
 * One place at which a name is served.
 *
 * @param address resolved
 * @param weight its share of the traffic, 1 to 256; {@link #NO_WEIGHT} where the answer says nothing of it
 */
public record Endpoint(InetSocketAddress address, int weight) {
    public static final int NO_WEIGHT = 0;
}
