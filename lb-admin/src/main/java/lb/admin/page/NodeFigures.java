package lb.admin.page;

import java.util.List;
import lb.admin.nodes.NodeReport;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/**
 * What one node does, or several together; sessions, requests and bytes are those of frontends, as backends serve the same ones.
 *
 * @param owned virtual IPs
 * @param virtualIps all of them
 */
record NodeFigures(
        long owned, long virtualIps, ServerCount servers, long sessions, long rate, long total, long in, long out) {
    static final NodeFigures NOTHING = new NodeFigures(0, 0, new ServerCount(0, 0), 0, 0, 0, 0, 0);

    static NodeFigures of(long owned, long virtualIps, List<StatsRow> rows) {
        return new NodeFigures(
                owned,
                virtualIps,
                ServerCount.in(rows),
                StatsHtml.sum(rows, Column.SCUR),
                StatsHtml.sum(rows, Column.RATE),
                StatsHtml.sum(rows, Column.STOT),
                StatsHtml.sum(rows, Column.BIN),
                StatsHtml.sum(rows, Column.BOUT));
    }

    static NodeFigures of(NodeReport report, List<StatsRow> rows) {
        long owned = report.virtualIps().stream()
                .filter(NodeReport.VirtualIp::isOwned)
                .count();
        return of(owned, report.virtualIps().size(), rows);
    }

    /** Together. The virtual IPs and servers are the same ones at each node; what one owns no other does. */
    NodeFigures plus(NodeFigures other) {
        return new NodeFigures(
                owned + other.owned,
                Math.max(virtualIps, other.virtualIps),
                servers,
                sessions + other.sessions,
                rate + other.rate,
                total + other.total,
                in + other.in,
                out + other.out);
    }
}
