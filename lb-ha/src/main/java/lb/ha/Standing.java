package lb.ha;

import java.net.InetAddress;
import lb.ha.NodeHealth.Verdict;
import lb.ha.settings.VirtualRouterSettings;
import lb.ha.settings.VirtualRouterSettings.GiveUp;
import lb.ha.vrrp.Candidate;
import lb.ha.vrrp.VrrpMachine;
import org.jspecify.annotations.Nullable;

/** Whether a virtual router may take part in the election, and with which priority; pure. */
sealed interface Standing {
    /** It may. The reason is that of its priority. */
    record Ready(Candidate self, String why) implements Standing {}

    /** It may not, but others can still be told. */
    record Unready(String why) implements Standing {}

    /** It may not, and nobody can be told. */
    record Disconnected(String why) implements Standing {}

    /**
     * Judges.
     *
     * @param own this node's priority
     * @param view the interface
     * @param verdict how well this node can serve
     * @param lowered points that this takes from its priority
     * @param yielded whether it stands with the least priority, since a person wants other nodes to own the addresses
     * @param refused why the addresses could not be held a short while ago; null when nothing of the kind happened
     */
    static Standing of(
            VirtualRouterSettings settings,
            int own,
            InterfaceWatch.View view,
            Verdict verdict,
            int lowered,
            boolean yielded,
            @Nullable String refused) {
        InetAddress source = view.source();
        if (!view.problem().isEmpty() || source == null) {
            return new Disconnected(view.problem());
        }
        if (refused != null) {
            return new Unready(refused);
        }
        String why = verdict.usable() ? verdict.reason() : "cannot serve: " + verdict.reason();
        if (verdict.fault() || (!verdict.usable() && settings.whenUnusable() instanceof GiveUp)) {
            return new Unready(why);
        }
        if (yielded) {
            return new Ready(new Candidate(VrrpMachine.LEAST_PRIORITY, source), "yielded");
        }
        int priority = Math.max(1, own - lowered);
        return new Ready(new Candidate(priority, source), why.isEmpty() ? "can serve" : why);
    }
}
