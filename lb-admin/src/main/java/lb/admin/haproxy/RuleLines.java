package lb.admin.haproxy;

import static lb.admin.haproxy.Keyword.done;

import java.util.List;
import java.util.Set;
import lb.admin.foreign.Draft;

/**
 * Conditions and rules: their words go on to our own configuration as they are, which reads the same language
 * ({@code lb.admin.rule}).
 */
final class RuleLines {
    private static final Set<Context> BOTH =
            Keyword.in(Context.DEFAULTS, Context.FRONTEND, Context.LISTEN, Context.BACKEND);
    private static final Set<Context> NO_DEFAULTS = Keyword.in(Context.FRONTEND, Context.LISTEN, Context.BACKEND);

    private static final String ACTION = "an action, such as deny, and perhaps if or unless with a condition";

    static final List<Keyword<Proxy>> ALL = List.of(
            done(
                    "acl",
                    BOTH,
                    (arguments, proxy) -> put(
                            arguments,
                            proxy,
                            "acls",
                            "",
                            "a name, a criterion and what it is compared with, such as is_api path_beg /api")),
            done("http-request", BOTH, RuleLines::request),
            done("http-response", BOTH, (arguments, proxy) -> {
                if (proxy.http()) {
                    put(arguments, proxy, "http-response", "", ACTION);
                } else {
                    arguments.rest();
                }
            }),
            done(
                    "tcp-request connection",
                    FrontendLines.HERE,
                    (arguments, proxy) -> put(arguments, proxy, "tcp-request", "connection ", "accept or reject")),
            done(
                    "tcp-request session",
                    FrontendLines.HERE,
                    (arguments, proxy) -> put(arguments, proxy, "tcp-request", "session ", "accept or reject")),
            done(
                    "tcp-request content",
                    BOTH,
                    (arguments, proxy) -> put(arguments, proxy, "tcp-request", "content ", "accept or reject")),
            done(
                    "tcp-request inspect-delay",
                    BOTH,
                    (arguments, proxy) -> arguments.time().ifPresent(time -> {
                        if (proxy.hasFrontend() && !time.equals("0s")) {
                            proxy.frontend()
                                    .draft()
                                    .object("timeouts", arguments.place())
                                    .set("client-hello", time, arguments.place());
                        } else if (!proxy.hasFrontend() && !proxy.inherited()) {
                            arguments.warning(
                                    "has no effect in a backend: its rules look at what has come by then, for which"
                                            + " the frontend's inspect-delay has waited");
                        }
                    })),
            done("redirect", NO_DEFAULTS, (arguments, proxy) -> {
                String rule = Quoting.line(arguments.rest());
                if (proxy.http()) {
                    proxy.redirects().add(new Proxy.Late("redirect " + rule, arguments.place()));
                }
            }),
            done("use_backend", FrontendLines.NO_DEFAULTS, RuleLines::useBackend));

    private RuleLines() {}

    /** The half that rules of a section are evaluated with: a listen section's once, as a frontend's. */
    private static Draft of(Proxy proxy) {
        return proxy.hasFrontend() ? proxy.frontend().draft() : proxy.backend().draft();
    }

    private static void put(Arguments arguments, Proxy proxy, String key, String prefix, String expected) {
        String text = prefix + Quoting.line(arguments.rest());
        if (proxy.kind() == Context.DEFAULTS && proxy.name().isEmpty()) {
            arguments.error("is for defaults sections with a name only");
        } else if (text.isEmpty() || text.equals(prefix)) {
            arguments.next(expected);
        } else {
            of(proxy).add(key, text, arguments.place());
        }
    }

    private static void request(Arguments arguments, Proxy proxy) {
        if (arguments.peek().filter("use-service"::equals).isPresent()) {
            List<String> rest = arguments.rest();
            if (rest.size() > 1 && rest.get(1).equals("prometheus-exporter")) {
                arguments.note("the statistics page has the figures for Prometheus, too: at /metrics where it has a"
                        + " listener of its own");
                proxy.stats().enable(arguments.place());
            } else {
                arguments.error("use-service is not done yet in this version");
            }
        } else if (proxy.http()) {
            put(arguments, proxy, "http-request", "", ACTION);
        } else {
            // As in HAProxy, which says so.
            arguments.rest();
            if (!proxy.inherited()) {
                arguments.warning("has no effect with mode tcp");
            }
        }
    }

    private static void useBackend(Arguments arguments, Proxy proxy) {
        arguments.next("the name of a backend").ifPresent(name -> {
            Draft route = new Draft();
            if (arguments.more()) {
                List<String> condition = arguments.rest();
                String word = condition.getFirst();
                if (condition.size() < 2 || !(word.equals("if") || word.equals("unless"))) {
                    arguments.wrong(word, "if or unless, and a condition");
                    return;
                }
                route.set(
                        "when",
                        Quoting.line(word.equals("if") ? condition.subList(1, condition.size()) : condition),
                        arguments.place());
            }
            if (name.contains("%[")) {
                arguments.error("%s: names that are made of the request are not done yet in this version (expected:"
                                .formatted(Shown.word(name))
                        + " the name of a backend)");
                return;
            }
            route.set("backend", name, arguments.place());
            proxy.frontend().draft().add("routes", route, arguments.place());
        });
    }
}
