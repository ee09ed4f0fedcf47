package lb.admin.haproxy;

import static lb.admin.haproxy.Keyword.deprecated;
import static lb.admin.haproxy.Keyword.done;

import java.util.List;
import java.util.Set;
import lb.admin.foreign.Draft;

/** Lines of frontends that are done: where they listen, their limits and times. */
final class FrontendLines {
    static final Set<Context> HERE = Keyword.in(Context.DEFAULTS, Context.FRONTEND, Context.LISTEN);
    static final Set<Context> NO_DEFAULTS = Keyword.in(Context.FRONTEND, Context.LISTEN);
    private static final Set<Context> BOTH =
            Keyword.in(Context.DEFAULTS, Context.FRONTEND, Context.LISTEN, Context.BACKEND);

    static final List<Keyword<Proxy>> ALL = List.of(
            done("bind", NO_DEFAULTS, (arguments, proxy) -> proxy.frontend().bind(arguments)),
            done(
                    "backlog",
                    HERE,
                    (arguments, proxy) -> arguments.number(1, 1_000_000).ifPresent(proxy.frontend()::backlog)),
            done("maxconn", HERE, (arguments, proxy) -> number(arguments, proxy, "max-connections")),
            done("rate-limit sessions", HERE, (arguments, proxy) -> number(arguments, proxy, "max-session-rate")),
            done("default_backend", HERE, FrontendLines::defaultBackend),
            done("timeout client", HERE, (arguments, proxy) -> time(arguments, proxy, "client", "0s")),
            done("timeout client-fin", HERE, (arguments, proxy) -> time(arguments, proxy, "client-fin", "0s")),
            deprecated(
                    "clitimeout", HERE, "timeout client", (arguments, proxy) -> time(arguments, proxy, "client", "0s")),
            done("timeout http-request", BOTH, (arguments, proxy) -> timeOfHttp(arguments, proxy, "http-request")),
            done(
                    "timeout http-keep-alive",
                    BOTH,
                    (arguments, proxy) -> timeOfHttp(arguments, proxy, "http-keep-alive")),
            done("option clitcpka", HERE, FrontendLines::keepAlive).inverts(),
            done("option tcpka", BOTH, FrontendLines::keepAliveOfBoth).inverts(),
            done(
                    "clitcpka-cnt",
                    HERE,
                    (arguments, proxy) -> arguments
                            .number(1, 127)
                            .ifPresent(
                                    count -> proxy.frontend().keepAliveTimes().set("count", count, arguments.place()))),
            done("clitcpka-idle", HERE, (arguments, proxy) -> keepAliveTime(arguments, proxy, "idle")),
            done("clitcpka-intvl", HERE, (arguments, proxy) -> keepAliveTime(arguments, proxy, "interval")),
            done("monitor-uri", NO_DEFAULTS, FrontendLines::monitor),
            done("unique-id-format", HERE, (arguments, proxy) -> uniqueId(arguments, proxy, "format")),
            done("unique-id-header", HERE, (arguments, proxy) -> uniqueId(arguments, proxy, "header")));

    private FrontendLines() {}

    private static void number(Arguments arguments, Proxy proxy, String key) {
        arguments.number(0, 100_000_000).ifPresent(most -> {
            if (most > 0) {
                proxy.frontend().draft().set(key, most, arguments.place());
            } else {
                proxy.frontend().draft().remove(key);
            }
        });
    }

    private static void defaultBackend(Arguments arguments, Proxy proxy) {
        arguments
                .next("the name of a backend")
                .ifPresent(name -> proxy.frontend().draft().set("default-backend", name, arguments.place()));
    }

    /** @param none what stands for "for ever" */
    private static void time(Arguments arguments, Proxy proxy, String key, String none) {
        arguments.time().ifPresent(time -> {
            Draft draft = proxy.frontend().draft();
            draft.object("timeouts", arguments.place()).set(key, time.equals("0s") ? none : time, arguments.place());
        });
    }

    private static void timeOfHttp(Arguments arguments, Proxy proxy, String key) {
        if (!proxy.http()) {
            arguments.time();
        } else if (proxy.hasFrontend()) {
            time(arguments, proxy, key, Frontend.LONGEST);
        } else {
            arguments.time();
            if (!proxy.inherited()) {
                arguments.warning("that of the frontend counts here, not that of the backend");
            }
        }
    }

    private static void keepAlive(Arguments arguments, Proxy proxy) {
        proxy.frontend().keepAlive(arguments.form() == Arguments.Form.PLAIN ? arguments.place() : null);
    }

    private static void keepAliveOfBoth(Arguments arguments, Proxy proxy) {
        if (proxy.hasFrontend()) {
            keepAlive(arguments, proxy);
        }
        if (proxy.hasBackend()) {
            proxy.backend().draft().set("tcp-keep-alive", arguments.form() == Arguments.Form.PLAIN, arguments.place());
        }
    }

    private static void keepAliveTime(Arguments arguments, Proxy proxy, String key) {
        arguments.time("s").ifPresent(time -> proxy.frontend().keepAliveTimes().set(key, time, arguments.place()));
    }

    private static void monitor(Arguments arguments, Proxy proxy) {
        arguments.next("a path such as /alive").ifPresent(path -> {
            if (proxy.http()) {
                proxy.frontend().draft().object("monitor", arguments.place()).set("uri", path, arguments.place());
            }
        });
    }

    private static void uniqueId(Arguments arguments, Proxy proxy, String key) {
        arguments
                .next(key.equals("format") ? "a log-format" : "the name of a header field")
                .ifPresent(text -> {
                    if (proxy.http()) {
                        proxy.frontend()
                                .draft()
                                .object("unique-id", arguments.place())
                                .set(key, text, arguments.place());
                    }
                });
    }
}
