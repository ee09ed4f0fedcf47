package lb.proxy.route;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import lb.proxy.page.ErrorPages;
import lb.proxy.page.FixedResponse;
import lb.proxy.page.Reply;
import lb.proxy.settings.Condition;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.HeaderEdits;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Monitor;
import lb.proxy.settings.RouteAction;
import lb.proxy.settings.RouteSettings;
import lb.proxy.upstream.Backend;
import org.jspecify.annotations.Nullable;

/** Where the traffic of one frontend goes. Compiled once, immutable, on any thread. */
public final class Routing {
    private final Route[] routes;
    private final @Nullable RouteTable table;
    private final Route.@Nullable Forward otherwise;
    private final ErrorPages errorPages;
    private final @Nullable HeadEdits spelling;
    private final @Nullable MonitorUri monitor;
    private final Set<Backend> reachable = new LinkedHashSet<>();

    /**
     * Compiles the routes of a frontend.
     *
     * @param backends gives the backend of a name
     * @throws IllegalArgumentException if a regular expression is none
     */
    public Routing(FrontendSettings frontend, Function<String, Backend> backends) {
        FrontendRouting settings = frontend.routing();
        MessageEdits messages = settings.messages();
        String name = frontend.defaultBackend();
        otherwise =
                name == null ? null : forward(frontend, backends.apply(name), HeaderEdits.NONE, HeaderEdits.NONE, true);
        errorPages = pages(messages.errorPages());
        spelling = HeadEdits.of(frontend.http().headerCase());
        Monitor asked = frontend.http().monitor();
        monitor = asked == null ? null : new MonitorUri(asked, backends);
        routes = settings.routes().stream()
                .map(route -> route(frontend, route, backends))
                .toArray(Route[]::new);
        List<Condition> conditions =
                settings.routes().stream().map(RouteSettings::condition).toList();
        Part byName = frontend.mode() == Mode.HTTP ? Part.HOST : Part.SERVER_NAME;
        table = routes.length == 0 ? null : new RouteTable(conditions, byName, backends);
    }

    /** Where it is answered whether the frontend serves; null for nowhere. */
    public @Nullable MonitorUri monitor() {
        return monitor;
    }

    private Route route(FrontendSettings frontend, RouteSettings settings, Function<String, Backend> backends) {
        return switch (settings.action()) {
            case RouteAction.Forward(String backend, boolean retries) ->
                forward(
                        frontend,
                        backends.apply(backend),
                        settings.requestHeaders(),
                        settings.responseHeaders(),
                        retries);
            case RouteAction.Answer(FixedResponse response) -> new Route.Answer(new Reply(response));
            case RouteAction.Redirect redirect -> new Route.SendElsewhere(new Redirect(redirect));
            case RouteAction.Deny(int status) -> new Route.Deny(status);
        };
    }

    private Route.Forward forward(
            FrontendSettings from, Backend backend, HeaderEdits request, HeaderEdits response, boolean retries) {
        reachable.add(backend);
        MessageEdits frontend = from.routing().messages();
        MessageEdits own = backend.settings().messages();
        Map<Integer, FixedResponse> both = new HashMap<>(frontend.errorPages());
        both.putAll(own.errorPages());
        return new Route.Forward(
                backend,
                HeadEdits.of(
                        backend.settings().http().headerCase(),
                        frontend.requestHeaders(),
                        request,
                        own.requestHeaders()),
                HeadEdits.of(from.http().headerCase(), own.responseHeaders(), frontend.responseHeaders(), response),
                pages(both),
                RequestKey.of(backend.settings().balancing().algorithm()),
                PersistenceCookie.of(backend),
                RdpServer.of(backend),
                PersistRules.of(backend.settings().balancing().persisting()),
                retries);
    }

    private static ErrorPages pages(Map<Integer, FixedResponse> given) {
        return given.isEmpty() ? ErrorPages.STANDARD : new ErrorPages(given);
    }

    /** Whether all goes the same way, {@link #otherwise}, so that nothing needs to be looked at. */
    public boolean isFixed() {
        return table == null;
    }

    /** Whether the client's address may have to be looked at. */
    public boolean isBySource() {
        if (table != null || otherwise == null || otherwise.persist() != null) {
            return table != null || otherwise != null;
        }
        RequestKey key = otherwise.key();
        return (key != null && key.isSource()) || otherwise.backend().stickiness() != null;
    }

    /** Where goes what no route takes; null for nowhere. */
    public Route.@Nullable Forward otherwise() {
        return otherwise;
    }

    /** Where a request or connection goes; null for nowhere. */
    public @Nullable Route of(Subject subject) {
        int route = table == null ? RouteTable.NONE : table.first(subject);
        return route == RouteTable.NONE ? otherwise : routes[route];
    }

    /** How names of fields are spelled in what the frontend itself answers; null for as they are. */
    public @Nullable HeadEdits spelling() {
        return spelling;
    }

    /** The frontend's own, for what goes to no backend. */
    public ErrorPages errorPages() {
        return errorPages;
    }

    /**
     * Whether clients can be served: the default backend has a usable server, or, where there is none, one of those that
     * routes name has; with no backend at all, always.
     */
    public boolean isUsable() {
        return otherwise == null
                ? reachable.isEmpty() || reachable.stream().anyMatch(Backend::usable)
                : otherwise.backend().usable();
    }
}
