package lb.proxy.http1;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import lb.proxy.page.FixedResponse;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.settings.Condition;
import lb.proxy.settings.Condition.Comparison;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.HeaderEdits;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.RouteAction;
import lb.proxy.settings.RouteSettings;
import lb.proxy.settings.Sample;

/** Routes of tests, in few words. */
final class GivenRoutes {
    private GivenRoutes() {}

    static final Condition ALWAYS = new Condition.All(List.of());

    static String responseTo(RunningProxy proxy, String request) throws Exception {
        try (Peer client = proxy.connect()) {
            client.send(request);
            return client.readResponse();
        }
    }

    static void answer(Peer peer, String name) throws java.io.IOException {
        peer.readHead();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name);
    }

    static FrontendRouting routes(RouteSettings... routes) {
        return new FrontendRouting(List.of(routes), MessageEdits.NONE, Duration.ZERO);
    }

    static RouteSettings to(Condition condition, String backend) {
        return route(condition, new RouteAction.Forward(backend));
    }

    static RouteSettings deny(Condition condition, int status) {
        return route(condition, new RouteAction.Deny(status));
    }

    static RouteSettings answer(Condition condition, FixedResponse response) {
        return route(condition, new RouteAction.Answer(response));
    }

    static RouteSettings redirect(
            Condition condition, RouteAction.Destination to, int status, boolean dropQuery, boolean appendSlash) {
        return route(condition, new RouteAction.Redirect(to, status, dropQuery, appendSlash));
    }

    static RouteSettings route(Condition condition, RouteAction action) {
        return new RouteSettings(condition, action, HeaderEdits.NONE, HeaderEdits.NONE);
    }

    static Condition host(String... names) {
        return new Condition.Name(new Sample.Host(), List.of(names));
    }

    static Condition pathPrefix(String prefix) {
        return new Condition.Text(new Sample.Path(), Comparison.PATH_PREFIX, List.of(prefix), false);
    }

    static Condition contains(String part) {
        return new Condition.Text(new Sample.Path(), Comparison.CONTAINS, List.of(part), false);
    }

    static Condition method(String... methods) {
        return new Condition.Text(new Sample.Method(), Comparison.EXACT, List.of(methods), false);
    }

    static FixedResponse page(int status, String body) {
        return new FixedResponse(status, List.of(new Field("Content-Type", "text/plain")), body);
    }

    static HeaderEdits edits(List<String> remove, Map<String, String> set, Map<String, String> add) {
        return new HeaderEdits(remove, fields(set), fields(add));
    }

    static List<Field> fields(Map<String, String> fields) {
        return fields.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(field -> new Field(field.getKey(), field.getValue()))
                .toList();
    }
}
