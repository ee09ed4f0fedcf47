package lb.admin.reload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import lb.admin.config.Configuration;
import lb.admin.config.LogTarget;
import org.jspecify.annotations.Nullable;

/**
 * What of a configuration cannot change while the node runs: all that is neither frontends nor backends, but for log targets and most of
 * what virtual IPs are. Pure.
 */
public final class NodeChanges {
    /** What the other process of an upgrade can have otherwise. */
    static final String UPGRADE = ": that needs lb upgrade, or a restart";

    /** What it has to find as it is, too. */
    static final String RESTART = ": that needs a restart";

    private NodeChanges() {}

    /**
     * Why a configuration cannot be had without another process.
     *
     * @return sentences; empty where it can, as far as this is asked
     */
    public static List<String> refusals(Configuration before, Configuration after) {
        List<String> refusals = new ArrayList<>();
        compare(refusals, "which node this is has changed" + RESTART, before.node(), after.node());
        refusals.addAll(VirtualIpChanges.refusals(before.virtualRouters(), after.virtualRouters()));
        compare(
                refusals,
                "the node's own addresses, routes or rules have changed" + RESTART,
                before.fixed(),
                after.fixed());
        compare(refusals, "what a cloud moves has changed" + UPGRADE, before.clouds(), after.clouds());
        compare(refusals, "the connections between nodes have changed" + UPGRADE, before.lifeline(), after.lifeline());
        compare(refusals, "real-time priority has changed" + UPGRADE, before.realTime(), after.realTime());
        compare(refusals, "stats has changed" + UPGRADE, before.stats(), after.stats());
        compare(refusals, "the runtime sockets have changed" + UPGRADE, before.runtime(), after.runtime());
        compare(refusals, "the collector of spans has changed" + UPGRADE, before.spans(), after.spans());
        return refusals;
    }

    /** What of the rest is different, in words, a line each: all that is neither refused nor the proxy's. */
    public static List<String> words(Configuration before, Configuration after) {
        List<String> changed = new ArrayList<>(VirtualIpChanges.words(before.virtualRouters(), after.virtualRouters()));
        Set<String> serving = new LinkedHashSet<>(before.serves().keySet());
        serving.addAll(after.serves().keySet());
        for (String router : serving) {
            // One that is new or gone is told of as such.
            boolean stays = has(before, router) == has(after, router);
            if (stays
                    && !Objects.equals(
                            before.serves().get(router), after.serves().get(router))) {
                changed.add("virtual IP " + router + ": serves");
            }
        }
        logs(changed, before.logTargets(), after.logTargets());
        follow(changed, "stop.drain", before.drain(), after.drain());
        follow(changed, "tls.watch", before.watch(), after.watch());
        follow(changed, "reload.watch", before.files().interval(), after.files().interval());
        if (!before.files().files().equals(after.files().files())) {
            changed.add("other files of the configuration");
        }
        return changed;
    }

    private static void logs(List<String> changed, List<LogTarget> before, List<LogTarget> after) {
        if (before.equals(after)) {
            return;
        }
        Set<String> was = places(before);
        Set<String> is = places(after);
        List<String> parts = new ArrayList<>();
        is.stream().filter(place -> !was.contains(place)).forEach(place -> parts.add("new " + place));
        was.stream().filter(place -> !is.contains(place)).forEach(place -> parts.add("gone " + place));
        after.stream()
                .filter(target -> was.contains(target.place()) && !before.contains(target))
                .forEach(target -> parts.add("changed " + target.place()));
        changed.add("log targets: " + (parts.isEmpty() ? "in another order, or one less" : String.join("; ", parts)));
    }

    private static Set<String> places(List<LogTarget> targets) {
        return targets.stream().map(LogTarget::place).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static boolean has(Configuration configuration, String router) {
        return configuration.virtualRouters().stream()
                .anyMatch(one -> one.name().equals(router));
    }

    private static void follow(List<String> changed, String what, Duration before, Duration after) {
        if (!before.equals(after)) {
            changed.add(what + " " + before.toMillis() + " ms -> " + after.toMillis() + " ms");
        }
    }

    private static void compare(
            List<String> refusals, String sentence, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            refusals.add(sentence);
        }
    }
}
