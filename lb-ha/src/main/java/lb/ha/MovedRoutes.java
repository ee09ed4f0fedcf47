package lb.ha;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lb.ha.address.AddressException;
import lb.ha.address.AddressPlane;
import lb.ha.settings.Prefix;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRule;
import org.jspecify.annotations.Nullable;

/**
 * The routes and rules that a master has: those of the file, and those of networks that an interface is in by a virtual
 * address alone. HA thread only; failures are told, never thrown. One that cannot be added is tried again at each look, and
 * is no reason to yield: the other node would most likely fare no better.
 */
final class MovedRoutes {
    /** A whole table, which may be long, is read once in so long at most. */
    private static final long LEAST_BETWEEN_LISTS_NANOS = 1_000_000_000;

    private final VirtualRouterSettings settings;
    private final NodeWide wide;
    private final AddressPlane plane;
    private final Warnings warnings;

    /** What a master is to have, in the order in which it is added; empty for any other. */
    private List<Moved> wanted = List.of();

    /** What was added and not removed yet. */
    private final Set<Moved> taken = new LinkedHashSet<>();

    private boolean unlisted;
    private long listedAt;

    MovedRoutes(VirtualRouterSettings settings, NodeWide wide, AddressPlane plane, Warnings warnings) {
        this.settings = settings;
        this.wide = wide;
        this.plane = plane;
        this.warnings = warnings;
        wide.routes().add(this);
    }

    /** A route or a rule. */
    private sealed interface Moved {
        boolean add(AddressPlane plane) throws AddressException;

        boolean remove(AddressPlane plane) throws AddressException;

        Object what();

        String words();
    }

    private record Route(VirtualRoute route) implements Moved {
        @Override
        public boolean add(AddressPlane plane) throws AddressException {
            return plane.routes().add(route);
        }

        @Override
        public boolean remove(AddressPlane plane) throws AddressException {
            return plane.routes().remove(route);
        }

        @Override
        public Object what() {
            return route;
        }

        @Override
        public String words() {
            return "route " + route;
        }
    }

    private record Rule(VirtualRule rule) implements Moved {
        @Override
        public boolean add(AddressPlane plane) throws AddressException {
            return plane.routes().add(rule);
        }

        @Override
        public boolean remove(AddressPlane plane) throws AddressException {
            return plane.routes().remove(rule);
        }

        @Override
        public Object what() {
            return rule;
        }

        @Override
        public String words() {
            return "rule " + rule;
        }
    }

    /** Adds them all: the addresses are there. */
    void add(long now) {
        List<Moved> all = new ArrayList<>();
        networks().forEach(route -> all.add(new Route(route)));
        settings.routes().forEach(route -> all.add(new Route(route)));
        settings.rules().forEach(rule -> all.add(new Rule(rule)));
        wanted = List.copyOf(all);
        find(alreadyThere());
        unlisted = false;
        listedAt = now;
    }

    /**
     * Puts back what somebody else has removed from a master.
     *
     * @param noticed whether one may have been replaced, which only a notice of the kernel says: to find out, a whole table
     *     is read
     */
    void restore(boolean noticed, long now) {
        List<Moved> there = alreadyThere();
        unlisted |= noticed;
        if (unlisted && now - listedAt >= LEAST_BETWEEN_LISTS_NANOS) {
            unlisted = false;
            listedAt = now;
            find(there);
        }
    }

    /** Adds them all. Returns those that the kernel took for there already. */
    private List<Moved> alreadyThere() {
        return wanted.stream().filter(one -> !add(one)).toList();
    }

    /** Tells of those that are not ours. */
    private void find(List<Moved> there) {
        List<VirtualRoute> routes = new ArrayList<>();
        List<VirtualRule> rules = new ArrayList<>();
        for (Moved one : there) {
            switch (one) {
                case Route(VirtualRoute route) -> routes.add(route);
                case Rule(VirtualRule rule) -> rules.add(rule);
            }
        }
        Set<Object> ours = new HashSet<>();
        try {
            ours.addAll(plane.routes().present(routes));
            ours.addAll(plane.routes().presentRules(rules));
        } catch (AddressException | RuntimeException e) {
            warnings.tell("look for routes", Warnings.sentence("look whose the routes and rules are", e));
            return;
        }
        for (Moved one : there) {
            if (!ours.contains(one.what())) {
                taken.remove(one);
                warnings.tell(
                        "in the way of " + one.words(),
                        one.words() + " cannot be added: another one, not of lb, is in its place");
            }
        }
    }

    /** Whether it is not there already; what cannot be added is told. */
    private boolean add(Moved one) {
        try {
            boolean added = one.add(plane);
            if (added) {
                if (!taken.add(one)) {
                    warnings.tell(
                            "restore " + one.words(),
                            one.words() + " was missing though this node is master: added again");
                }
            }
            return added;
        } catch (AddressException | RuntimeException e) {
            warnings.tell("add " + one.words(), Warnings.sentence("add " + one.words(), e) + " (another try follows)");
            return true;
        }
    }

    /** Removes them all, each whether or not another one could be. */
    void remove() {
        wanted = List.of();
        for (Moved one : List.copyOf(taken).reversed()) {
            try {
                if (!isLeftToAnother(one)) {
                    one.remove(plane);
                }
                taken.remove(one);
            } catch (AddressException | RuntimeException e) {
                warnings.tell("remove", Warnings.sentence("remove " + one.words(), e) + " (another try follows)");
            }
        }
    }

    /** Whether another virtual router of this node, which is master, is to have it: then it goes with that one. */
    private boolean isLeftToAnother(Moved one) {
        for (MovedRoutes other : wide.routes()) {
            if (other != this && other.wanted.contains(one)) {
                other.taken.add(one);
                return true;
            }
        }
        return false;
    }

    /** Removes what could not be removed before: this node is not master. */
    void sweep() {
        if (!taken.isEmpty()) {
            remove();
        }
    }

    /**
     * The networks around addresses that the file gives a prefix length, where no address of the node's own is in them: then
     * nobody in them could be answered. Their routes name the interface's own address as a source where it has one, since a
     * virtual one moves away under the connections that come from it. Of IPv6 none is named: virtual ones are deprecated, so
     * that the kernel chooses none of them.
     */
    private List<VirtualRoute> networks() {
        Set<VirtualRoute> networks = new LinkedHashSet<>();
        for (VirtualAddress address : settings.held()) {
            if (!address.hasNetwork()) {
                continue;
            }
            Prefix network = Prefix.around(address.address(), address.prefix());
            String name = settings.interfaceOf(address);
            List<InetAddress> own = own(name, address);
            if (own != null && own.stream().noneMatch(network::contains)) {
                InetAddress source = own.stream()
                        .filter(Inet4Address.class::isInstance)
                        .findFirst()
                        .orElse(null);
                networks.add(VirtualRoute.connected(network, name, source));
            }
        }
        return List.copyOf(networks);
    }

    /** The node's own addresses of an interface; null when they cannot be seen. */
    private @Nullable List<InetAddress> own(String name, VirtualAddress address) {
        try {
            return plane.addresses(name, address.family()).stream()
                    .filter(one -> !wide.virtual().contains(one))
                    .toList();
        } catch (AddressException | RuntimeException e) {
            warnings.tell("look", Warnings.sentence("list the addresses of " + name, e));
            return null;
        }
    }
}
