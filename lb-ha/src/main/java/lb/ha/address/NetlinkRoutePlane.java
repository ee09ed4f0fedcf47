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

    @Override
    public boolean add(VirtualRule rule) throws AddressException {
        RuleMessage.of(rule).add(netlink.request());
        NetlinkReply.Result result = NetlinkReply.result(netlink.ask());
        return switch (result.errno()) {
            case 0 -> true;
            case Errno.EEXIST -> false;
            default -> throw AddressException.refused("add rule " + rule, result);
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
                present.addAll(rules(family, "look for rules"));
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

    /** Those with our mark. */
    private List<VirtualRule> rules(AddressFamily family, String tried) throws AddressException {
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
            List<VirtualRule> found = new ArrayList<>();
            for (NetlinkReply reply : answer) {
                if (reply instanceof NetlinkReply.Rule one) {
                    interrupted |= one.interrupted();
                    RuleMessage rule = one.rule();
                    if (rule != null && rule.protocol() == NetlinkRequest.PROTOCOL) {
                        found.add(rule.rule());
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
     * @return what was removed, such as {@code route 10.9.0.0/16}
     * @throws AddressException when the kernel refuses, with its reason in words
     */
    List<String> removeLeftovers() throws AddressException {
        String tried = "remove what an earlier run has left behind";
        List<String> removed = new ArrayList<>();
        for (AddressFamily family : AddressFamily.values()) {
            for (VirtualRule rule : rules(family, tried)) {
                if (remove(rule)) {
                    removed.add("rule " + rule);
                }
            }
            for (RouteMessage route : routes(family, 0, tried)) {
                if (remove(route, tried)) {
                    String table = route.table() == VirtualRoute.MAIN_TABLE ? "" : " table " + route.table();
                    removed.add("route " + route.destination() + table);
                }
            }
        }
        return removed;
    }

    @Override
    public void close() {
        netlink.close();
    }
}
