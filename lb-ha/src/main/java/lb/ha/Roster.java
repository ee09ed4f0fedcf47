package lb.ha;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import lb.ha.address.AddressPlane;
import lb.ha.link.VrrpLink;
import lb.ha.settings.VirtualRouterSettings;
import org.jspecify.annotations.Nullable;

/** The virtual routers of a node, as the file has them now: those that stay are the same through all of its reloads. HA thread only. */
final class Roster {
    private final NodeWide wide = new NodeWide();
    private final Map<String, SyncGroup> groups = new HashMap<>();
    private final Map<String, VirtualRouter> routers = new LinkedHashMap<>();
    private final VrrpLink link;
    private final AddressPlane plane;
    private final NodeHealth health;
    private final HaEvents events;
    private final HandOver handOver;
    private final Witness witness;
    private final NanoClock clock;
    private final InstantSource wallClock;

    Roster(
            VrrpLink link,
            AddressPlane plane,
            NodeHealth health,
            HaEvents events,
            HandOver handOver,
            Witness witness,
            NanoClock clock,
            InstantSource wallClock) {
        this.link = link;
        this.plane = plane;
        this.health = health;
        this.events = events;
        this.handOver = handOver;
        this.witness = witness;
        this.clock = clock;
        this.wallClock = wallClock;
    }

    /**
     * Has those of the file from now on: one that is gone yields, one that is new begins as at a start, and the others go on. A sync
     * group comes and goes with all of its members.
     *
     * @return all of them, in the order of the file
     */
    List<VirtualRouter> become(List<VirtualRouterSettings> next, long now) {
        wide.become(next);
        Set<String> names = next.stream().map(VirtualRouterSettings::name).collect(Collectors.toSet());
        for (VirtualRouter known : List.copyOf(routers.values())) {
            if (!names.contains(known.name())) {
                leave(known, now);
            }
        }
        List<VirtualRouter> all = new ArrayList<>();
        for (VirtualRouterSettings router : next) {
            VirtualRouter known = routers.get(router.name());
            if (known == null) {
                known = make(router);
                routers.put(router.name(), known);
            } else {
                change(known, router, now);
            }
            all.add(known);
        }
        return List.copyOf(all);
    }

    private VirtualRouter make(VirtualRouterSettings router) {
        return new VirtualRouter(
                router, group(router.syncGroup()), wide, link, plane, health, events, witness, clock, wallClock);
    }

    private SyncGroup group(@Nullable String name) {
        return name == null
                ? new SyncGroup("", handOver)
                : groups.computeIfAbsent(name, _ -> new SyncGroup(name, handOver));
    }

    private void leave(VirtualRouter gone, long now) {
        routers.remove(gone.name());
        groups.values().removeIf(group -> Objects.equals(group, gone.group()));
        try {
            gone.stop("it is no longer in the file", now);
        } catch (RuntimeException e) {
            // The others are to become what the file says all the same.
            gone.failed(e);
        }
    }

    private static void change(VirtualRouter known, VirtualRouterSettings next, long now) {
        try {
            known.become(next, now);
        } catch (RuntimeException e) {
            known.failed(e);
        }
    }
}
