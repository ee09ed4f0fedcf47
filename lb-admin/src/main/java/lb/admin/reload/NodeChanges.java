package lb.admin.reload;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lb.admin.config.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * What of a configuration cannot change while the node runs: all that is neither frontends nor backends, but for most of what virtual IPs
 * are. Pure.
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
        refusals.addAll(VirtualIpChanges.refusals(before.virtualRouters(), after.virtualRouters()));
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

    /** What of the rest is different, in words, a line each. */
    public static List<String> words(Configuration before, Configuration after) {
        return VirtualIpChanges.words(before.virtualRouters(), after.virtualRouters());
    }

    private static void compare(
            List<String> refusals, String sentence, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            refusals.add(sentence + RESTART);
        }
    }
}
