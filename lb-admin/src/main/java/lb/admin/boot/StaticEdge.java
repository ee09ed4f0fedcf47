package lb.admin.boot;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lb.ha.NanoClock;
import lb.ha.StaticHolding;
import lb.ha.address.AddressException;
import lb.ha.address.NetlinkAddressPlane;
import lb.ha.settings.StaticSettings;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRoute;

/** What static addresses, routes and rules need of the machine: netlink, and interfaces that are there. */
final class StaticEdge {
    private StaticEdge() {}

    /**
     * Puts them, and keeps them until what is returned is closed.
     *
     * @param ours those that are there since an earlier run could not remove them
     * @param told is given warnings
     * @throws StartException with everything that is missing
     */
    static StaticHolding hold(StaticSettings settings, StaticSettings ours, Consumer<String> told)
            throws StartException {
        NetlinkAddressPlane plane;
        try {
            plane = NetlinkAddressPlane.open();
        } catch (AddressException e) {
            throw new StartException(List.of(e.getMessage()));
        }
        List<String> problems = new ArrayList<>();
        try {
            for (String name : named(settings)) {
                if (plane.state(name) == null) {
                    problems.add("static: there is no interface " + name + " (expected one of: "
                            + String.join(", ", plane.interfaces()) + ")");
                }
            }
        } catch (AddressException e) {
            problems.add(e.getMessage());
        }
        if (!problems.isEmpty()) {
            plane.close();
            throw new StartException(problems);
        }
        return StaticHolding.start(settings, ours, plane, told, NanoClock.SYSTEM);
    }

    private static Set<String> named(StaticSettings settings) {
        Set<String> named = new LinkedHashSet<>();
        settings.addresses().stream()
                .map(VirtualAddress::interfaceName)
                .flatMap(Stream::ofNullable)
                .forEach(named::add);
        settings.routes().stream()
                .map(VirtualRoute::interfaceName)
                .flatMap(Stream::ofNullable)
                .forEach(named::add);
        return named;
    }
}
