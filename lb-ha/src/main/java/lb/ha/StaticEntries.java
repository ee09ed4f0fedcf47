package lb.ha;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import lb.ha.address.AddressException;
import lb.ha.address.AddressPlane;
import lb.ha.address.RoutePlane;
import lb.ha.settings.StaticSettings;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRule;

/**
 * The static addresses, routes and rules of a node, put and put back. What was there before, by another hand than that of an
 * earlier run, is left as it is, also at the end. One thread at a time; failures are told, never thrown.
 */
final class StaticEntries {
    private final List<Entry> entries;
    private final Warnings warnings;

    /** What was added here, or by an earlier run that could not remove it. */
    private final Set<Entry> taken = new HashSet<>();

    /** Those of others that were told of. */
    private final Set<Entry> foreign = new HashSet<>();

    /** @param ours those of the settings that an earlier run has added */
    StaticEntries(StaticSettings settings, StaticSettings ours, AddressPlane plane, Warnings warnings) {
        RoutePlane routes = plane.routes();
        List<Entry> all = new ArrayList<>();
        // A route may name an address as its source, or lead through the network of one.
        settings.addresses()
                .forEach(one -> take(entry(one, plane), ours.addresses().contains(one), all));
        settings.routes().forEach(one -> take(entry(one, routes), ours.routes().contains(one), all));
        settings.rules().forEach(one -> take(entry(one, routes), ours.rules().contains(one), all));
        this.entries = List.copyOf(all);
        this.warnings = warnings;
    }

    private void take(Entry entry, boolean ours, List<Entry> all) {
        all.add(entry);
        if (ours) {
            taken.add(entry);
        }
    }

    private static Entry entry(VirtualAddress address, AddressPlane plane) {
        String device = Objects.requireNonNull(address.interfaceName());
        return new Entry(
                "address " + address.words() + " on " + device,
                () -> plane.addStatic(device, address),
                () -> plane.removeStatic(device, address));
    }

    private static Entry entry(VirtualRoute route, RoutePlane routes) {
        return new Entry("route " + route, () -> routes.add(route), () -> routes.remove(route));
    }

    private static Entry entry(VirtualRule rule, RoutePlane routes) {
        return new Entry("rule " + rule, () -> routes.add(rule), () -> routes.remove(rule));
    }

    /** Adds what is not there; the kernel knows. */
    void hold() {
        for (Entry entry : entries) {
            try {
                if (entry.put().run()) {
                    if (!taken.add(entry)) {
                        warnings.tell("restore " + entry.words(), entry.words() + " was missing: added again");
                    }
                } else if (!taken.contains(entry) && foreign.add(entry)) {
                    warnings.tell(
                            "foreign " + entry.words(),
                            entry.words() + " is not added: the like is there already, and is left as it is");
                }
            } catch (AddressException | RuntimeException e) {
                String tried = "add " + entry.words();
                warnings.tell(tried, Warnings.sentence(tried, e) + " (another try follows)");
            }
        }
    }

    /** Removes what was added, each whether or not another one could be. */
    void release() {
        for (Entry entry : entries.reversed()) {
            if (!taken.contains(entry)) {
                continue;
            }
            try {
                entry.away().run();
                taken.remove(entry);
            } catch (AddressException | RuntimeException e) {
                String tried = "remove " + entry.words();
                warnings.tell(tried, Warnings.sentence(tried, e));
            }
        }
    }

    /** One of them. */
    private record Entry(String words, Step put, Step away) {}

    private interface Step {
        /** Whether anything was changed by it. */
        boolean run() throws AddressException;
    }
}
