package lb.admin.boot;

import java.util.ArrayList;
import java.util.List;
import lb.ha.address.AddressException;
import lb.ha.address.AddressPlane;
import lb.ha.address.HoldChoice;
import lb.ha.address.NetlinkAddressPlane;
import lb.ha.link.LinkException;
import lb.ha.link.Listening;
import lb.ha.link.RawVrrpLink;
import lb.ha.link.VrrpLink;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Hold;

/**
 * What the VRRP peer needs of the machine: raw sockets and netlink, on interfaces that are there.
 *
 * @param routers with a decision where their addresses are held
 * @param leftovers addresses that an earlier run had left behind, now removed
 */
record HaEdges(VrrpLink link, AddressPlane addresses, List<VirtualRouterSettings> routers, List<String> leftovers)
        implements AutoCloseable {

    /** @throws StartException with everything that is missing */
    static HaEdges open(List<VirtualRouterSettings> routers) throws StartException {
        List<Listening> listening = routers.stream()
                .map(router -> new Listening(
                        router.interfaceName(),
                        router.family(),
                        router.peers() instanceof VirtualRouterSettings.Multicast))
                .toList();
        NetlinkAddressPlane plane;
        try {
            plane = NetlinkAddressPlane.open();
        } catch (AddressException e) {
            throw new StartException(List.of(e.getMessage()));
        }
        try {
            requireInterfaces(plane, routers);
            List<VirtualRouterSettings> held = held(plane, routers);
            List<String> leftovers = plane.removeLeftovers();
            return new HaEdges(RawVrrpLink.open(listening), plane, held, leftovers);
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

    /** Where each has its addresses; the device of the process is there after this, where one of them needs it. */
    private static List<VirtualRouterSettings> held(AddressPlane plane, List<VirtualRouterSettings> routers)
            throws AddressException, StartException {
        List<String> problems = new ArrayList<>();
        List<VirtualRouterSettings> held = new ArrayList<>();
        for (VirtualRouterSettings router : routers) {
            HoldChoice choice = HoldChoice.here(router);
            if (choice.hold() == Hold.PROCESS && !choice.obstacle().isEmpty()) {
                problems.add("virtual IP \"" + router.name() + "\": hold = process does not work: " + choice.obstacle()
                        + " (expected: hold = interface, or auto)");
            } else if (choice.hold() == Hold.PROCESS) {
                plane.processDevice();
            }
            held.add(router.heldBy(choice.hold()));
        }
        if (!problems.isEmpty()) {
            throw new StartException(problems);
        }
        return held;
    }

    @Override
    public void close() {
        link.close();
        addresses.close();
    }
}
