package lb.admin.config;

import java.util.List;

/** What a node has whoever is master. */
final class StaticKeys {
    static final Key<Object> ADDRESS = Key.without(
            "address",
            MovedKeys.ADDRESS.form(),
            "needed",
            "The address, with its network: the kernel adds that one's route. Without a length it is /32, or /128 of IPv6.");
    static final Key<String> INTERFACE =
            Key.without("interface", MovedKeys.INTERFACE_FORM, "needed", "Network interface that gets it.", "dev");
    static final Key<String> LABEL = Key.without(
            "label",
            MovedKeys.LABEL_FORM,
            "none",
            "IPv4 only: the name that `ip address` shows beside it. It begins with that of the interface.");
    static final Table ADDRESS_TABLE = new Table(
            "static.addresses",
            "One address. keepalived's line will do, too: `\"10.0.0.7/24 dev eth2 label eth2:web scope link\"`.",
            List.of(ADDRESS, INTERFACE, LABEL, MovedKeys.SCOPE));
    static final Key<Object> ADDRESSES = Key.without(
            "addresses",
            new Form.Part("a list of { address = …, interface = … }", List.of(ADDRESS_TABLE), false, false),
            "none",
            "Addresses of the node itself, of IPv4 and IPv6. One that is there already stays, also at the end.",
            "static_ipaddress");
    static final Key<Object> ROUTES = Key.without(
            "routes",
            MovedKeys.ROUTES.form(),
            "none",
            "Routes, as those of a virtual IP; without `via` they name their `interface`.",
            "static_routes");
    static final Key<Object> RULES =
            Key.without("rules", MovedKeys.RULES.form(), "none", "Rules, as those of a virtual IP.", "static_rules");
    static final Table TABLE = new Table(
            "static",
            "What a node has for as long as it runs, whoever is master. What somebody else removes is put back within a second;"
                    + " at the stop it goes, and what a killed run has left is removed by the next start. What differs from node to"
                    + " node stands in `nodes.<name>.override`.",
            List.of(ADDRESSES, ROUTES, RULES));
    static final Key<Object> STATIC = Key.without(
            "static",
            new Form.Part("{ addresses = …, routes = …, rules = … }", List.of(TABLE), false, false),
            "none",
            "Addresses, routes and rules that this node has whoever is master.");

    private StaticKeys() {}
}
