package lb.admin.config;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import lb.ha.settings.VirtualAddress.Scope;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRule;

/** What moves from node to node, in detail. */
final class MovedKeys {
    static final Key<Object> ADDRESS = part(
            "address",
            "an IP address, or one with the length of its network's prefix, such as 10.0.0.70/24",
            "needed",
            "The address. Whatever the length, it is held as /32, or /128 of IPv6.");
    static final Form.Text INTERFACE_FORM =
            new Form.Text("the name of a network interface, such as eth0", Pattern.compile("[^\\s/]{1,15}"));
    static final Key<String> INTERFACE = Key.without(
            "interface",
            INTERFACE_FORM,
            "that of the virtual IP",
            "Network interface that gets it, and whose neighbours are told. It is never on a device of the process then.",
            "dev");
    static final Form.Text LABEL_FORM =
            new Form.Text("1 to 15 characters, such as eth2:web", Pattern.compile("[!-~]{1,15}"));
    static final Key<String> LABEL = Key.without(
            "label",
            LABEL_FORM,
            "none",
            "IPv4 only: the name that `ip address` shows beside it. It begins with that of the interface, as `ip` itself"
                    + " asks for, and the address is on the interface, never on a device of the process.");
    static final Key<Scope> SCOPE = Key.of(
            "scope",
            Form.Word.of(Scope.values()),
            Scope.GLOBAL,
            "IPv4 only (the kernel finds that of IPv6 out by itself): where the address is valid.");
    static final Table VIRTUAL_ADDRESS = new Table(
            "virtual-ips.<name>.addresses",
            "One address in detail. keepalived's line will do, too: `\"10.0.0.70/24 dev eth2 label eth2:web scope link\"`.",
            List.of(ADDRESS, INTERFACE, LABEL, SCOPE));
    static final Key<Object> EXCLUDED = Key.without(
            "excluded-addresses",
            new Form.Part(
                    "a list of IP addresses, or { address = …, interface = … }",
                    List.of(VIRTUAL_ADDRESS),
                    false,
                    false),
            "none",
            "Addresses that move with the others and that no advert tells of, of IPv4 and IPv6: more than an advert has room"
                    + " for, or those of another family or interface.",
            "virtual_ipaddress_excluded");

    private static final String TABLE_NUMBER = "1 to 4294967295, or main, default or local";
    static final Form.Text TABLE_FORM =
            new Form.Text(TABLE_NUMBER, Pattern.compile("main|default|local|[1-9]\\d{0,9}"));

    static final Key<Object> ROUTE_TO = part(
            "to", "default, an IP address or a network, such as 10.9.0.0/16", "needed", "Whither the route leads.");
    static final Key<InetAddress> ROUTE_VIA =
            Key.without("via", new Form.Literal(), "none", "The gateway, of the same family.", "gw");
    static final Key<String> ROUTE_INTERFACE = Key.without(
            "interface",
            INTERFACE.form(),
            "that through which the gateway is reached; without `via` that of the virtual IP",
            "Network interface that packets leave by.",
            "dev",
            "oif");
    static final Key<InetAddress> ROUTE_SOURCE = Key.without(
            "source",
            new Form.Literal(),
            "the kernel's choice",
            "The address that connections of the machine itself come from. A virtual one moves away under them.",
            "src");
    static final Key<String> ROUTE_TABLE =
            Key.of("table", TABLE_FORM, "main", "The routing table; those of other names by their numbers.");
    static final Key<Integer> ROUTE_METRIC = Key.without(
            "metric",
            new Form.Whole(1, 999_999_999),
            "0; 1024 of IPv6",
            "Of several routes to the same the lowest is taken.",
            "preference");
    static final Key<Scope> ROUTE_SCOPE = Key.without(
            "scope",
            Form.Word.of(Scope.values()),
            "`link` without `via`, else `global`",
            "IPv4 only: how far away the destination is.");
    static final Key<VirtualRoute.Type> ROUTE_TYPE = Key.of(
            "type",
            Form.Word.of(VirtualRoute.Type.values()),
            VirtualRoute.Type.UNICAST,
            "What becomes of packets: `unicast` sends them on, `blackhole` drops them, `unreachable` and `prohibit` answer so.");
    static final Table ROUTE = new Table(
            "virtual-ips.<name>.routes",
            "A route that the master has. keepalived's line will do, too: `\"10.9.0.0/16 via 10.0.0.1 dev eth1 metric 10\"`.",
            List.of(
                    ROUTE_TO,
                    ROUTE_VIA,
                    ROUTE_INTERFACE,
                    ROUTE_SOURCE,
                    ROUTE_TABLE,
                    ROUTE_METRIC,
                    ROUTE_SCOPE,
                    ROUTE_TYPE));
    static final Key<Object> ROUTES = Key.without(
            "routes",
            new Form.Part("a list of { to = …, via = …, interface = … }", List.of(ROUTE), false, false),
            "none",
            "Routes that the master has. One that the kernel refuses is told and tried again; the addresses stay.",
            "virtual_routes");

    static final Key<Object> RULE_FROM =
            part("from", "all, an IP address or a network", "all", "Packets that come from there.");
    static final Key<Object> RULE_TO = part("to", "all, an IP address or a network", "all", "Packets that go there.");
    static final Key<String> RULE_TABLE =
            Key.without("table", TABLE_FORM, "needed", "The routing table that is asked for them.", "lookup");
    static final Key<Integer> RULE_PRIORITY = Key.of(
            "priority",
            new Form.Whole(1, 999_999_999),
            VirtualRule.STANDARD_PRIORITY,
            "Which rule comes first: the one with the lowest.",
            "preference",
            "pref",
            "order");
    static final Key<String> RULE_MARK = Key.without(
            "mark",
            new Form.Text(
                    "a number, such as 0x10, or one with a mask: 0x10/0xff",
                    Pattern.compile("(0x[0-9a-fA-F]{1,8}|\\d{1,9})(/(0x[0-9a-fA-F]{1,8}|\\d{1,9}))?")),
            "any",
            "Packets that a firewall gave this mark.",
            "fwmark");
    static final Table RULE = new Table(
            "virtual-ips.<name>.rules",
            "A rule by which the master chooses a routing table. keepalived's line will do, too: `\"from 10.9.0.0/16 table 100\"`.",
            List.of(RULE_FROM, RULE_TO, RULE_TABLE, RULE_PRIORITY, RULE_MARK));
    static final Key<Object> RULES = Key.without(
            "rules",
            new Form.Part("a list of { from = …, table = … }", List.of(RULE), false, false),
            "none",
            "Rules that the master has.",
            "virtual_rules");

    private MovedKeys() {}

    private static Key<Object> part(String name, String expected, String otherwise, String means) {
        return Key.without(name, new Form.Part(expected, List.of(), false, false), otherwise, means);
    }
}
