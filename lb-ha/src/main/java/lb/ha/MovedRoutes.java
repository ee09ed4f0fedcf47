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
import lb.ha.settings.RoutingEntry;
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

    private final NodeWide wide;
    private final AddressPlane plane;
    private final Warnings warnings;

    /** What a master is to have, in the order in which it is added; empty for any other. */
    private List<RoutingEntry> wanted = List.of();

    /** What was added and not removed yet. */
    private final Set<RoutingEntry> taken = new LinkedHashSet<>();

    private VirtualRouterSettings settings;
    private boolean unlisted;
    private long listedAt;

    MovedRoutes(VirtualRouterSettings settings, NodeWide wide, AddressPlane plane, Warnings warnings) {
        this.settings = settings;
        this.wide = wide;
        this.plane = plane;
        this.warnings = warnings;
        wide.routes().add(this);
    }

    private static String words(RoutingEntry one) {
        return switch (one) {
            case VirtualRoute route -> "route " + route;
            case VirtualRule rule -> "rule " + rule;
        };
    }

    /** Adds them all: the addresses are there. */
    void add(long now) {
        wanted = all();
        addWanted(now);
    }

    private List<RoutingEntry> all() {
        List<RoutingEntry> all = new ArrayList<>();
        all.addAll(networks());
        all.addAll(settings.routes());
        all.addAll(settings.rules());
        return List.copyOf(all);
    }

    /**
     * Goes by those settings from now on. For a master: adds what is new, and removes what is gone, while the addresses of both
     * are there.
     */
    void become(VirtualRouterSettings next, boolean master, long now) {
        boolean same = next.held().equals(settings.held())
                && next.routes().equals(settings.routes())
                && next.rules().equals(settings.rules());
        settings = next;
        if (master && !same) {
            wanted = all();
            List<RoutingEntry> gone = new ArrayList<>(taken);
            gone.removeAll(wanted);
            remove(gone.reversed());
            addWanted(now);
        }
    }

    private void addWanted(long now) {
        find(alreadyThere());
        unlisted = false;
        listedAt = now;
    }

    /** The same where another process of this node has added them. */
    void goOn(long now) {
        add(now);
        // A removal names our mark, so that one of somebody else's is not meant.
        taken.addAll(wanted);
    }

    /**
     * Puts back what somebody else has removed from a master.
     *
     * @param noticed whether one may have been replaced, which only a notice of the kernel says: to find out, a whole table
     *     is read
     */
    void restore(boolean noticed, long now) {
        List<RoutingEntry> there = alreadyThere();
        unlisted |= noticed;
        if (unlisted && now - listedAt >= LEAST_BETWEEN_LISTS_NANOS) {
            unlisted = false;
            listedAt = now;
            find(there);
        }
    }

    /** Adds them all. Returns those that the kernel took for there already. */
    private List<RoutingEntry> alreadyThere() {
        return wanted.stream().filter(one -> !add(one)).toList();
    }

    /** Tells of those that are not ours. */
    private void find(List<RoutingEntry> there) {
        List<VirtualRoute> routes = new ArrayList<>();
        List<VirtualRule> rules = new ArrayList<>();
        for (RoutingEntry one : there) {
            switch (one) {
                case VirtualRoute route -> routes.add(route);
                case VirtualRule rule -> rules.add(rule);
            }
        }
        Set<RoutingEntry> ours = new HashSet<>();
        try {
            ours.addAll(plane.routes().present(routes));
            ours.addAll(plane.routes().presentRules(rules));
        } catch (AddressException | RuntimeException e) {
            warnings.tell("look for routes", Warnings.sentence("look whose the routes and rules are", e));
            return;
        }
        for (RoutingEntry one : there) {
            if (!ours.contains(one)) {
                taken.remove(one);
                warnings.tell(
                        "in the way of " + words(one),
                        words(one) + " cannot be added: another one, not of lb, is in its place");
            }
        }
    }

    /** Whether it is not there already; what cannot be added is told. */
    private boolean add(RoutingEntry one) {
        try {
            boolean added = switch (one) {
                case VirtualRoute route -> plane.routes().add(route);
                case VirtualRule rule -> plane.routes().add(rule);
            };
            if (added) {
                if (!taken.add(one)) {
                    warnings.tell(
                            "restore " + words(one),
                            words(one) + " was missing though this node is master: added again");
                }
            }
            return added;
        } catch (AddressException | RuntimeException e) {
            warnings.tell("add " + words(one), Warnings.sentence("add " + words(one), e) + " (another try follows)");
            return true;
        }
    }

    /** Removes them all, each whether or not another one could be. */
    void remove() {
        wanted = List.of();
        remove(List.copyOf(taken).reversed());
    }

    private void remove(List<RoutingEntry> gone) {
        for (RoutingEntry one : gone) {
            try {
                if (!isLeftToAnother(one)) {
                    var _ = switch (one) {
                        case VirtualRoute route -> plane.routes().remove(route);
                        case VirtualRule rule -> plane.routes().remove(rule);
                    };
                }
                taken.remove(one);
            } catch (AddressException | RuntimeException e) {
                warnings.tell("remove", Warnings.sentence("remove " + words(one), e) + " (another try follows)");
            }
        }
    }

    /** Whether another virtual router of this node, which is master, is to have it: then it goes with that one. */
    private boolean isLeftToAnother(RoutingEntry one) {
        for (MovedRoutes other : wide.routes()) {
            if (other != this && other.wanted.contains(one)) {
                other.taken.add(one);
                return true;
            }
        }
        return false;
    }

    /** The virtual router of these is no more. */
    void close() {
        wide.routes().remove(this);
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
