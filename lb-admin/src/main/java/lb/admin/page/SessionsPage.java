package lb.admin.page;

import io.netty.util.NetUtil;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import lb.admin.config.StatsLook;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.listen.OpenSessions.Seen;
import lb.proxy.listen.OpenSessions.Session;
import lb.proxy.page.LocalResponse;

/** What clients have open, the newest first, each with a button that ends it. Only for who may change something. */
final class SessionsPage {
    static final int MOST_SHOWN = 200;

    private final String uri;
    private final StatsLook look;
    private final Controls controls;

    /** @param uri of the statistics */
    SessionsPage(String uri, StatsLook look, Controls controls) {
        this.uri = uri;
        this.look = look;
        this.controls = controls;
    }

    LocalResponse page(StatsQuery.Sessions query, Seen seen, Instant now) {
        String scope = query.wanted().scope();
        List<Session> wanted = seen.sessions().stream()
                // Requests for this page among them: they have ended before anybody could end them.
                .filter(session -> !session.server().equals(EndedExchange.LOCAL_SERVER))
                .filter(session ->
                        session.frontend().contains(scope) || session.backend().contains(scope))
                .sorted(Comparator.comparing(Session::startedAt).reversed().thenComparing(Session::id))
                .toList();
        Html html = new Html();
        html.raw("<header>\n<div><h1>Sessions</h1>\n<p>What clients have open: ")
                .raw(seen.whole() ? "" : "at least ")
                .text(Units.count(wanted.size()));
        html.raw("</p></div>\n<nav aria-label=\"Other pages\"><ul>\n<li><a href=\"")
                .text(uri);
        html.raw("\">Statistics</a></li>\n<li><a href=\"").text(uri + query.kept());
        html.raw("\">Show again</a></li>\n</ul></nav>\n</header>\n");
        ActionResult result = query.result();
        if (result != null) {
            html.raw(result == ActionResult.DONE ? "<p class=\"result good\"" : "<p class=\"result warn\"");
            html.raw(" role=\"status\">");
            html.text(
                    switch (result) {
                        case DONE -> "It has been ended.";
                        case PART -> "Not known to have ended yet: an event loop is late.";
                        default -> "Not done: it had ended before.";
                    });
            html.raw(" <a href=\"").text(uri + query.kept()).raw("\">Dismiss</a></p>\n");
        }
        html.raw("<main>\n");
        if (wanted.isEmpty()) {
            html.raw(
                    seen.whole()
                            ? "<p class=\"asof\">Nothing is open.</p>\n"
                            : "<p class=\"asof\">An event loop is late: what is open there is not known.</p>\n");
        } else {
            table(wanted, now, html);
        }
        html.raw("</main>\n");
        String refresh = Document.refresh(query.refreshSeconds(), result, uri + query.kept());
        return Document.page(200, look.node() ? "Sessions" : "lb", Document.Mood.NONE, refresh, html);
    }

    private void table(List<Session> wanted, Instant now, Html html) {
        controls.begin(html);
        html.raw("<div class=\"sheet\"><table role=\"table\">\n<caption>The newest first");
        if (wanted.size() > MOST_SHOWN) {
            html.raw(": ").number(MOST_SHOWN).raw(" of ").text(Units.count(wanted.size()));
        }
        html.raw("</caption>\n<thead role=\"rowgroup\">\n<tr role=\"row\">");
        html.raw("<th role=\"columnheader\" scope=\"col\">Client</th>");
        html.raw("<th role=\"columnheader\" scope=\"col\">Frontend</th>");
        html.raw("<th role=\"columnheader\" scope=\"col\">Server</th>");
        html.raw("<th role=\"columnheader\" scope=\"col\" class=\"number\">For</th>");
        html.raw("<th role=\"columnheader\" scope=\"col\" class=\"number\">Bytes to it</th>");
        html.raw("<th role=\"columnheader\" scope=\"col\">End it</th></tr>\n</thead>\n<tbody role=\"rowgroup\">\n");
        wanted.stream().limit(MOST_SHOWN).forEach(session -> row(session, now, html));
        html.raw("</tbody>\n</table></div>\n</form>\n");
    }

    private static void row(Session session, Instant now, Html html) {
        String source = source(session);
        html.raw("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">").text(source);
        html.raw("</th><td role=\"cell\" data-label=\"Frontend\">").text(session.frontend());
        html.raw("</td><td role=\"cell\" data-label=\"Server\">").text(session.backend() + "/" + session.server());
        html.raw("</td><td role=\"cell\" class=\"number\" data-label=\"For\">")
                .text(Units.duration(Duration.between(session.startedAt(), now)));
        html.raw("</td><td role=\"cell\" class=\"number\" data-label=\"Bytes to it\">")
                .text(Units.bytes(session.bytesToClient()));
        html.raw("</td><td role=\"cell\" data-label=\"End it\"><button name=\"session\" value=\"")
                .text(session.id());
        html.raw("\" aria-label=\"End the session of ").text(source).raw("\">End</button></td></tr>\n");
    }

    /** Where it came from, for people. */
    static String source(Session session) {
        return session.source().getAddress() == null ? "unix" : NetUtil.toSocketAddressString(session.source());
    }
}
