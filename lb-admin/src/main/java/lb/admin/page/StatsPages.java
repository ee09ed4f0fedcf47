package lb.admin.page;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import lb.admin.config.StatsSettings;
import lb.ha.VirtualRouterStatus;
import lb.ha.cloud.MoverStatus;
import lb.ha.lifeline.PeerStatus;
import lb.proxy.page.LocalAnswerer;
import lb.proxy.page.LocalPage;
import lb.proxy.stats.StatsRow;

/** All pages of the statistics listener. */
public final class StatsPages {
    private static final String METRICS = "/metrics";
    private static final String ANYTHING = "/";

    private StatsPages() {}

    /**
     * The pages in the order in which they are tried: the statistics, {@code /metrics}, and for every other path a page
     * that says what exists. All of them ask for a user when the settings name any.
     *
     * @param rows the figures now; called on virtual threads
     * @param virtualRouters their state now; called on virtual threads
     * @param clouds what they move, and where it is now; called on virtual threads
     * @param lifelines what is known of the other nodes now; called on virtual threads
     * @param metrics answers {@code /metrics}
     */
    public static List<LocalPage> of(
            StatsSettings settings,
            NodeFacts node,
            Supplier<List<StatsRow>> rows,
            Supplier<List<VirtualRouterStatus>> virtualRouters,
            Supplier<List<MoverStatus>> clouds,
            Supplier<List<PeerStatus>> lifelines,
            LocalAnswerer metrics) {
        String uri = settings.uri();
        LocalAnswerer stats = new StatsPage(uri, node, rows, virtualRouters, clouds, lifelines);
        LocalAnswerer nothing = request -> Notice.notFound(uri, "There is nothing at “" + request.target() + "”.");
        List<LocalPage> pages = new ArrayList<>();
        if (uri.equals(ANYTHING)) {
            pages.add(new LocalPage(METRICS, metrics));
            pages.add(new LocalPage(uri, stats));
        } else {
            pages.add(new LocalPage(uri, stats));
            pages.add(new LocalPage(METRICS, metrics));
            pages.add(new LocalPage(ANYTHING, nothing));
        }
        BasicAuthentication users = new BasicAuthentication(settings.realm(), settings.users(), uri);
        boolean open = settings.users().isEmpty();
        return pages.stream()
                .map(page -> new LocalPage(page.prefix(), onlyRead(page.answerer(), uri)))
                .map(page -> open ? page : new LocalPage(page.prefix(), users.inFrontOf(page.answerer())))
                .toList();
    }

    private static LocalAnswerer onlyRead(LocalAnswerer page, String uri) {
        return request -> request.method().equals("GET") || request.method().equals("HEAD")
                ? page.answer(request)
                : Notice.methodNotAllowed(uri);
    }
}
