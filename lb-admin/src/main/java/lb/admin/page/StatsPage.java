package lb.admin.page;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;
import lb.admin.stats.StatsCsv;
import lb.admin.stats.StatsFilter;
import lb.admin.stats.StatsJson;
import lb.admin.stats.StatsTyped;
import lb.ha.VirtualRouterStatus;
import lb.ha.cloud.MoverStatus;
import lb.ha.lifeline.PeerStatus;
import lb.proxy.page.LocalAnswerer;
import lb.proxy.page.LocalRequest;
import lb.proxy.page.LocalResponse;
import lb.proxy.stats.StatsRow;

/**
 * The statistics: the page at the uri, HAProxy's CSV at {@code ;csv}, its JSON at {@code ;json}, its typed lines at
 * {@code ;typed}. Suffixes may be combined, as HAProxy's: {@code /stats;csv;norefresh}; with {@code ?refresh=5} the page loads itself anew every so many seconds.
 */
final class StatsPage implements LocalAnswerer {
    private final String uri;
    private final NodeFacts node;
    private final Supplier<List<StatsRow>> rows;
    private final Supplier<List<VirtualRouterStatus>> virtualRouters;
    private final Supplier<List<MoverStatus>> clouds;
    private final Supplier<List<PeerStatus>> lifelines;

    StatsPage(
            String uri,
            NodeFacts node,
            Supplier<List<StatsRow>> rows,
            Supplier<List<VirtualRouterStatus>> virtualRouters,
            Supplier<List<MoverStatus>> clouds,
            Supplier<List<PeerStatus>> lifelines) {
        this.uri = uri;
        this.node = node;
        this.rows = rows;
        this.virtualRouters = virtualRouters;
        this.clouds = clouds;
        this.lifelines = lifelines;
    }

    @Override
    public LocalResponse answer(LocalRequest request) {
        return switch (StatsQuery.of(request.target().substring(uri.length()))) {
            case StatsQuery.Figures(StatsFilter wanted, StatsQuery.Format format) -> {
                List<StatsRow> figures = wanted.of(rows.get());
                yield switch (format) {
                    case CSV -> Document.text(200, "text/plain", StatsCsv.of(figures));
                    case TYPED -> Document.text(200, "text/plain", StatsTyped.of(figures));
                    case JSON -> Document.text(200, "application/json", StatsJson.of(figures));
                };
            }
            case StatsQuery.Page(StatsFilter wanted, int refreshSeconds) -> {
                var now = Instant.now().atZone(ZoneId.systemDefault());
                yield new StatsHtml(uri, node, now)
                        .page(
                                wanted.of(rows.get()),
                                virtualRouters.get(),
                                clouds.get(),
                                lifelines.get(),
                                refreshSeconds);
            }
            case StatsQuery.Unknown(String sentence) -> Notice.notFound(uri, sentence);
            case StatsQuery.Broken(String sentence) -> Notice.badRequest(uri, sentence);
        };
    }
}
