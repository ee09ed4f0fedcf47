package lb.proxy.settings;

import java.net.InetSocketAddress;

/**
 * One address that a frontend listens on.
 *
 * @param address resolved; it need not exist on this machine yet (IP_FREEBIND)
 */
public record BindSettings(InetSocketAddress address) {}
