package lb.admin.page;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;
import lb.admin.config.StatsLook;
import lb.admin.stats.StatsCsv;
import lb.admin.stats.StatsFilter;
import lb.admin.stats.StatsJson;
import lb.admin.stats.StatsTyped;
import lb.proxy.listen.OpenSessions.Seen;
import lb.proxy.page.LocalRequest;
import lb.proxy.page.LocalResponse;
import lb.proxy.stats.StatsRow;

/**
 * The statistics: the page at the uri, HAProxy's CSV at {@code ;csv}, its JSON at {@code ;json}, its typed lines at
 * {@code ;typed}. Suffixes may be combined, as HAProxy's: {@code /stats;csv;norefresh}; with {@code ?refresh=5} the page loads
 * itself anew every so many seconds.
 */
final class StatsPage {
    private final String uri;
    private final StatsLook look;
    private final PageSources sources;
    private final Supplier<Seen> sessions;

    /** @param sessions what clients have open now; waits for the event loops */
    StatsPage(String uri, StatsLook look, PageSources sources, Supplier<Seen> sessions) {
        this.sessions = sessions;
        this.uri = uri;
        this.look = look;
        this.sources = sources;
    }

    /** @param controls what the user can change */
    LocalResponse answer(LocalRequest request, Controls controls) {
        String rest = request.target().substring(uri.length());
        return switch (StatsQuery.of(rest, (int) look.refresh().toSeconds())) {
            case StatsQuery.Figures(StatsFilter wanted, StatsQuery.Format format) -> {
                List<StatsRow> figures = wanted.of(rows());
                yield switch (format) {
                    case CSV -> Document.text(200, "text/plain", StatsCsv.of(figures));
                    case TYPED -> Document.text(200, "text/plain", StatsTyped.of(figures));
                    case JSON -> Document.text(200, "application/json", StatsJson.of(figures));
                };
            }
            case StatsQuery.Page page ->
                html(controls.at(page.kept())).page(page, page.wanted().of(rows()));
            case StatsQuery.Live live ->
                html(controls.at(live.kept())).live(live, live.wanted().of(rows()));
            case StatsQuery.Sessions query ->
                controls.any()
                        ? new SessionsPage(uri, look, controls.at(query.kept()))
                                .page(query, sessions.get(), Instant.now())
                        : Notice.notFound(uri, "What clients have open is shown to users with actions = true only.");
            case StatsQuery.Unknown(String sentence) -> Notice.notFound(uri, sentence);
            case StatsQuery.Broken(String sentence) -> Notice.badRequest(uri, sentence);
        };
    }

    private StatsHtml html(Controls controls) {
        return new StatsHtml(uri, look, sources, controls, Instant.now().atZone(ZoneId.systemDefault()));
    }

    private List<StatsRow> rows() {
        List<StatsRow> rows = sources.rows().get();
        return look.legends()
                ? rows
                : rows.stream().map(StatsFilter::withoutLegends).toList();
    }
}
