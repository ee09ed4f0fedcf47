package lb.admin.reload;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lb.admin.config.Configuration;
import lb.ha.settings.VirtualRouterSettings;
import org.jspecify.annotations.Nullable;

/**
 * What of a configuration cannot change while the node runs: all that is neither frontends nor backends, but for the priorities of virtual
 * IPs. Pure.
 */
public final class NodeChanges {
    private static final String RESTART = ": that needs a restart";

    private NodeChanges() {}

    /**
     * Why a configuration cannot be had without a restart.
     *
     * @return sentences; empty where it can, as far as this is asked
     */
    public static List<String> refusals(Configuration before, Configuration after) {
        List<String> refusals = new ArrayList<>();
        compare(refusals, "which node this is has changed", before.node(), after.node());
        virtualIps(refusals, before.virtualRouters(), after.virtualRouters());
        compare(refusals, "what virtual IPs exist for has changed", before.serves(), after.serves());
        compare(refusals, "the node's own addresses, routes or rules have changed", before.fixed(), after.fixed());
        compare(refusals, "what a cloud moves has changed", before.clouds(), after.clouds());
        compare(refusals, "the connections between nodes have changed", before.lifeline(), after.lifeline());
        compare(refusals, "real-time priority has changed", before.realTime(), after.realTime());
        compare(refusals, "stats has changed", before.stats(), after.stats());
        compare(refusals, "the runtime sockets have changed", before.runtime(), after.runtime());
        compare(refusals, "where log lines go has changed", before.logTargets(), after.logTargets());
        compare(refusals, "the collector of spans has changed", before.spans(), after.spans());
        return refusals;
    }

    /** Of virtual IPs that were there and are there still, the priorities that differ: all that may. */
    public static List<VirtualRouterSettings> priorities(Configuration before, Configuration after) {
        List<VirtualRouterSettings> changed = new ArrayList<>(after.virtualRouters());
        changed.removeAll(before.virtualRouters());
        return changed;
    }

    private static void virtualIps(
            List<String> refusals, List<VirtualRouterSettings> before, List<VirtualRouterSettings> after) {
        Map<String, VirtualRouterSettings> known = new LinkedHashMap<>();
        before.forEach(router -> known.put(router.name(), router));
        for (VirtualRouterSettings router : after) {
            VirtualRouterSettings former = known.remove(router.name());
            String named = "virtual IP \"" + router.name() + "\" ";
            if (former == null) {
                refusals.add(named + "is new" + RESTART);
            } else if (!former.withPriority(router.priority()).equals(router)) {
                refusals.add(named + "has changed in more than its priority" + RESTART);
            } else if (former.priority() != router.priority()
                    && Math.max(former.priority(), router.priority()) == VirtualRouterSettings.OWNER_PRIORITY) {
                refusals.add(named + "has priority " + router.priority() + " instead of " + former.priority()
                        + ", and so another owner" + RESTART);
            }
        }
        known.keySet().forEach(name -> refusals.add("virtual IP \"" + name + "\" is gone" + RESTART));
    }

    private static void compare(
            List<String> refusals, String sentence, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            refusals.add(sentence + RESTART);
        }
    }
}
