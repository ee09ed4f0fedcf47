package lb.admin.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lb.admin.config.StatsSettings;
import lb.proxy.page.LocalAnswerer;
import lb.proxy.page.LocalPage;

/** All pages of the statistics listener. */
public final class StatsPages {
    private static final String METRICS = "/metrics";
    private static final String ANYTHING = "/";

    private StatsPages() {}

    /**
     * The pages in the order in which they are tried: what machines ask, the statistics, {@code /metrics}, and for every
     * other path a page that says what exists. All but the first ask for a user when the settings name any.
     *
     * @param actions what users change, where the settings allow it
     * @param metrics answers {@code /metrics}
     * @param health answers {@code /healthz} and {@code /readyz}
     */
    public static List<LocalPage> of(
            StatsSettings settings,
            PageSources sources,
            PageActions actions,
            LocalAnswerer metrics,
            HealthPage health) {
        String uri = settings.uri();
        UserPage stats = statistics(settings, sources, actions);
        UserPage figures = onlyRead((request, _) -> metrics.answer(request), uri);
        UserPage nothing =
                onlyRead((request, _) -> Notice.notFound(uri, "There is nothing at “" + request.target() + "”."), uri);
        Map<String, UserPage> pages = new LinkedHashMap<>();
        if (uri.equals(ANYTHING)) {
            pages.put(METRICS, figures);
            pages.put(uri, stats);
        } else {
            pages.put(uri, stats);
            pages.put(METRICS, figures);
            pages.put(ANYTHING, nothing);
        }
        Authentication users = new Authentication(settings.realm(), settings.users(), settings.tokens(), uri);
        boolean open = settings.isOpen();
        Stream<LocalPage> forPeople = pages.entrySet().stream()
                .map(page -> new LocalPage(
                        page.getKey(),
                        open ? request -> page.getValue().answer(request, "") : users.inFrontOf(page.getValue())));
        return Stream.concat(health.pages().stream(), forPeople).toList();
    }

    private static UserPage statistics(StatsSettings settings, PageSources sources, PageActions actions) {
        String uri = settings.uri();
        StatsPage page = new StatsPage(uri, settings.look(), sources, actions::sessions);
        Controls none = Controls.none(uri);
        UserPage seen = onlyRead((request, _) -> page.answer(request, none), uri);
        if (!settings.actions()) {
            return seen;
        }
        SameOrigin origin = new SameOrigin();
        StatsActions changes = new StatsActions(uri, sources.rows(), actions, origin);
        return (request, user) -> {
            if (!settings.canActFrom(request.client().getAddress())) {
                return seen.answer(request, user);
            }
            return switch (request.method()) {
                case "POST" -> changes.answer(request, user);
                case "GET", "HEAD" -> page.answer(request, new Controls(uri, origin.token(user)));
                default -> Notice.methodNotAllowed(uri, "GET, HEAD, POST");
            };
        };
    }

    private static UserPage onlyRead(UserPage page, String uri) {
        return (request, user) ->
                request.method().equals("GET") || request.method().equals("HEAD")
                        ? page.answer(request, user)
                        : Notice.methodNotAllowed(uri, "GET, HEAD");
    }
}
