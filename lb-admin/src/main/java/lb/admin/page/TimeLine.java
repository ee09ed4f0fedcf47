package lb.admin.page;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import lb.admin.page.HealthChanges.Change;
import lb.ha.Transition;
import lb.ha.VirtualRouterStatus;

/** What has changed lately, of servers and virtual IPs together, the last first. */
final class TimeLine {
    private static final int MOST_SHOWN = 12;

    private record Entry(Instant at, Consumer<Html> line) {}

    private TimeLine() {}

    static void section(List<Change> servers, List<VirtualRouterStatus> routers, ZonedDateTime now, Html html) {
        Stream<Entry> ofServers = servers.stream().map(change -> new Entry(change.at(), line -> server(change, line)));
        Stream<Entry> ofRouters = routers.stream()
                .flatMap(router -> router.transitions().last().stream())
                .map(transition -> new Entry(transition.at(), line -> virtualIp(transition, line)));
        List<Entry> entries = Stream.concat(ofServers, ofRouters)
                .sorted(Comparator.comparing(Entry::at).reversed())
                .limit(MOST_SHOWN)
                .toList();
        if (entries.isEmpty()) {
            return;
        }
        html.raw(
                "<section aria-labelledby=\"changes\">\n<h2 id=\"changes\">Last changes</h2>\n<ol class=\"changes\">\n");
        for (Entry entry : entries) {
            html.raw("<li>");
            Card.time(entry.at, now, html);
            html.raw(" ");
            entry.line.accept(html);
            html.raw("</li>\n");
        }
        html.raw("</ol>\n</section>\n");
    }

    private static void server(Change change, Html html) {
        Badge.status(change.state(), html);
        html.raw(" ").text(change.server());
        if (!change.why().isEmpty()) {
            html.raw(" <span>").text(change.why()).raw("</span>");
        }
    }

    private static void virtualIp(Transition transition, Html html) {
        Badge.state(transition.to(), html);
        html.raw(" virtual IP ").text(transition.virtualRouter());
        html.raw(" <span>").text(transition.why()).raw("</span>");
    }
}
