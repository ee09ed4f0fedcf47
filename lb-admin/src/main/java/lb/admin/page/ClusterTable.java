package lb.admin.page;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.time.Duration;
import lb.admin.nodes.NodeReport;
import lb.admin.nodes.OtherNode;
import lb.ha.lifeline.LifelineState;

/** The nodes side by side. The sums are of those whose figures are new. */
final class ClusterTable {
    private final boolean version;
    private final Html html;
    private NodeFigures together = NodeFigures.NOTHING;
    private int summed;

    /** @param version whether those of programs are told */
    ClusterTable(boolean version, Html html) {
        this.version = version;
        this.html = html;
    }

    void begin() {
        Heading.OF_PAGE.begin("nodes", "Nodes", html);
        html.raw("<div class=\"sheet\"><table role=\"table\">\n<caption>Side by side, and together</caption>\n");
        html.raw("<thead role=\"rowgroup\">\n<tr role=\"row\">");
        column("Node");
        column("State");
        column("Up for");
        number("Virtual IPs owned");
        number("Servers up");
        number("Sessions now");
        number("New per second");
        number("Sessions total");
        number("Bytes in");
        number("Bytes out");
        html.raw("</tr>\n</thead>\n<tbody role=\"rowgroup\">\n");
    }

    private void column(@CompileTimeConstant final String words) {
        html.raw("<th role=\"columnheader\" scope=\"col\">").raw(words).raw("</th>");
    }

    private void number(@CompileTimeConstant final String words) {
        html.raw("<th role=\"columnheader\" scope=\"col\" class=\"number\">")
                .raw(words)
                .raw("</th>");
    }

    void self(String name, String program, Duration up, NodeFigures figures) {
        beginRow();
        html.text(name);
        small("this one" + of(program));
        html.raw("</th><td role=\"cell\" data-label=\"State\" class=\"state\"><b class=\"badge good\">SERVES</b></td>");
        up(up);
        figures(figures);
        html.raw("</tr>\n");
        add(figures);
    }

    void other(OtherNode node, String anchor, LifelineState state, NodeReport report, NodeFigures figures) {
        beginRow();
        link(node.name(), anchor);
        boolean old = !node.trouble().isEmpty();
        small(old ? "as of " + Units.duration(node.age()) + " ago" : "another" + of(report.version()));
        html.raw("</th>");
        state(state, report.stopping() && !old);
        up(report.up());
        figures(figures);
        html.raw("</tr>\n");
        if (!old) {
            add(figures);
        }
    }

    /** One that has told nothing. */
    void unknown(String name, String anchor, LifelineState state) {
        beginRow();
        link(name, anchor);
        small("not known");
        html.raw("</th>");
        state(state, false);
        empty(8);
        html.raw("</tr>\n");
    }

    void end() {
        html.raw("</tbody>\n<tfoot role=\"rowgroup\">\n<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">Together");
        small(summed == 1 ? "this node alone" : summed + " nodes");
        html.raw("</th>");
        empty(2);
        cell("Virtual IPs owned", together.owned() + " of " + together.virtualIps());
        empty(1);
        sums(together);
        html.raw("</tr>\n</tfoot>\n</table></div>\n</section>\n");
    }

    private void beginRow() {
        html.raw("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
    }

    private void link(String name, String anchor) {
        html.raw("<a href=\"#").text(anchor).raw("\">").text(name).raw("</a>");
    }

    /** Cells of which nothing is known. */
    private void empty(int count) {
        for (int i = 0; i < count; i++) {
            html.raw("<td role=\"cell\"></td>");
        }
    }

    private String of(String program) {
        return version && !program.isEmpty() ? ", lb " + program : "";
    }

    private void small(String words) {
        html.raw("<small>").text(words).raw("</small>");
    }

    private void state(LifelineState state, boolean stopping) {
        html.raw("<td role=\"cell\" data-label=\"State\" class=\"state\">");
        if (stopping) {
            html.raw("<b class=\"badge warn\">STOPPING</b>");
        } else {
            Badge.lifeline(state, html);
        }
        html.raw("</td>");
    }

    private void up(Duration up) {
        html.raw("<td role=\"cell\" data-label=\"Up for\">")
                .text(Units.duration(up))
                .raw("</td>");
    }

    private void figures(NodeFigures of) {
        cell("Virtual IPs owned", of.owned() + " of " + of.virtualIps());
        cell("Servers up", of.servers().up() + " of " + of.servers().all());
        sums(of);
    }

    private void sums(NodeFigures of) {
        cell("Sessions now", Units.count(of.sessions()));
        cell("New per second", Units.count(of.rate()));
        cell("Sessions total", Units.count(of.total()));
        cell("Bytes in", Units.bytes(of.in()));
        cell("Bytes out", Units.bytes(of.out()));
    }

    private void cell(@CompileTimeConstant final String label, String words) {
        html.raw("<td role=\"cell\" class=\"number\" data-label=\"")
                .raw(label)
                .raw("\">")
                .text(words)
                .raw("</td>");
    }

    private void add(NodeFigures figures) {
        together = summed == 0 ? figures : together.plus(figures);
        summed++;
    }
}
