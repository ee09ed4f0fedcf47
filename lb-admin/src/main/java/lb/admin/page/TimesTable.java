package lb.admin.page;

import java.util.List;
import java.util.stream.Stream;
import lb.proxy.stats.Column;
import lb.proxy.stats.PhaseTimes.Phase;
import lb.proxy.stats.Quantiles;
import lb.proxy.stats.StatsRow;

/** How long things take at the servers of a backend, for who opens it: HAProxy's averages, and how they are spread. */
final class TimesTable {
    private static final List<Figure> TIMES = Stream.of(
                    times("Queue", Phase.QUEUE, Column.QTIME, Column.QTIME_MAX),
                    times("Connect", Phase.CONNECT, Column.CTIME, Column.CTIME_MAX),
                    times("Response", Phase.RESPONSE, Column.RTIME, Column.RTIME_MAX),
                    times("Total", Phase.TOTAL, Column.TTIME, Column.TTIME_MAX))
            .flatMap(List::stream)
            .toList();

    private TimesTable() {}

    private static List<Figure> times(String group, Phase phase, Column average, Column longest) {
        return List.of(
                Figure.average(group, "avg", phase, average),
                Figure.time(group, "p50", phase, Quantiles::p50),
                Figure.time(group, "p90", phase, Quantiles::p90),
                Figure.time(group, "p99", phase, Quantiles::p99),
                Figure.average(group, "max", phase, longest));
    }

    /** Nothing where it is not known: of another node. */
    static void show(StatsRow backend, List<StatsRow> servers, Html html) {
        if (!backend.isTimed()) {
            return;
        }
        html.raw("<details><summary>How long it takes at ").text(ProxyTables.text(backend, Column.PXNAME));
        html.raw(
                "</summary>\n<div class=\"sheet\"><table role=\"table\">\n<caption>Percentiles are of the last five to ten minutes,");
        html.raw(" averages of the last 1024 times, the longest of all</caption>\n");
        Figure.head("Server", TIMES, html);
        html.raw("<tbody role=\"rowgroup\">\n");
        for (StatsRow server : servers) {
            html.raw("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">")
                    .text(ProxyTables.text(server, Column.SVNAME))
                    .raw("</th>");
            Figure.cells(server, TIMES, html);
            html.raw("</tr>\n");
        }
        html.raw(
                "</tbody>\n<tfoot role=\"rowgroup\">\n<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">Backend</th>");
        Figure.cells(backend, TIMES, html);
        html.raw("</tr>\n</tfoot>\n</table></div>\n</details>\n");
    }
}
