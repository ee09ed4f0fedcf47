package lb.admin.page;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import lb.admin.config.StatsLook;
import lb.admin.page.Document.Mood;
import lb.admin.stats.StatsFilter;
import lb.ha.VirtualRouterStatus;
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
    private final StatsLook look;
    private final PageSources sources;
    private final NodeFacts node;
    private final Controls controls;
    private final ZonedDateTime now;

    /** @param controls what the user can change */
    StatsHtml(String uri, StatsLook look, PageSources sources, Controls controls, ZonedDateTime now) {
        this.uri = uri;
        this.look = look;
        this.sources = sources;
        this.node = sources.node();
        this.controls = controls;
        this.now = now;
    }

    /**
     * The page.
     *
     * @param rows those of the figures that are wanted
     */
    LocalResponse page(StatsQuery.Page query, List<StatsRow> rows) {
        List<VirtualRouterStatus> routers = sources.virtualRouters().get();
        ServerCount servers = ServerCount.in(rows);
        Html html = new Html();
        header(query.refreshSeconds(), html);
        ActionResult result = query.result();
        if (result != null) {
            result(result, query.kept(), html);
        }
        html.raw("<main");
        // One that is loaded anew as a whole needs no events.
        if (query.refreshSeconds() == 0) {
            html.raw(" data-live=\"").text(live(query.kept())).raw("\"");
        }
        html.raw(">\n");
        main(query.wanted(), rows, routers, servers, html);
        html.raw("</main>\n<footer><p>lb ");
        if (look.version()) {
            html.text(node.version()).raw(" ");
        }
        html.raw("· process ").number(node.pid()).raw("</p></footer>\n");
        String refresh = Document.refresh(query.refreshSeconds(), query.result(), uri + query.kept());
        return Document.page(200, title(routers, servers), mood(routers, servers), refresh, html);
    }

    /** The same for a page that is shown. */
    LocalResponse live(StatsQuery.Live query, List<StatsRow> rows) {
        List<VirtualRouterStatus> routers = sources.virtualRouters().get();
        ServerCount servers = ServerCount.in(rows);
        Html html = new Html();
        html.raw("<main data-live=\"").text(live(query.kept())).raw("\">\n");
        main(query.wanted(), rows, routers, servers, html);
        html.raw("</main>\n");
        return Document.event(title(routers, servers), html);
    }

    /** Where the page is to be had as events. */
    private String live(String kept) {
        return uri + ";" + StatsQuery.LIVE + kept;
    }

    private void main(
            StatsFilter wanted,
            List<StatsRow> rows,
            List<VirtualRouterStatus> routers,
            ServerCount servers,
            Html html) {
        List<PeerStatus> lifelines = sources.lifelines().get();
        OtherNodePages others = new OtherNodePages(sources.others().get(), lifelines, wanted, look);
        glance(rows, routers, servers, html);
        others.cluster(node, routers, rows, now, html);
        VirtualIps.section(routers, sources.clouds().get(), controls, now, html);
        Lifelines.section(lifelines, now, html);
        ProxyTables tables = new ProxyTables(controls, sources.trends());
        tables.frontends(rows, html);
        tables.backends(rows, html);
        CertificateTable.section(sources.certificates().get(), now, html);
        TimeLine.section(sources.changes().last(), routers, now, html);
        others.sections(now, html);
        html.raw("<p class=\"asof\">As of <time datetime=\"")
                .text(now.toInstant().toString());
        html.raw("\">").text(TIME.format(now)).raw("</time></p>\n");
    }

    /** What became of an action, until the page is asked for without. */
    private void result(ActionResult result, String kept, Html html) {
        html.raw(result == ActionResult.DONE ? "<p class=\"result good\"" : "<p class=\"result warn\"");
        html.raw(" role=\"status\">")
                .text(result.sentence())
                .raw(" <a href=\"")
                .text(uri + kept)
                .raw("\">Dismiss</a></p>\n");
    }

    private void header(int refreshSeconds, Html html) {
        html.raw("<header>\n<div><h1>").text(look.node() ? node.name() : "lb").raw("</h1>\n<p>lb");
        if (look.version()) {
            html.raw(" ").text(node.version());
        }
        html.raw(", up for ");
        html.text(Units.duration(Duration.between(node.startedAt(), now.toInstant())))
                .raw("</p></div>\n");
        html.raw("<nav aria-label=\"Other forms of this page\"><ul>\n");
        html.raw(refreshSeconds > 0 ? "" : "<li id=\"live\"></li>\n");
        html.raw("<li><a href=\"").text(uri);
        if (refreshSeconds > 0) {
            html.raw(";norefresh\">Stop refreshing</a> <span class=\"soft\">every ")
                    .number(refreshSeconds);
            html.raw(" s</span></li>\n");
        } else {
            html.raw("?refresh=").number(USUAL_REFRESH_SECONDS).raw("\">Refresh every ");
            html.number(USUAL_REFRESH_SECONDS).raw(" s</a></li>\n");
        }
        if (controls.any()) {
            html.raw("<li><a href=\"").text(uri).raw(";sessions\">Sessions</a></li>\n");
        }
        html.raw("<li><a href=\"").text(uri).raw(";csv\">CSV</a></li>\n");
        html.raw("<li><a href=\"/metrics\">Metrics</a></li>\n</ul></nav>\n</header>\n");
    }

    private static void glance(List<StatsRow> rows, List<VirtualRouterStatus> routers, ServerCount servers, Html html) {
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
    static long sum(List<StatsRow> rows, Column column) {
        return rows.stream()
                .filter(row -> row.type() == StatsRow.Type.FRONTEND)
                .mapToLong(row -> row.number(column))
                .sum();
    }

    static long masters(List<VirtualRouterStatus> routers) {
        return routers.stream()
                .filter(router -> router.state() == VrrpState.MASTER)
                .count();
    }

    private String title(List<VirtualRouterStatus> routers, ServerCount servers) {
        String master = masters(routers) > 0 ? " · MASTER" : "";
        String down = servers.down() > 0 ? " · " + servers.down() + " down" : "";
        return (look.node() ? node.name() : "lb") + master + down;
    }

    private static Mood mood(List<VirtualRouterStatus> routers, ServerCount servers) {
        boolean unusable = routers.stream().anyMatch(router -> !router.usable());
        if (unusable || (servers.all() > 0 && servers.up() == 0)) {
            return Mood.BAD;
        }
        return servers.down() > 0 ? Mood.WARNING : Mood.GOOD;
    }
}
