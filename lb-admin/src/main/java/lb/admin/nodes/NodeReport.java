package lb.admin.nodes;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import lb.proxy.stats.StatsRow;

/**
 * What another node has told of itself. Every text in it is that node's.
 *
 * @param version of its program
 * @param up how long it has served
 * @param stopping whether it is about to end
 * @param at its clock's time when it told
 * @param rows its figures
 */
public record NodeReport(
        String version, Duration up, boolean stopping, Instant at, List<StatsRow> rows, List<VirtualIp> virtualIps) {
    public NodeReport {
        rows = List.copyOf(rows);
        virtualIps = List.copyOf(virtualIps);
    }

    /**
     * What this node tells others, as bytes.
     *
     * @param now of the wall clock
     * @param vrrp what {@code show vrrp json} says
     */
    public static byte[] write(
            String version, Duration up, boolean stopping, Instant now, JsonObject vrrp, List<StatsRow> rows) {
        return ReportCodec.write(version, up, stopping, now, vrrp, rows);
    }

    /**
     * A virtual IP as that node sees it.
     *
     * @param addresses with commas between
     * @param state MASTER, BACKUP, INITIALIZE, or a later program's word
     * @param since by its clock
     * @param why empty for unknown
     * @param priority that it advertises now
     * @param unusable why it cannot serve; empty where it can
     */
    public record VirtualIp(
            String name, String addresses, String state, Instant since, String why, int priority, String unusable) {
        public boolean isOwned() {
            return state.equals("MASTER");
        }
    }
}
