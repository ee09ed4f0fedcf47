package lb.ha.address;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import lb.ha.linux.Errno;
import lb.ha.linux.NetworkInterfaces;
import lb.ha.linux.SystemCallException;
import lb.ha.settings.AddressFamily;
import lb.ha.settings.AddressText;
import lb.ha.settings.Prefix;
import lb.ha.settings.StaticSettings;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRule;

/** Routes and rules by rtnetlink(7), in the network namespace of the thread that opened it. Nothing is remembered. */
final class NetlinkRoutePlane implements RoutePlane, AutoCloseable {
    // A list that changes while it is read is read again.
    private static final int ATTEMPTS = 10;

    private final NetlinkSocket netlink;

    NetlinkRoutePlane() throws SystemCallException {
        netlink = new NetlinkSocket();
        netlink.filterLists();
    }

    /** Asks for a route over an interface that cannot be, so that the kernel refuses: see {@link NetlinkAddressPlane#open}. */
    void warmUp() {
        VirtualRoute nowhere = VirtualRoute.connected(
                new Prefix(InetAddress.ofLiteral("0.0.0.0"), 32), "", InetAddress.ofLiteral("0.0.0.0"));
        RouteMessage message = RouteMessage.of(nowhere, NetworkInterfaces.IMPOSSIBLE);
        message.add(netlink.request());
        netlink.ask();
        message.remove(netlink.request());
        netlink.ask();
    }

    @Override
    public boolean add(VirtualRoute route) throws AddressException {
        message(route, "add route " + route).add(netlink.request());
        NetlinkReply.Result result = NetlinkReply.result(netlink.ask());
        return switch (result.errno()) {
            case 0 -> true;
            case Errno.EEXIST -> false;
            default -> throw refused("add route " + route, route, result);
        };
    }

    @Override
    public Set<VirtualRoute> present(Collection<VirtualRoute> routes) throws AddressException {
        Map<Table, Map<Prefix, List<RouteMessage>>> tables = new HashMap<>();
        Set<VirtualRoute> present = new HashSet<>();
        for (VirtualRoute route : routes) {
            String tried = "look for route " + route;
            Table table = new Table(route.to().family(), route.table());
            Map<Prefix, List<RouteMessage>> found = tables.get(table);
            if (found == null) {
                found = routes(table.family(), table.number(), tried).stream()
                        .collect(Collectors.groupingBy(RouteMessage::destination));
                tables.put(table, found);
            }
            if (found.getOrDefault(route.to(), List.of()).stream().anyMatch(message(route, tried)::isMetBy)) {
                present.add(route);
            }
        }
        return present;
    }

    private record Table(AddressFamily family, long number) {}

    @Override
    public boolean remove(VirtualRoute route) throws AddressException {
        String name = route.interfaceName();
        if (name != null && NetworkInterfaces.index(name) == 0) {
            // An interface that is gone took its routes with it.
            return false;
        }
        String tried = "remove route " + route;
        return remove(message(route, tried), tried);
    }

    private boolean remove(RouteMessage message, String tried) throws AddressException {
        message.remove(netlink.request());
        NetlinkReply.Result result = NetlinkReply.result(netlink.ask());
        return switch (result.errno()) {
            case 0 -> true;
            case Errno.ESRCH, Errno.ENODEV -> false;
            default -> throw AddressException.refused(tried, result);
        };
    }

    private static RouteMessage message(VirtualRoute route, String tried) throws AddressException {
        String name = route.interfaceName();
        int index = name == null ? 0 : NetworkInterfaces.index(name);
        if (name != null && index == 0) {
            throw new AddressException("cannot " + tried + ": " + NetworkInterfaces.missing(name));
        }
        return RouteMessage.of(route, index);
    }

    private static AddressException refused(String tried, VirtualRoute route, NetlinkReply.Result result) {
        InetAddress via = route.via();
        String name = route.interfaceName();
        String reason = switch (result.errno()) {
            case Errno.ENETUNREACH, Errno.EHOSTUNREACH ->
                via == null
                        ? null
                        : AddressText.of(via) + " is in no network that "
                                + (name == null ? "this machine" : name)
                                + " has a route to";
            case Errno.ENETDOWN -> (name == null ? "its interface" : name) + " is down";
            default -> null;
        };
        if (reason == null) {
            return AddressException.refused(tried, result);
        }
        String kernel = result.text().isEmpty() ? "" : " (kernel: " + result.text() + ")";
        return new AddressException("cannot " + tried + ": " + reason + kernel);
    }

    private List<RouteMessage> routes(AddressFamily family, long table, String tried) throws AddressException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            RouteMessage.dump(netlink.request(), family, table);
            List<NetlinkReply> answer = netlink.ask();
            NetlinkReply.Result end = NetlinkReply.result(answer);
            if (end.errno() == Errno.ENOENT) {
                // A table that nobody has put anything into yet.
                return List.of();
            }
            if (end.errno() != 0) {
                throw AddressException.refused(tried, end);
            }
            boolean interrupted = end.interrupted();
            List<RouteMessage> found = new ArrayList<>();
            for (NetlinkReply reply : answer) {
                if (reply instanceof NetlinkReply.Route one) {
                    interrupted |= one.interrupted();
                    RouteMessage route = one.route();
                    if (route != null && route.protocol() == NetlinkRequest.PROTOCOL) {
                        found.add(route);
                    }
                }
            }
            if (!interrupted) {
                return found;
            }
        }
        throw new AddressException("cannot " + tried + ": routes kept changing while they were read");
    }

    /** {@inheritDoc} To the kernel one that somebody else has added is another one, so it is looked for. */
    @Override
    public boolean add(VirtualRule rule) throws AddressException {
        String tried = "add rule " + rule;
        if (rules(rule.family(), tried).stream().anyMatch(one -> one.isPlainly(rule))) {
            return false;
        }
        RuleMessage.of(rule).add(netlink.request());
        NetlinkReply.Result result = NetlinkReply.result(netlink.ask());
        return switch (result.errno()) {
            case 0 -> true;
            case Errno.EEXIST -> false;
            default -> throw AddressException.refused(tried, result);
        };
    }

    @Override
    public Set<VirtualRule> presentRules(Collection<VirtualRule> rules) throws AddressException {
        if (rules.isEmpty()) {
            return Set.of();
        }
        Set<VirtualRule> present = new HashSet<>();
        for (AddressFamily family : AddressFamily.values()) {
            if (rules.stream().anyMatch(rule -> rule.family() == family)) {
                present.addAll(ourRules(family, "look for rules"));
            }
        }
        present.retainAll(Set.copyOf(rules));
        return present;
    }

    @Override
    public boolean remove(VirtualRule rule) throws AddressException {
        RuleMessage.of(rule).remove(netlink.request());
        NetlinkReply.Result result = NetlinkReply.result(netlink.ask());
        return switch (result.errno()) {
            case 0 -> true;
            case Errno.ENOENT -> false;
            default -> throw AddressException.refused("remove rule " + rule, result);
        };
    }

    private List<VirtualRule> ourRules(AddressFamily family, String tried) throws AddressException {
        return rules(family, tried).stream()
                .filter(one -> one.protocol() == NetlinkRequest.PROTOCOL)
                .map(RuleMessage::rule)
                .toList();
    }

    private List<RuleMessage> rules(AddressFamily family, String tried) throws AddressException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            RuleMessage.dump(netlink.request(), family);
            List<NetlinkReply> answer = netlink.ask();
            NetlinkReply.Result end = NetlinkReply.result(answer);
            if (end.errno() == Errno.EAFNOSUPPORT || end.errno() == Errno.EOPNOTSUPP) {
                // A kernel without rules has none.
                return List.of();
            }
            if (end.errno() != 0) {
                throw AddressException.refused(tried, end);
            }
            boolean interrupted = end.interrupted();
            List<RuleMessage> found = new ArrayList<>();
            for (NetlinkReply reply : answer) {
                if (reply instanceof NetlinkReply.Rule one) {
                    interrupted |= one.interrupted();
                    RuleMessage rule = one.rule();
                    if (rule != null) {
                        found.add(rule);
                    }
                }
            }
            if (!interrupted) {
                return found;
            }
        }
        throw new AddressException("cannot " + tried + ": rules kept changing while they were read");
    }

    /**
     * Removes what an earlier run of this program has left behind: all that has its mark.
     *
     * @param wanted static ones that this run is to have: those of them that are there stay
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    LeftBehind removeLeftovers(StaticSettings wanted) throws AddressException {
        String tried = "remove what an earlier run has left behind";
        List<String> removed = new ArrayList<>();
        List<VirtualRoute> routes = new ArrayList<>();
        List<VirtualRule> rules = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            for (VirtualRule rule : ourRules(family, tried)) {
                if (wanted.rules().contains(rule)) {
                    rules.add(rule);
                } else if (remove(rule)) {
                    removed.add("rule " + rule);
                }
            }
            for (RouteMessage route : routes(family, 0, tried)) {
                List<VirtualRoute> same = wanted.routes().stream()
                        .filter(wish -> isExactly(wish, route))
                        .toList();
                routes.addAll(same);
                if (same.isEmpty() && remove(route, tried)) {
                    String table = route.table() == VirtualRoute.MAIN_TABLE ? "" : " table " + route.table();
                    removed.add("route " + route.destination() + table);
                }
            }
        }
        return new LeftBehind(removed, new StaticSettings(List.of(), routes, rules));
    }

    private static boolean isExactly(VirtualRoute wanted, RouteMessage there) {
        String name = wanted.interfaceName();
        int index = name == null ? 0 : NetworkInterfaces.index(name);
        return (name == null || index != 0) && RouteMessage.of(wanted, index).isExactly(there);
    }

    @Override
    public void close() {
        netlink.close();
    }
}
