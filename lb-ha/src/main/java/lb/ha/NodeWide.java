package lb.ha;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;

/** What each virtual router of a node has to know of the others. HA thread only. */
final class NodeWide {
    private final List<MovedRoutes> routes = new ArrayList<>();
    private Set<InetAddress> virtual = Set.of();

    /** From now on these are all. */
    void become(List<VirtualRouterSettings> settings) {
        virtual = settings.stream()
                .flatMap(router -> router.held().stream())
                .map(VirtualAddress::address)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The addresses of all of them: none is a source. */
    Set<InetAddress> virtual() {
        return virtual;
    }

    /** Those of all of them: several may want the same one. */
    List<MovedRoutes> routes() {
        return routes;
    }
}
