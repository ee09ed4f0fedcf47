package lb.admin.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.Prefix;
import lb.ha.settings.VirtualAddress.Scope;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRule;
import lb.proxy.settings.Network;
import org.jspecify.annotations.Nullable;

/** Reads the routes and rules that a master has: as objects, or as keepalived's lines. */
final class VirtualRouteReader {
    private static final int MOST = 1000;
    private static final List<String> SEVERAL_GATEWAYS = List.of("or", "nexthop");
    private static final long LAST_TABLE = 4_294_967_295L;
    private static final Map<String, Long> TABLES =
            Map.of("main", VirtualRoute.MAIN_TABLE, "default", 253L, "local", 255L);

    private VirtualRouteReader() {}

    /**
     * The routes; what is wrong with them was said.
     *
     * @param interfaceName that of the virtual IP; empty when it is not known
     * @param family of those that name no address
     */
    static List<VirtualRoute> routes(Section virtualIp, String interfaceName, AddressFamily family) {
        return read(virtualIp, "routes.", interfaceName, family);
    }

    /** Static ones: there is no interface but what they name. */
    static List<VirtualRoute> staticRoutes(Section section) {
        return read(section, "static.routes.", null, AddressFamily.IPV4);
    }

    private static List<VirtualRoute> read(
            Section within, String prefix, @Nullable String interfaceName, AddressFamily family) {
        var routes = new ArrayList<VirtualRoute>();
        for (var element : elements(within, MovedKeys.ROUTES)) {
            if (hasSeveralGateways(element)) {
                continue;
            }
            var object = element.isObject()
                    ? element
                    : element.scalar().isPresent()
                            ? IpWords.object(element, MovedKeys.ROUTE, MovedKeys.ROUTE_TO, MovedKeys.ROUTE_TYPE)
                            : element;
            var section = object == null ? null : Section.of(object, MovedKeys.ROUTE, element.title(), prefix);
            var route = section == null ? null : route(section, interfaceName, family);
            if (route != null && !isThere(routes, route)) {
                routes.add(route);
            } else if (route != null) {
                element.error("has two of %s with this table and metric".formatted(route.to()));
            }
        }
        return routes;
    }

    /** In a line of ip(8), or of keepalived's older ones; that it is not done is said. */
    private static boolean hasSeveralGateways(Value element) {
        var words = List.of(element.scalar().orElse("").strip().split("\\s+", -1));
        for (var word : SEVERAL_GATEWAYS) {
            if (words.contains(word)) {
                element.wrong("\"%s\": a route with several gateways is not done yet in this version; expected: one via"
                        .formatted(word));
                return true;
            }
        }
        return false;
    }

    private static boolean isThere(List<VirtualRoute> routes, VirtualRoute route) {
        return routes.stream()
                .anyMatch(one ->
                        one.to().equals(route.to()) && one.table() == route.table() && one.metric() == route.metric());
    }

    private static @Nullable VirtualRoute route(
            Section section, @Nullable String interfaceName, AddressFamily otherwise) {
        var type = section.orStandard(MovedKeys.ROUTE_TYPE);
        var via = section.get(MovedKeys.ROUTE_VIA);
        var device = section.get(MovedKeys.ROUTE_INTERFACE);
        var source = section.get(MovedKeys.ROUTE_SOURCE);
        var table = table(section, MovedKeys.ROUTE_TABLE);
        var metric = section.get(MovedKeys.ROUTE_METRIC, 0);
        var scope = section.get(MovedKeys.ROUTE_SCOPE);
        if (type != VirtualRoute.Type.UNICAST) {
            for (var key : List.of(MovedKeys.ROUTE_VIA, MovedKeys.ROUTE_INTERFACE, MovedKeys.ROUTE_SOURCE)) {
                section.wrong(key, "only with type = unicast; of %s no packet leaves".formatted(type.label()));
            }
        }
        var written = section.value(MovedKeys.ROUTE_TO);
        if (written == null) {
            section.missing(MovedKeys.ROUTE_TO, MovedKeys.ROUTE_TO.form().expected());
            return null;
        }
        var family = familyOf(via, source);
        var to = prefix(written, "default", family == null ? otherwise : family);
        if (to == null || table == null) {
            return null;
        }
        refuseFamily(section, MovedKeys.ROUTE_VIA, via, to);
        refuseFamily(section, MovedKeys.ROUTE_SOURCE, source, to);
        if (scope != null && to.family() == AddressFamily.IPV6) {
            section.wrong(MovedKeys.ROUTE_SCOPE, "only for IPv4; routes of IPv6 have none");
        }
        var unicast = type == VirtualRoute.Type.UNICAST;
        var near = unicast && via == null;
        if (near && device == null && interfaceName == null) {
            section.missing(MovedKeys.ROUTE_INTERFACE, MovedKeys.INTERFACE_FORM.expected() + ", or via");
        }
        return new VirtualRoute(
                to,
                type,
                via,
                device == null && near ? interfaceName : device,
                source,
                table,
                metric,
                scope == null ? near ? Scope.LINK : Scope.GLOBAL : scope);
    }

    private static @Nullable AddressFamily familyOf(@Nullable InetAddress via, @Nullable InetAddress source) {
        var known = via == null ? source : via;
        return known == null ? null : AddressFamily.of(known);
    }

    private static void refuseFamily(Section section, Key<?> key, @Nullable InetAddress address, Prefix to) {
        if (address != null && AddressFamily.of(address) != to.family()) {
            section.wrong(
                    key,
                    "expected: an %s address, as %s is".formatted(to.family().label(), to));
        }
    }

    /**
     * The rules; what is wrong with them was said.
     *
     * @param family of those that name no address
     */
    static List<VirtualRule> rules(Section virtualIp, AddressFamily family) {
        return readRules(virtualIp, "rules.", family);
    }

    /** Static ones. */
    static List<VirtualRule> staticRules(Section section) {
        return readRules(section, "static.rules.", AddressFamily.IPV4);
    }

    private static List<VirtualRule> readRules(Section within, String prefix, AddressFamily family) {
        var rules = new ArrayList<VirtualRule>();
        for (var element : elements(within, MovedKeys.RULES)) {
            var object = IpWords.isLine(element) ? IpWords.object(element, MovedKeys.RULE, null, null) : element;
            var section = object == null ? null : Section.of(object, MovedKeys.RULE, element.title(), prefix);
            var rule = section == null ? null : rule(section, family);
            if (rule != null && rules.contains(rule)) {
                element.error("has the same rule twice");
            } else if (rule != null) {
                rules.add(rule);
            }
        }
        return rules;
    }

    private static @Nullable VirtualRule rule(Section section, AddressFamily otherwise) {
        var table = table(section, MovedKeys.RULE_TABLE);
        var priority = section.orStandard(MovedKeys.RULE_PRIORITY);
        var mark = section.get(MovedKeys.RULE_MARK);
        var from = end(section, MovedKeys.RULE_FROM, otherwise);
        var to = end(section, MovedKeys.RULE_TO, otherwise);
        if (!section.has(MovedKeys.RULE_TABLE)) {
            section.missing(MovedKeys.RULE_TABLE, MovedKeys.RULE_TABLE.form().expected());
        }
        if (table == null) {
            return null;
        }
        if (from != null && to != null && from.family() != to.family()) {
            section.wrong(
                    MovedKeys.RULE_TO,
                    "expected: an %s address, as from is"
                            .formatted(from.family().label()));
            return null;
        }
        var family = from != null ? from.family() : to != null ? to.family() : otherwise;
        var slash = mark == null ? -1 : mark.indexOf('/');
        var mask = mark == null ? 0 : slash < 0 ? VirtualRule.EVERY_BIT : Long.decode(mark.substring(slash + 1));
        var bits = mark == null ? 0 : Long.decode(slash < 0 ? mark : mark.substring(0, slash));
        if ((bits & ~mask) != 0) {
            section.wrong(MovedKeys.RULE_MARK, "expected: a mark all of whose bits are in the mask");
        }
        return new VirtualRule(family, from, to, table, priority, bits, mask);
    }

    /** Null for all. */
    private static @Nullable Prefix end(Section section, Key<?> key, AddressFamily otherwise) {
        var written = section.value(key);
        var prefix = written == null ? null : prefix(written, "all", otherwise);
        return prefix == null || prefix.length() == 0 ? null : prefix;
    }

    /** @param everything the word for all addresses, which are of a family that other keys tell */
    private static @Nullable Prefix prefix(Value value, String everything, AddressFamily otherwise) {
        var text = value.scalar().orElse("");
        if (text.equals(everything)) {
            return new Prefix(InetAddress.ofLiteral(otherwise == AddressFamily.IPV6 ? "::" : "0.0.0.0"), 0);
        }
        Network network;
        try {
            network = Addresses.network(text);
        } catch (ValueException e) {
            value.wrong(e.detail().replace("expected: an", "expected: " + everything + ", an"));
            return null;
        }
        var shown = network.toString();
        return new Prefix(InetAddress.ofLiteral(shown.substring(0, shown.indexOf('/'))), network.prefixLength());
    }

    /** The number of a routing table; null where none is given, or it is wrong, which was said. */
    static @Nullable Long table(Section section, Key<String> key) {
        var text = section.get(key, key.standard().orElse(""));
        if (text.isEmpty()) {
            return null;
        }
        var named = TABLES.get(text);
        var number = named == null ? Long.parseLong(text) : named;
        if (number > LAST_TABLE) {
            section.wrong(key, "expected: " + key.form().expected());
            return null;
        }
        return number;
    }

    private static List<Value> elements(Section section, Key<?> key) {
        var given = section.value(key);
        if (given == null) {
            return List.of();
        }
        if (given.elements().size() > MOST) {
            given.expected("%d of them at most".formatted(MOST));
            return List.of();
        }
        return given.elements();
    }
}
