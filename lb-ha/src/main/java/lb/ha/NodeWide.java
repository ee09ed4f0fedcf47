package lb.ha;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;

/**
 * What each virtual router of a node has to know of the others. HA thread only.
 *
 * @param virtual the addresses of all of them: none is a source
 * @param routes those of all of them: several may want the same one
 */
record NodeWide(Set<InetAddress> virtual, List<MovedRoutes> routes) {
    static NodeWide of(List<VirtualRouterSettings> settings) {
        return new NodeWide(
                settings.stream()
                        .flatMap(router -> router.held().stream())
                        .map(VirtualAddress::address)
                        .collect(Collectors.toUnmodifiableSet()),
                new ArrayList<>());
    }
}
