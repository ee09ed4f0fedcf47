package lb.admin.page;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import lb.admin.config.StatsLook;
import lb.admin.nodes.NodeReport;
import lb.admin.nodes.OtherNode;
import lb.admin.stats.StatsFilter;
import lb.ha.VirtualRouterStatus;
import lb.ha.lifeline.LifelineState;
import lb.ha.lifeline.PeerStatus;
import lb.proxy.stats.StatsRow;

/** The other nodes on this one's page: side by side with it, and each with its tables. */
final class OtherNodePages {
    private final List<OtherNode> nodes;
    private final List<PeerStatus> lifelines;
    private final StatsFilter wanted;
    private final StatsLook look;

    /** @param wanted what of their figures */
    OtherNodePages(List<OtherNode> nodes, List<PeerStatus> lifelines, StatsFilter wanted, StatsLook look) {
        this.nodes = nodes;
        this.lifelines = lifelines;
        this.wanted = wanted;
        this.look = look;
    }

    /** What the page's own settings show of a node's figures. */
    private List<StatsRow> rows(NodeReport report) {
        List<StatsRow> rows = wanted.of(report.rows());
        return look.legends()
                ? rows
                : rows.stream().map(StatsFilter::withoutLegends).toList();
    }

    /** This node and the others, a row each, and what they make together. */
    void cluster(NodeFacts own, List<VirtualRouterStatus> routers, List<StatsRow> rows, ZonedDateTime now, Html html) {
        if (nodes.isEmpty()) {
            return;
        }
        ClusterTable table = new ClusterTable(look.version(), html);
        Duration up = Duration.between(own.startedAt(), now.toInstant());
        table.begin();
        table.self(
                look.node() ? own.name() : "This node",
                own.version(),
                up,
                NodeFigures.of(StatsHtml.masters(routers), routers.size(), rows));
        for (OtherNode node : nodes) {
            NodeReport report = node.report();
            LifelineState state = state(node);
            if (report == null) {
                table.unknown(node.name(), anchor(node), state);
            } else {
                table.other(node, anchor(node), state, report, NodeFigures.of(report, rows(report)));
            }
        }
        table.end();
    }

    private LifelineState state(OtherNode node) {
        return lifelines.stream()
                .filter(peer -> peer.node().equals(node.name()))
                .map(PeerStatus::state)
                .findFirst()
                .orElse(LifelineState.UNKNOWN);
    }

    /** No name of a node has a space. */
    private static String anchor(OtherNode node) {
        return "node-" + node.name();
    }

    /** A section for each. */
    void sections(ZonedDateTime now, Html html) {
        for (OtherNode node : nodes) {
            String anchor = anchor(node);
            html.raw("<section class=\"node\" aria-labelledby=\"").text(anchor);
            html.raw("\">\n<h2 id=\"")
                    .text(anchor)
                    .raw("\">Node ")
                    .text(node.name())
                    .raw("</h2>\n");
            note(node, html);
            NodeReport report = node.report();
            if (report != null) {
                Heading heading = new Heading(anchor, node.name());
                OtherVirtualIps.section(heading, report, now, html);
                ProxyTables tables = new ProxyTables(heading);
                List<StatsRow> rows = rows(report);
                tables.frontends(rows, html);
                tables.backends(rows, html);
            }
            html.raw("</section>\n");
        }
    }

    private static void note(OtherNode node, Html html) {
        NodeReport report = node.report();
        if (report != null && report.stopping()) {
            html.raw("<p class=\"soft\">It is stopping.</p>\n");
        }
        if (!node.trouble().isEmpty()) {
            html.raw("<p class=\"bad\">").text(node.trouble());
            html.text(
                    report == null
                            ? " Nothing is known of it."
                            : " These are its figures of " + Units.duration(node.age()) + " ago.");
            html.raw("</p>\n");
        }
    }
}
