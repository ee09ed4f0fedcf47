package lb.admin.page;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import lb.admin.page.Document.Mood;
import lb.ha.VirtualRouterStatus;
import lb.ha.cloud.MoverStatus;
import lb.ha.lifeline.PeerStatus;
import lb.ha.vrrp.VrrpState;
import lb.proxy.page.LocalResponse;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/** The page: the node, the whole at a glance, then virtual IPs, frontends and backends. */
final class StatsHtml {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss z", Locale.US);
    private static final int USUAL_REFRESH_SECONDS = 5;

    private final String uri;
    private final NodeFacts node;
    private final ZonedDateTime now;

    StatsHtml(String uri, NodeFacts node, ZonedDateTime now) {
        this.uri = uri;
        this.node = node;
        this.now = now;
    }

    LocalResponse page(
            List<StatsRow> rows,
            List<VirtualRouterStatus> routers,
            List<MoverStatus> clouds,
            List<PeerStatus> lifelines,
            int refreshSeconds) {
        Servers servers = Servers.in(rows);
        Html html = new Html();
        header(refreshSeconds, html);
        html.raw("<main>\n");
        glance(rows, routers, servers, html);
        VirtualIps.section(routers, clouds, now, html);
        Lifelines.section(lifelines, now, html);
        ProxyTables.frontends(rows, html);
        ProxyTables.backends(rows, html);
        html.raw("</main>\n<footer><p>lb ")
                .text(node.version())
                .raw(" · process ")
                .number(node.pid());
        html.raw(" · as of <time datetime=\"")
                .text(now.toInstant().toString())
                .raw("\">")
                .text(TIME.format(now));
        html.raw("</time></p></footer>\n");
        return Document.page(200, title(routers, servers), mood(routers, servers), refreshSeconds, html);
    }

    /** How many servers there are, and how many of them take traffic. */
    private record Servers(long all, long up) {
        static Servers in(List<StatsRow> rows) {
            List<String> states = rows.stream()
                    .filter(row -> row.type() == StatsRow.Type.SERVER)
                    .map(row -> ProxyTables.text(row, Column.STATUS))
                    .toList();
            long up = states.stream()
                    .filter(status -> status.startsWith("UP") || status.equals("no check"))
                    .count();
            return new Servers(states.size(), up);
        }

        long down() {
            return all - up;
        }
    }

    private void header(int refreshSeconds, Html html) {
        html.raw("<header>\n<div><h1>")
                .text(node.name())
                .raw("</h1>\n<p>lb ")
                .text(node.version())
                .raw(", up for ");
        html.text(Units.duration(Duration.between(node.startedAt(), now.toInstant())))
                .raw("</p></div>\n");
        html.raw("<nav aria-label=\"Other forms of this page\"><ul>\n<li><a href=\"")
                .text(uri);
        if (refreshSeconds > 0) {
            html.raw(";norefresh\">Stop refreshing</a> <span class=\"soft\">every ")
                    .number(refreshSeconds);
            html.raw(" s</span></li>\n");
        } else {
            html.raw("?refresh=").number(USUAL_REFRESH_SECONDS).raw("\">Refresh every ");
            html.number(USUAL_REFRESH_SECONDS).raw(" s</a></li>\n");
        }
        html.raw("<li><a href=\"").text(uri).raw(";csv\">CSV</a></li>\n");
        html.raw("<li><a href=\"/metrics\">Metrics</a></li>\n</ul></nav>\n</header>\n");
    }

    private static void glance(List<StatsRow> rows, List<VirtualRouterStatus> routers, Servers servers, Html html) {
        html.raw("<section aria-label=\"At a glance\">\n<dl class=\"glance\">\n");
        if (!routers.isEmpty()) {
            html.raw("<div><dt>Virtual IPs owned</dt><dd>")
                    .number(masters(routers))
                    .raw(" <span>of ");
            html.number(routers.size()).raw("</span></dd></div>\n");
        }
        html.raw("<div><dt>Servers up</dt>").raw(servers.down() > 0 ? "<dd class=\"bad\">" : "<dd>");
        html.number(servers.up()).raw(" <span>of ").number(servers.all()).raw("</span></dd></div>\n");
        html.raw("<div><dt>Sessions now</dt><dd>")
                .text(Units.count(sum(rows, Column.SCUR)))
                .raw("</dd></div>\n");
        html.raw("<div><dt>New sessions</dt><dd>").text(Units.count(sum(rows, Column.RATE)));
        html.raw(" <span>per second</span></dd></div>\n</dl>\n</section>\n");
    }

    /** Over the frontends, as the backends serve the same sessions. */
    private static long sum(List<StatsRow> rows, Column column) {
        return rows.stream()
                .filter(row -> row.type() == StatsRow.Type.FRONTEND)
                .mapToLong(row -> row.number(column))
                .sum();
    }

    private static long masters(List<VirtualRouterStatus> routers) {
        return routers.stream()
                .filter(router -> router.state() == VrrpState.MASTER)
                .count();
    }

    private String title(List<VirtualRouterStatus> routers, Servers servers) {
        String master = masters(routers) > 0 ? " · MASTER" : "";
        String down = servers.down() > 0 ? " · " + servers.down() + " down" : "";
        return node.name() + master + down;
    }

    private static Mood mood(List<VirtualRouterStatus> routers, Servers servers) {
        boolean unusable = routers.stream().anyMatch(router -> !router.usable());
        if (unusable || (servers.all() > 0 && servers.up() == 0)) {
            return Mood.BAD;
        }
        return servers.down() > 0 ? Mood.WARNING : Mood.GOOD;
    }
}
