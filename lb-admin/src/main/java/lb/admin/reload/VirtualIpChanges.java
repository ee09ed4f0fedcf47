package lb.admin.reload;

import static lb.admin.reload.NodeChanges.RESTART;
import static lb.admin.reload.NodeChanges.UPGRADE;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import lb.ha.settings.VirtualAddress;
import lb.ha.settings.VirtualRouterSettings;
import org.jspecify.annotations.Nullable;

/** What a reload makes of virtual IPs, by the keys of the file, and what of it needs another process. Pure. */
final class VirtualIpChanges {
    /**
     * Something of a virtual IP, by its key.
     *
     * @param refusal what follows where it differs; empty where one that runs can have it otherwise
     */
    private record Part(String key, Function<VirtualRouterSettings, @Nullable Object> of, String refusal) {
        private Part(String key, Function<VirtualRouterSettings, @Nullable Object> of) {
            this(key, of, "");
        }

        boolean differs(VirtualRouterSettings one, VirtualRouterSettings other) {
            return !Objects.equals(of.apply(one), of.apply(other));
        }
    }

    /** What no virtual router that runs can change, or not without giving the addresses up. */
    private static final List<Part> FIXED = List.of(
            new Part("interface", VirtualRouterSettings::interfaceName, RESTART),
            new Part("router-id", VirtualRouterSettings::routerId, RESTART),
            new Part("version", VirtualRouterSettings::version, RESTART),
            new Part("family of addresses", VirtualRouterSettings::family, RESTART),
            new Part("sync-group", VirtualRouterSettings::syncGroup, UPGRADE),
            new Part("kind of peers", router -> router.peers().getClass(), UPGRADE),
            new Part("virtual-mac", VirtualRouterSettings::virtualMac, RESTART),
            new Part("authentication", VirtualRouterSettings::authentication, UPGRADE),
            new Part("hold or lease", VirtualRouterSettings::holding, RESTART));

    /** What one that runs can have otherwise. */
    private static final List<Part> FREE = List.of(
            new Part("addresses", router -> List.of(router.addresses(), router.held())),
            new Part("routes", VirtualRouterSettings::routes),
            new Part("rules", VirtualRouterSettings::rules),
            new Part("advert-interval", VirtualRouterSettings::advertInterval),
            new Part("preempt", VirtualRouterSettings::preemption),
            new Part("startup-delay", VirtualRouterSettings::startupDelay),
            new Part("peers", VirtualRouterSettings::peers),
            new Part("checksum", VirtualRouterSettings::checksum),
            new Part("gratuitous-arp", VirtualRouterSettings::gratuitousArp),
            new Part("when-unusable", VirtualRouterSettings::whenUnusable),
            new Part("track", VirtualRouterSettings::tracking));

    private VirtualIpChanges() {}

    /** Why other virtual IPs cannot be had without another process; empty where they can. */
    static List<String> refusals(List<VirtualRouterSettings> before, List<VirtualRouterSettings> after) {
        List<String> refusals = new ArrayList<>();
        Map<String, VirtualRouterSettings> known = byName(before);
        for (VirtualRouterSettings router : after) {
            VirtualRouterSettings former = known.remove(router.name());
            String named = "virtual IP \"" + router.name() + "\" ";
            if (former == null) {
                refuse(refusals, named + "is new", router, UPGRADE);
            } else {
                refuse(refusals, named, former, router);
            }
        }
        known.forEach((name, router) -> refuse(refusals, "virtual IP \"" + name + "\" is gone", router, RESTART));
        if (before.isEmpty() != after.isEmpty()) {
            refusals.add(
                    before.isEmpty()
                            ? "there were no virtual IPs, and now there are" + UPGRADE
                            : "there are no virtual IPs any more" + RESTART);
        }
        groups(refusals, before, after);
        if (after.stream().anyMatch(VirtualRouterSettings::hasRoutes)
                && before.stream().noneMatch(VirtualRouterSettings::hasRoutes)) {
            refusals.add("the first route or rule that moves with a virtual IP has come" + UPGRADE);
        }
        return refusals;
    }

    /** Of one that comes or goes. */
    private static void refuse(List<String> refusals, String what, VirtualRouterSettings router, String refusal) {
        if (router.virtualMac()) {
            refusals.add(what + ", and has a virtual-mac" + refusal);
        }
    }

    /** A sync group comes or goes as a whole, or stays. */
    private static void groups(
            List<String> refusals, List<VirtualRouterSettings> before, List<VirtualRouterSettings> after) {
        Map<String, Set<String>> others = groups(after);
        groups(before).forEach((name, members) -> {
            Set<String> now = others.get(name);
            if (now != null && !now.equals(members)) {
                refusals.add("sync group \"" + name + "\" has other members" + UPGRADE);
            }
        });
    }

    private static Map<String, Set<String>> groups(List<VirtualRouterSettings> routers) {
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        for (VirtualRouterSettings router : routers) {
            String group = router.syncGroup();
            if (group != null) {
                groups.computeIfAbsent(group, _ -> new HashSet<>()).add(router.name());
            }
        }
        return groups;
    }

    private static void refuse(
            List<String> refusals, String named, VirtualRouterSettings former, VirtualRouterSettings router) {
        for (Part part : FIXED) {
            if (part.differs(former, router)) {
                refusals.add(named + "has another " + part.key() + part.refusal());
            }
        }
        if (former.priority() != router.priority()
                && Math.max(former.priority(), router.priority()) == VirtualRouterSettings.OWNER_PRIORITY) {
            refusals.add(named + "has priority " + router.priority() + " instead of " + former.priority()
                    + ", and so another owner" + RESTART);
        }
        Set<VirtualAddress> others = new LinkedHashSet<>(router.held());
        former.held().forEach(others::remove);
        Set<InetAddress> kept = new HashSet<>();
        former.held().forEach(address -> kept.add(address.address()));
        for (VirtualAddress address : others) {
            if (kept.contains(address.address())) {
                refusals.add(named + "has " + address.words() + " in another way" + RESTART);
            }
        }
    }

    /** What differs, in words, a line for each virtual IP. */
    static List<String> words(List<VirtualRouterSettings> before, List<VirtualRouterSettings> after) {
        List<String> lines = new ArrayList<>();
        Map<String, VirtualRouterSettings> known = byName(before);
        for (VirtualRouterSettings router : after) {
            VirtualRouterSettings former = known.remove(router.name());
            List<String> changed = former == null ? List.of("new") : changed(former, router);
            if (!changed.isEmpty()) {
                lines.add("virtual IP " + router.name() + ": " + String.join(", ", changed));
            }
        }
        known.keySet().forEach(name -> lines.add("virtual IP " + name + ": gone"));
        return lines;
    }

    private static List<String> changed(VirtualRouterSettings former, VirtualRouterSettings router) {
        List<String> changed = new ArrayList<>();
        for (Part part : FREE) {
            if (part.differs(former, router)) {
                changed.add(part.key());
            }
        }
        if (former.priority() != router.priority()) {
            changed.add("priority " + router.priority());
        }
        return changed;
    }

    private static Map<String, VirtualRouterSettings> byName(List<VirtualRouterSettings> routers) {
        Map<String, VirtualRouterSettings> named = new LinkedHashMap<>();
        routers.forEach(router -> named.put(router.name(), router));
        return named;
    }
}
