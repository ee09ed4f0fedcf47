package lb.ha.settings;

import java.util.List;

/**
 * What a node has for as long as it runs, whoever is master (keepalived: {@code static_ipaddress}, {@code static_routes},
 * {@code static_rules}).
 *
 * @param addresses each names its interface
 * @param routes those of which packets leave without a gateway name their interface
 * @param rules by which a routing table is chosen
 */
public record StaticSettings(List<VirtualAddress> addresses, List<VirtualRoute> routes, List<VirtualRule> rules) {
    /** Nothing. */
    public static final StaticSettings NONE = new StaticSettings(List.of(), List.of(), List.of());

    public StaticSettings {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
        if (addresses.stream().anyMatch(address -> address.interfaceName() == null)) {
            throw new IllegalArgumentException("an address names no interface: " + addresses);
        }
    }

    /** Whether there is none of them. */
    public boolean isEmpty() {
        return addresses.isEmpty() && routes.isEmpty() && rules.isEmpty();
    }
}
