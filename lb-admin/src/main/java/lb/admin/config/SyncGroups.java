package lb.admin.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import lb.ha.settings.VirtualRouterSettings;

/** Checks which virtual IPs move together. */
final class SyncGroups {
    private SyncGroups() {}

    /** @param sections those of the routers, in the same order */
    static void check(List<Section> sections, List<VirtualRouterSettings> routers) {
        var groups = new LinkedHashMap<String, List<Integer>>();
        for (var i = 0; i < routers.size(); i++) {
            var name = routers.get(i).syncGroup();
            if (name != null) {
                groups.computeIfAbsent(name, _ -> new ArrayList<>()).add(i);
            }
        }
        groups.forEach((name, members) -> {
            var first = sections.get(members.getFirst());
            if (members.size() == 1) {
                first.warning("%s \"%s\" has no other virtual IP".formatted(first.word("sync-group"), name));
            }
            for (var member : members) {
                if (owner(routers.get(member)) != owner(routers.get(members.getFirst()))) {
                    // It would be master at once, whatever becomes of the others.
                    sections.get(member)
                            .wrong(
                                    HaKeys.SYNC_GROUP,
                                    "expected: priority 255 in all of them or in none; %s differs"
                                            .formatted(first.title()));
                }
            }
        });
    }

    private static boolean owner(VirtualRouterSettings router) {
        return router.priority() == VirtualRouterSettings.OWNER_PRIORITY;
    }
}
