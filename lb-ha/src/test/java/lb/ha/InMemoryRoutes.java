package lb.ha;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import lb.ha.address.AddressException;
import lb.ha.address.RoutePlane;
import lb.ha.settings.VirtualRoute;
import lb.ha.settings.VirtualRule;

/** Routes and rules of a machine, and what the kernel may refuse. */
final class InMemoryRoutes implements RoutePlane {
    private final List<Object> present = new ArrayList<>();
    private final List<Object> foreign = new ArrayList<>();
    private boolean refused;
    private int lists;

    /** Ours, in the order in which they came. */
    List<String> present() {
        return present.stream().map(Object::toString).toList();
    }

    void refuse(boolean now) {
        refused = now;
    }

    /** Times that a table was read. */
    int lists() {
        return lists;
    }

    /** Another hand takes them all. */
    void take() {
        present.clear();
    }

    /** Another hand puts its own in the place of one. */
    void replace(Object one) {
        present.remove(one);
        foreign.add(one);
    }

    private boolean put(Object one) throws AddressException {
        if (refused) {
            throw new AddressException("cannot add " + one + ": network is unreachable");
        }
        return !foreign.contains(one) && !present.contains(one) && present.add(one);
    }

    private boolean drop(Object one) throws AddressException {
        if (refused) {
            throw new AddressException("cannot remove " + one + ": no buffer space available");
        }
        return present.remove(one);
    }

    @Override
    public boolean add(VirtualRoute route) throws AddressException {
        return put(route);
    }

    @Override
    public Set<VirtualRoute> present(Collection<VirtualRoute> routes) {
        lists++;
        return routes.stream().filter(present::contains).collect(Collectors.toSet());
    }

    @Override
    public boolean remove(VirtualRoute route) throws AddressException {
        return drop(route);
    }

    @Override
    public boolean add(VirtualRule rule) throws AddressException {
        return put(rule);
    }

    @Override
    public Set<VirtualRule> presentRules(Collection<VirtualRule> rules) {
        return rules.stream().filter(present::contains).collect(Collectors.toSet());
    }

    @Override
    public boolean remove(VirtualRule rule) throws AddressException {
        return drop(rule);
    }
}
