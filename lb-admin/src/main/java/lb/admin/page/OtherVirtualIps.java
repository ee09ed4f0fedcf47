package lb.admin.page;

import java.time.Duration;
import java.time.ZonedDateTime;
import lb.admin.nodes.NodeReport;
import lb.admin.nodes.NodeReport.VirtualIp;

/** The virtual IPs as another node sees them; nothing of them is changed from here. */
final class OtherVirtualIps {
    private OtherVirtualIps() {}

    static void section(Heading heading, NodeReport report, ZonedDateTime now, Html html) {
        if (report.virtualIps().isEmpty()) {
            return;
        }
        heading.begin("virtual-ips", "Virtual IPs", html);
        html.raw("<div class=\"sheet\"><table role=\"table\">\n<caption>As this node sees them</caption>\n");
        html.raw("<thead role=\"rowgroup\">\n<tr role=\"row\"><th role=\"columnheader\" scope=\"col\">Virtual IP</th>");
        html.raw("<th role=\"columnheader\" scope=\"col\">Status</th>");
        html.raw("<th role=\"columnheader\" scope=\"col\">Since</th>");
        html.raw("<th role=\"columnheader\" scope=\"col\" class=\"number\">Priority</th>");
        html.raw("<th role=\"columnheader\" scope=\"col\">Can serve</th></tr>\n</thead>\n<tbody role=\"rowgroup\">\n");
        for (VirtualIp it : report.virtualIps()) {
            html.raw("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">").text(it.name());
            html.raw("<small>").text(it.addresses()).raw("</small></th>");
            html.raw("<td role=\"cell\" data-label=\"Status\" class=\"state\">");
            Badge.routerState(it.state(), html);
            html.raw("</td><td role=\"cell\" data-label=\"Since\">");
            Card.time(it.since(), now, html);
            // By that node's clock, which may be another.
            html.raw(" (").text(Units.duration(Duration.between(it.since(), report.at())));
            html.raw(")<small>").text(it.why()).raw("</small></td>");
            html.raw("<td role=\"cell\" data-label=\"Priority\" class=\"number\">")
                    .number(it.priority());
            html.raw("</td><td role=\"cell\" data-label=\"Can serve\">");
            if (it.unusable().isEmpty()) {
                html.raw("yes");
            } else {
                html.raw("<span class=\"bad\">no: ").text(it.unusable()).raw("</span>");
            }
            html.raw("</td></tr>\n");
        }
        html.raw("</tbody>\n</table></div>\n</section>\n");
    }
}
