package lb.admin.boot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import lb.admin.upgrade.Takeover;
import lb.admin.upgrade.UpgradeException;
import lb.ha.address.AddressException;
import lb.ha.address.AddressPlane;
import lb.ha.address.HoldChoice;
import lb.ha.address.NetlinkAddressPlane;
import lb.ha.link.LinkChoice;
import lb.ha.link.LinkException;
import lb.ha.link.Listening;
import lb.ha.link.VrrpLink.Prepared;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.Hold;
import org.jspecify.annotations.Nullable;

/**
 * What the VRRP peer needs of the machine: adverts and netlink, on interfaces that are there.
 *
 * @param links how adverts are sent and heard
 * @param routers with a decision where their addresses are held
 * @param choices that decision, by virtual router
 */
record HaEdges(
        LinkChoice links,
        NetlinkAddressPlane addresses,
        List<VirtualRouterSettings> routers,
        Map<String, HoldChoice> choices)
        implements AutoCloseable {

    /**
     * Opens it.
     *
     * @param takeover gives the device of another process of this node; null where there is none
     * @throws StartException with everything that is missing
     */
    static HaEdges open(List<VirtualRouterSettings> routers, @Nullable Takeover takeover) throws StartException {
        List<Listening> listening = routers.stream().flatMap(HaEdges::listening).toList();
        NetlinkAddressPlane plane;
        try {
            plane = NetlinkAddressPlane.open();
        } catch (AddressException e) {
            throw new StartException(List.of(e.getMessage()));
        }
        try {
            requireInterfaces(plane, routers);
            if (takeover != null) {
                plane.goOnWithVirtualMacDevices();
                if (takeover.askForDevice(plane.awaitPassed())) {
                    plane.takePassed();
                }
            }
            Map<String, HoldChoice> choices = choices(plane, routers);
            List<VirtualRouterSettings> held = held(routers, choices);
            for (VirtualRouterSettings router : routers) {
                if (router.virtualMac()) {
                    plane.makeVirtualMacDevice(
                            router.device(), router.interfaceName(), router.routerId(), router.family());
                }
            }
            return new HaEdges(
                    LinkChoice.open(listening, routers.stream().anyMatch(VirtualRouterSettings::hasRoutes)),
                    plane,
                    held,
                    choices);
        } catch (LinkException | AddressException | UpgradeException e) {
            giveUp(plane, takeover);
            throw new StartException(List.of(e.getMessage()));
        } catch (StartException e) {
            giveUp(plane, takeover);
            throw e;
        }
    }

    /** What another process has made stays. */
    private static void giveUp(AddressPlane plane, @Nullable Takeover takeover) {
        if (takeover == null) {
            plane.close();
        } else {
            plane.leave();
        }
    }

    /** Gives the device that holds addresses to another process of this node; false where there is none. Any thread. */
    boolean passDevice(String to) throws AddressException {
        return addresses.passOn(to);
    }

    /**
     * The same for the virtual routers of another file, where the machine has what those that differ need. Any thread; nothing has changed
     * by it.
     *
     * @param before those of the file until now
     * @throws StartException with everything that is missing
     */
    Following following(List<VirtualRouterSettings> before, List<VirtualRouterSettings> next) throws StartException {
        List<VirtualRouterSettings> changed = new ArrayList<>(next);
        changed.removeAll(before);
        try (NetlinkAddressPlane looking = NetlinkAddressPlane.open()) {
            requireInterfaces(looking, changed);
        } catch (AddressException e) {
            throw new StartException(List.of(e.getMessage()));
        }
        Set<List<VirtualAddress>> known = new HashSet<>();
        before.forEach(router -> known.add(router.held()));
        Map<String, HoldChoice> decided = new HashMap<>();
        List<String> problems = new ArrayList<>();
        for (VirtualRouterSettings router : next) {
            HoldChoice former = choices.get(router.name());
            boolean stays = former != null && (former.hold() == Hold.INTERFACE || known.contains(router.held()));
            decided.put(router.name(), stays ? former : choice(router, next, former != null, problems));
        }
        if (!problems.isEmpty()) {
            throw new StartException(problems);
        }
        Map<String, HoldChoice> all = Map.copyOf(decided);
        try {
            Prepared places = links.link()
                    .prepare(next.stream().flatMap(HaEdges::listening).toList());
            return new Following(new HaEdges(links, addresses, held(next, all), all), places);
        } catch (LinkException e) {
            throw new StartException(List.of(e.getMessage()));
        }
    }

    /**
     * What another file needs of the machine.
     *
     * @param places where adverts are to be sent and heard; closed unless the link goes there
     */
    record Following(HaEdges edges, Prepared places) {}

    /** @param there whether its addresses are held by this process, as they are to be further on */
    private HoldChoice choice(
            VirtualRouterSettings router, List<VirtualRouterSettings> all, boolean there, List<String> problems) {
        boolean made = choices.values().stream().anyMatch(one -> one.hold() == Hold.PROCESS);
        HoldChoice choice = HoldChoice.here(router, all, made);
        if (!there && choice.hold() == Hold.PROCESS && !choice.obstacle().isEmpty()) {
            problems.add(notByProcess(router, choice));
        } else if (there && !choice.obstacle().isEmpty()) {
            problems.add("virtual IP \"" + router.name()
                    + "\": its addresses are held by this process, which does not work for" + " all of them any more: "
                    + choice.obstacle() + ": that needs a restart");
        }
        return choice;
    }

    private static List<VirtualRouterSettings> held(
            List<VirtualRouterSettings> routers, Map<String, HoldChoice> choices) {
        return routers.stream()
                .map(router -> router.heldBy(choice(choices, router).hold()))
                .toList();
    }

    /** Version 2 hears both kinds, so that a peer with the other one is told of. */
    private static Stream<Listening> listening(VirtualRouterSettings router) {
        boolean multicast = router.peers() instanceof VirtualRouterSettings.Multicast;
        return Stream.of(false, true)
                .filter(authenticated -> !authenticated || router.version() == 2)
                .flatMap(authenticated -> {
                    Listening heard =
                            new Listening(router.interfaceName(), router.family(), multicast, authenticated, false);
                    // Its group is joined on the interface: a report that a backup sent from here would draw the
                    // switch.
                    Listening sent = new Listening(router.advertDevice(), router.family(), false, authenticated, true);
                    return router.advertDevice().equals(router.interfaceName())
                            ? Stream.of(heard)
                            : Stream.of(heard, sent);
                });
    }

    private static void requireInterfaces(AddressPlane plane, List<VirtualRouterSettings> routers)
            throws AddressException, StartException {
        List<String> problems = new ArrayList<>();
        for (VirtualRouterSettings router : routers) {
            Set<String> named = new LinkedHashSet<>(List.of(router.interfaceName()));
            router.held().forEach(address -> named.add(router.interfaceOf(address)));
            router.routes().stream()
                    .flatMap(route -> Stream.ofNullable(route.interfaceName()))
                    .forEach(named::add);
            for (String name : named) {
                if (plane.state(name) == null) {
                    problems.add("virtual IP \"" + router.name() + "\": there is no interface " + name
                            + " (expected one of: " + String.join(", ", plane.interfaces()) + ")");
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new StartException(problems);
        }
    }

    /** Where each has its addresses; the device of the process is there after this, where one of them needs it. */
    private static Map<String, HoldChoice> choices(AddressPlane plane, List<VirtualRouterSettings> routers)
            throws AddressException, StartException {
        List<String> problems = new ArrayList<>();
        Map<String, HoldChoice> choices = new HashMap<>();
        for (VirtualRouterSettings router : routers) {
            HoldChoice choice = HoldChoice.here(router, routers);
            if (choice.hold() == Hold.PROCESS && !choice.obstacle().isEmpty()) {
                problems.add(notByProcess(router, choice));
            } else if (choice.hold() == Hold.PROCESS) {
                plane.processDevice();
            }
            choices.put(router.name(), choice);
        }
        if (!problems.isEmpty()) {
            throw new StartException(problems);
        }
        return Map.copyOf(choices);
    }

    private static String notByProcess(VirtualRouterSettings router, HoldChoice choice) {
        return "virtual IP \"" + router.name() + "\": hold = process does not work: " + choice.obstacle()
                + " (expected: hold = interface, or auto)";
    }

    /** What was decided for a virtual router. */
    HoldChoice choice(VirtualRouterSettings router) {
        return choice(choices, router);
    }

    private static HoldChoice choice(Map<String, HoldChoice> choices, VirtualRouterSettings router) {
        return Objects.requireNonNull(choices.get(router.name()), router.name());
    }

    @Override
    public void close() {
        links.link().close();
        addresses.close();
    }
}
