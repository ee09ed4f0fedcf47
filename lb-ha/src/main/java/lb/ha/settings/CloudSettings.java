package lb.ha.settings;

import java.net.InetAddress;
import java.util.List;

/**
 * What a cloud is told when this node becomes master of one virtual router.
 *
 * @param virtualRouter its name
 * @param node this node's name
 * @param interfaceName the virtual router's network interface: its MAC address tells the cloud which of its ports is meant
 * @param addresses the virtual router's addresses
 * @param pace how fast and how often
 * @param targets what is moved, 1 or more; each on its own
 */
public record CloudSettings(
        String virtualRouter,
        String node,
        String interfaceName,
        List<InetAddress> addresses,
        CloudPace pace,
        List<CloudTarget> targets) {
    public CloudSettings {
        addresses = List.copyOf(addresses);
        targets = List.copyOf(targets);
    }
}
