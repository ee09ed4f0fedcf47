package lb.admin.page;

import static lb.admin.page.Figure.bytes;
import static lb.admin.page.Figure.count;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/** The tables of frontends, and of each backend with its servers. */
final class ProxyTables {
    private static final List<Figure> FRONTEND = List.of(
            new Figure("", "Status", Figure.Kind.STATE, ProxyTables::status),
            count("Sessions", "now", Column.SCUR),
            count("Sessions", "max", Column.SMAX),
            count("Sessions", "limit", Column.SLIM),
            count("Sessions", "total", Column.STOT),
            count("Per second", "now", Column.RATE),
            count("Per second", "max", Column.RATE_MAX),
            bytes("Bytes", "in", Column.BIN),
            bytes("Bytes", "out", Column.BOUT),
            count("Requests", "total", Column.REQ_TOT),
            count("Requests", "denied", Column.DREQ),
            count("Requests", "errors", Column.EREQ),
            count("Responses", "2xx", Column.HRSP_2XX),
            count("Responses", "4xx", Column.HRSP_4XX),
            count("Responses", "5xx", Column.HRSP_5XX));

    private static final List<Figure> SERVER = List.of(
            new Figure("", "Status", Figure.Kind.STATE, ProxyTables::status),
            new Figure("", "Last check", Figure.Kind.CHECK, ProxyTables::check),
            count("Sessions", "now", Column.SCUR),
            count("Sessions", "max", Column.SMAX),
            count("Sessions", "total", Column.STOT),
            count("Per second", "now", Column.RATE),
            count("Per second", "max", Column.RATE_MAX),
            bytes("Bytes", "in", Column.BIN),
            bytes("Bytes", "out", Column.BOUT),
            count("Errors", "connect", Column.ECON),
            count("Errors", "response", Column.ERESP),
            count("Errors", "5xx", Column.HRSP_5XX),
            count("", "Retries", Column.WRETR),
            count("", "Weight", Column.WEIGHT),
            new Figure("", "Downtime", Figure.Kind.NUMBER, ProxyTables::downtime));

    private final Controls controls;
    private final Heading heading;
    private final List<Figure> ofFrontend;
    private final List<Figure> ofHttpServer;
    private final List<Figure> ofServer;

    /**
     * @param controls what the user can change
     * @param trends the last minutes
     */
    ProxyTables(Controls controls, Trends trends) {
        this.controls = controls;
        this.heading = Heading.OF_PAGE;
        List<Figure> lines = List.of(
                line("rate", "sessions per second", Trend.Line.RATE, trends),
                line("errors", "errors per second", Trend.Line.ERRORS, trends));
        ofFrontend = joined(FRONTEND, lines);
        Figure response = line("time", "milliseconds to a response", Trend.Line.TIME, trends);
        Figure connect = line("time", "milliseconds to connect", Trend.Line.TIME, trends);
        ofHttpServer = joined(joined(SERVER, lines), List.of(response));
        ofServer = joined(joined(SERVER, lines), List.of(connect));
    }

    /** For another node: nothing can be changed, and of the last minutes nothing is known. */
    ProxyTables(Heading heading) {
        this.controls = Controls.none("");
        this.heading = heading;
        ofFrontend = FRONTEND;
        ofHttpServer = SERVER;
        ofServer = SERVER;
    }

    private static Figure line(String label, String what, Trend.Line line, Trends trends) {
        return new Figure(
                "Last " + Trend.MINUTES + " minutes",
                label,
                Figure.Kind.LINE,
                (row, html) -> Sparkline.draw(trends.points(row, line), what, html));
    }

    private static List<Figure> joined(List<Figure> some, List<Figure> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /** All proxies that accept connections. */
    void frontends(List<StatsRow> rows, Html html) {
        List<StatsRow> frontends = ofType(rows, StatsRow.Type.FRONTEND);
        if (frontends.isEmpty()) {
            return;
        }
        heading.begin("frontends", "Frontends", html);
        html.raw("<div class=\"sheet\"><table role=\"table\">\n<caption>What clients connect to</caption>\n");
        Figure.head("Frontend", ofFrontend, html);
        html.raw("<tbody role=\"rowgroup\">\n");
        for (StatsRow row : frontends) {
            html.raw("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">").text(text(row, Column.PXNAME));
            small(text(row, Column.MODE), html);
            html.raw("</th>");
            Figure.cells(row, ofFrontend, html);
            html.raw("</tr>\n");
        }
        html.raw("</tbody>\n</table></div>\n</section>\n");
    }

    /** Each backend, its servers in the order of the configuration and then what they make together. */
    void backends(List<StatsRow> rows, Html html) {
        Map<String, StatsRow> backends = new LinkedHashMap<>();
        for (StatsRow row : ofType(rows, StatsRow.Type.BACKEND)) {
            backends.put(text(row, Column.PXNAME), row);
        }
        if (backends.isEmpty()) {
            return;
        }
        heading.begin("backends", "Backends", html);
        Map<String, List<StatsRow>> byBackend = ofType(rows, StatsRow.Type.SERVER).stream()
                .collect(Collectors.groupingBy(row -> text(row, Column.PXNAME)));
        backends.forEach((name, backend) -> {
            List<StatsRow> servers = byBackend.getOrDefault(name, List.of());
            controls.beginServers(backend, html);
            backend(backend, servers, html);
            controls.endServers(html);
            TimesTable.show(backend, servers, html);
        });
        html.raw("</section>\n");
    }

    private void backend(StatsRow backend, List<StatsRow> servers, Html html) {
        List<Figure> figures = "http".equals(text(backend, Column.MODE)) ? ofHttpServer : ofServer;
        html.raw("<div class=\"sheet\"><table role=\"table\">\n<caption><strong>")
                .text(text(backend, Column.PXNAME));
        html.raw("</strong> ").text(text(backend, Column.MODE)).raw(" ").text(text(backend, Column.ALGO));
        html.raw("</caption>\n");
        Figure.head("Server", figures, html);
        html.raw("<tbody role=\"rowgroup\">\n");
        for (StatsRow server : servers) {
            html.raw("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">");
            controls.server(server, html);
            if (server.number(Column.BCK) > 0) {
                html.raw(" <i>backup</i>");
            }
            small(text(server, Column.ADDR), html);
            html.raw("</th>");
            Figure.cells(server, figures, html);
            html.raw("</tr>\n");
        }
        html.raw("</tbody>\n<tfoot role=\"rowgroup\">\n<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">Backend");
        small(usable(backend), html);
        html.raw("</th>");
        Figure.cells(backend, figures, html);
        html.raw("</tr>\n</tfoot>\n</table></div>\n");
    }

    private static String usable(StatsRow backend) {
        long backup = backend.number(Column.BCK);
        return backend.number(Column.ACT) + " active" + (backup == 0 ? "" : ", " + backup + " backup");
    }

    private static void status(StatsRow row, Html html) {
        Badge.status(text(row, Column.STATUS), html);
        if (row.has(Column.LASTCHG)) {
            small("for " + Units.duration(Duration.ofSeconds(row.number(Column.LASTCHG))), html);
        }
    }

    private static void check(StatsRow row, Html html) {
        if (!row.has(Column.CHECK_STATUS)) {
            return;
        }
        html.text(text(row, Column.CHECK_STATUS));
        if (row.has(Column.CHECK_CODE)) {
            html.raw(" ").number(row.number(Column.CHECK_CODE));
        }
        if (row.has(Column.CHECK_DURATION)) {
            html.raw(" <span class=\"soft\">in ").text(Units.count(row.number(Column.CHECK_DURATION)));
            html.raw(" ms</span>");
        }
        String said = text(row, Column.LAST_CHK);
        String description = text(row, Column.CHECK_DESC);
        small(description + (description.isEmpty() || said.isEmpty() ? "" : ": ") + said, html);
    }

    private static void downtime(StatsRow row, Html html) {
        if (!row.has(Column.DOWNTIME)) {
            return;
        }
        html.text(Units.duration(Duration.ofSeconds(row.number(Column.DOWNTIME))));
        long times = row.number(Column.CHKDOWN);
        if (times > 0) {
            small(times == 1 ? "once" : Units.count(times) + " times", html);
        }
    }

    private static void small(String text, Html html) {
        if (!text.isBlank()) {
            html.raw("<small>").text(text).raw("</small>");
        }
    }

    private static List<StatsRow> ofType(List<StatsRow> rows, StatsRow.Type type) {
        return rows.stream().filter(row -> row.type() == type).toList();
    }

    /** The words in a column, empty where it does not apply. */
    static String text(StatsRow row, Column column) {
        return Objects.requireNonNullElse(row.text(column), "");
    }
}
