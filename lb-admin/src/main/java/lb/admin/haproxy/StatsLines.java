package lb.admin.haproxy;

import static lb.admin.haproxy.Keyword.done;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import lb.admin.foreign.Draft;
import lb.admin.problem.Place;
import org.jspecify.annotations.Nullable;

/** The statistics page of a proxy. One for each, one thread. */
final class StatsLines {
    private static final Set<Context> BOTH =
            Keyword.in(Context.DEFAULTS, Context.FRONTEND, Context.LISTEN, Context.BACKEND);
    private static final Set<Context> NO_DEFAULTS = Keyword.in(Context.FRONTEND, Context.LISTEN, Context.BACKEND);

    /** Where it is unless told: HAProxy's /haproxy?stats. */
    private static final String URI = "/haproxy";

    static final List<Keyword<Proxy>> ALL = Stream.of(
                    List.<Keyword<Proxy>>of(
                            done(
                                    "stats enable",
                                    BOTH,
                                    (arguments, proxy) -> proxy.stats().enable(arguments.place())),
                            done("stats uri", BOTH, StatsLines::uri),
                            done(
                                    "stats realm",
                                    BOTH,
                                    (arguments, proxy) -> arguments
                                            .next("a realm, its spaces behind backslashes")
                                            .ifPresent(realm -> proxy.stats().set("realm", realm, arguments.place()))),
                            flag("stats hide-version", "hide-version"),
                            flag("stats show-legends", "show-legends"),
                            done("stats show-node", BOTH, (arguments, proxy) -> {
                                if (arguments.more()) {
                                    arguments.next("");
                                    arguments.note("the name shown is that of the node");
                                }
                                proxy.stats().set("show-node", true, arguments.place());
                            }),
                            done(
                                    "stats refresh",
                                    BOTH,
                                    (arguments, proxy) -> arguments
                                            .time("s")
                                            .ifPresent(time -> proxy.stats().set("refresh", time, arguments.place()))),
                            done("stats auth", BOTH, StatsLines::user),
                            done("stats admin", NO_DEFAULTS, StatsLines::admin)),
                    Keyword.<Proxy>noted(
                            List.of("stats show-desc", "stats show-modules"),
                            BOTH,
                            "left out: the page does not have it"),
                    Keyword.<Proxy>notDone(List.of("stats scope"), BOTH, "the page shows all frontends and backends"),
                    Keyword.<Proxy>notDone(
                            List.of("stats http-request"), NO_DEFAULTS, "stats auth says who may see the page"))
            .flatMap(List::stream)
            .toList();

    private final Draft said = new Draft();
    private @Nullable Place enabled;

    /** Whether a line lets users act from everywhere. */
    private boolean everywhere;

    /** Any line about the page makes it be there. */
    void enable(Place place) {
        enabled = place;
    }

    private void set(String key, Object value, Place place) {
        enable(place);
        said.set(key, value, place);
    }

    private static void uri(Arguments arguments, Proxy proxy) {
        arguments.next("a path such as /stats").ifPresent(uri -> {
            int query = uri.indexOf('?');
            if (query > 0) {
                arguments.note("the path alone counts; what stands behind the question mark is not asked for");
            }
            proxy.stats().set("uri", query > 0 ? uri.substring(0, query) : uri, arguments.place());
        });
    }

    private static Keyword<Proxy> flag(String name, String key) {
        return done(name, BOTH, (arguments, proxy) -> proxy.stats().set(key, true, arguments.place()));
    }

    private static void user(Arguments arguments, Proxy proxy) {
        arguments.next("user:password").ifPresent(user -> {
            int colon = user.indexOf(':');
            if (colon < 1) {
                arguments.error("no colon in its word (expected: user:password)");
            } else {
                StatsLines stats = proxy.stats();
                stats.enable(arguments.place());
                stats.said
                        .object("users", arguments.place())
                        .set(user.substring(0, colon), user.substring(colon + 1), arguments.place());
            }
        });
    }

    private static void admin(Arguments arguments, Proxy proxy) {
        List<String> condition = arguments.rest();
        StatsLines stats = proxy.stats();
        if (condition.equals(List.of("if", "TRUE")) || condition.equals(List.of("unless", "FALSE"))) {
            stats.set("actions", true, arguments.place());
            stats.everywhere = true;
        } else if (condition.equals(List.of("if", "FALSE")) || condition.equals(List.of("unless", "TRUE"))) {
            // Nobody, as where nothing is said.
            stats.enable(arguments.place());
        } else {
            Optional<List<String>> networks = SourceCondition.networks(condition, proxy);
            if (networks.isEmpty()) {
                arguments.error(
                        "%s: conditions but the client's address are not done yet in this version (expected: if TRUE, if LOCALHOST or"
                                        .formatted(Shown.word(String.join(" ", condition)))
                                + " if { src … }, beside stats auth)");
            } else {
                stats.set("actions", true, arguments.place());
                networks.get().forEach(network -> stats.said.add("actions-from", network, arguments.place()));
            }
        }
    }

    /** After the last line of a proxy: whether it is nothing but the page, which then has a listener of its own. */
    boolean finish(Proxy proxy) {
        if (enabled == null || !proxy.hasFrontend() || !proxy.kind().isProxy()) {
            return false;
        }
        if (!proxy.http()) {
            proxy.problems().warning(enabled, "stats: there is no page with mode tcp");
            return false;
        }
        Draft root = proxy.global().root();
        Draft stats = root.object("stats", enabled);
        boolean alone = proxy.isEmptyOfTraffic();
        if (alone) {
            proxy.comments().forEach(stats::head);
            stats.head(proxy.frontend().draft());
            for (BindLine bind : proxy.frontend().binds()) {
                bind.comments().forEach(stats::comment);
                for (String address : bind.addresses()) {
                    stats.add("bind", address, bind.place());
                }
                if (!bind.options().isEmpty()) {
                    proxy.problems()
                            .warning(
                                    bind.place(),
                                    "bind: %s is not for the statistics page's own listener, and was left out"
                                            .formatted(String.join(
                                                    ", ", bind.options().keys())));
                }
            }
        } else {
            stats.add("frontends", proxy.name(), enabled);
        }
        join(stats, proxy);
        return alone;
    }

    /** There is one page. */
    private void join(Draft stats, Proxy proxy) {
        Place place = enabled == null ? proxy.place() : enabled;
        if (!said.has("uri")) {
            said.set("uri", URI, place);
        }
        for (String key : List.of("show-legends", "show-node")) {
            if (!said.has(key)) {
                said.set(key, false, place);
            }
        }
        if (everywhere) {
            said.remove("actions-from");
        }
        if (!said.has("users")) {
            said.comment("HAProxy's page had no stats auth: everybody who reaches it may see it.");
            said.set("open", true, place);
        }
        if (!stats.has("uri")) {
            said.keys().forEach(key -> stats.move(key, said));
            return;
        }
        for (String key : said.keys()) {
            if (!stats.sameAt(key, said)) {
                proxy.problems()
                        .error(
                                said.placeOf(key).orElse(place),
                                "stats: another %s than in a section before is not done yet in this version (expected: the same page everywhere)"
                                        .formatted(key));
            }
        }
    }
}
