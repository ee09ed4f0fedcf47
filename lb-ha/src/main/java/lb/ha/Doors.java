package lb.ha;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import lb.ha.link.VrrpLink;
import lb.ha.link.VrrpLink.Received;
import lb.ha.settings.AddressFamily;
import org.jspecify.annotations.Nullable;

/** Where adverts come in: each interface and family with its virtual routers and its {@link FloodWatch}. HA thread only. */
final class Doors {
    private final Map<Place, Door> doors;

    Doors(Collection<VirtualRouter> routers, long now) {
        Map<Place, List<VirtualRouter>> byPlace = routers.stream()
                .collect(Collectors.groupingBy(
                        router -> new Place(router.interfaceName(), router.family()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        doors = new LinkedHashMap<>();
        byPlace.forEach((place, here) -> doors.put(place, Door.of(here, now)));
    }

    private record Place(String interfaceName, AddressFamily family) {}

    private record Door(List<VirtualRouter> routers, FloodWatch flood) {
        static Door of(List<VirtualRouter> routers, long now) {
            List<InetAddress> peers = new ArrayList<>();
            routers.forEach(router -> peers.addAll(router.peers()));
            return new Door(
                    routers,
                    new FloodWatch(routers.stream().map(VirtualRouter::routerId).toList(), peers, now));
        }
    }

    /** The watch of where a packet came in; null where nobody listens. */
    @Nullable
    FloodWatch of(Received received) {
        Door door = doors.get(new Place(received.interfaceName(), received.family()));
        return door == null ? null : door.flood();
    }

    /** Lets everything in again: others are to judge from now on. */
    void open(VrrpLink link) {
        doors.forEach((place, door) -> {
            if (door.flood().admission() != null) {
                link.admit(place.interfaceName(), place.family(), null);
            }
        });
    }

    /** Shuts and opens them. */
    void judge(VrrpLink link, long now) {
        doors.forEach((place, door) -> {
            boolean mastersHeard = door.routers().stream().allMatch(router -> router.hearsItsMaster(now));
            if (door.flood().judge(mastersHeard, now)) {
                link.admit(place.interfaceName(), place.family(), door.flood().admission());
                door.routers().forEach(VirtualRouter::flooded);
            }
        });
    }
}
