package lb.admin.boot;

import java.util.ArrayList;
import java.util.List;
import lb.ha.address.AddressException;
import lb.ha.address.AddressPlane;
import lb.ha.address.NetlinkAddressPlane;
import lb.ha.link.LinkException;
import lb.ha.link.Listening;
import lb.ha.link.RawVrrpLink;
import lb.ha.link.VrrpLink;
import lb.ha.settings.VirtualRouterSettings;

/** What the VRRP peer needs of the machine: raw sockets and netlink, on interfaces that are there. */
record HaEdges(VrrpLink link, AddressPlane addresses) implements AutoCloseable {

    /** @throws StartException with everything that is missing */
    static HaEdges open(List<VirtualRouterSettings> routers) throws StartException {
        List<Listening> listening = routers.stream()
                .map(router -> new Listening(
                        router.interfaceName(),
                        router.family(),
                        router.peers() instanceof VirtualRouterSettings.Multicast))
                .toList();
        AddressPlane plane;
        try {
            plane = NetlinkAddressPlane.open();
        } catch (AddressException e) {
            throw new StartException(List.of(e.getMessage()));
        }
        try {
            requireInterfaces(plane, routers);
            return new HaEdges(RawVrrpLink.open(listening), plane);
        } catch (LinkException | AddressException e) {
            plane.close();
            throw new StartException(List.of(e.getMessage()));
        } catch (StartException e) {
            plane.close();
            throw e;
        }
    }

    private static void requireInterfaces(AddressPlane plane, List<VirtualRouterSettings> routers)
            throws AddressException, StartException {
        List<String> problems = new ArrayList<>();
        for (VirtualRouterSettings router : routers) {
            if (plane.state(router.interfaceName()) == null) {
                problems.add("virtual IP \"" + router.name() + "\": there is no interface " + router.interfaceName()
                        + " (expected one of: " + String.join(", ", plane.interfaces()) + ")");
            }
        }
        if (!problems.isEmpty()) {
            throw new StartException(problems);
        }
    }

    @Override
    public void close() {
        link.close();
        addresses.close();
    }
}
