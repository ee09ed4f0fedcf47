package lb.admin.haproxy;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import lb.admin.foreign.Draft;

/** Keywords of backends alone. */
final class BackendKeywords {
    private static final Set<Context> HERE = Keyword.in(Context.DEFAULTS, Context.LISTEN, Context.BACKEND);
    private static final Set<Context> NO_DEFAULTS = Keyword.in(Context.LISTEN, Context.BACKEND);
    private static final int MOST = 1_000_000_000;
    private static final int MOST_FULL = 10_000_000;

    static final List<Keyword<Proxy>> ALL = Stream.of(
                    BalanceKeywords.ALL,
                    CheckOptionKeywords.ALL,
                    HttpCheckKeywords.ALL,
                    TcpCheckKeywords.ALL,
                    CookieKeywords.ALL,
                    StickKeywords.ALL,
                    RetryKeywords.ALL,
                    servers(),
                    connections(),
                    others())
            .flatMap(List::stream)
            .toList();

    private BackendKeywords() {}

    private static List<Keyword<Proxy>> servers() {
        return List.of(
                Keyword.done("default-server", HERE, ServerLines::defaultServer),
                Keyword.done("server", NO_DEFAULTS, ServerLines::server),
                Keyword.done("server-template", NO_DEFAULTS, ServerLines::template),
                Keyword.deprecated("dispatch", NO_DEFAULTS, "server", ServerLines::dispatch),
                Keyword.done("use-server", NO_DEFAULTS, BackendKeywords::useServer),
                flag("option allbackups", "all-backups"),
                Keyword.<Proxy>done("fullconn", HERE, BackendKeywords::fullConnections),
                Keyword.<Proxy>notDone("max-session-srv-conns", HERE, ""),
                Keyword.notDone("use-fcgi-app", NO_DEFAULTS, "FastCGI"));
    }

    private static List<Keyword<Proxy>> connections() {
        return List.of(
                Keyword.<Proxy>done("http-reuse", HERE, BackendKeywords::reuse),
                Keyword.<Proxy>done(
                                "option abortonclose",
                                HERE,
                                (arguments, proxy) -> proxy.backend().httpFlag(arguments, "abort-on-close"))
                        .inverts(),
                Keyword.<Proxy>done("source", HERE, BackendKeywords::source).inverts(),
                Keyword.<Proxy>done(
                                "option srvtcpka",
                                HERE,
                                (arguments, proxy) -> proxy.backend().keepAlive(arguments))
                        .inverts(),
                keepAlive("srvtcpka-cnt", "count"),
                keepAlive("srvtcpka-idle", "idle"),
                keepAlive("srvtcpka-intvl", "interval"),
                Keyword.notDone("http-send-name-header", HERE, ""),
                Keyword.<Proxy>noted(
                        "max-keep-alive-queue", HERE, "a request whose server is full waits for any server"),
                Keyword.<Proxy>noted("option prefer-last-server", HERE, "balance and cookies choose servers"),
                Keyword.<Proxy>noted(
                        "option tcp-smart-connect", HERE, "connections to servers are made as the kernel does"));
    }

    private static List<Keyword<Proxy>> others() {
        return List.of(
                Keyword.notDone("option transparent", HERE, ""),
                Keyword.notDone("transparent", HERE, ""),
                Keyword.<Proxy>done(
                                "option h1-case-adjust-bogus-server",
                                HERE,
                                (arguments, proxy) -> proxy.backend().adjustCase(arguments))
                        .inverts(),
                Keyword.<Proxy>noted("load-server-state-from-file", HERE, "no states of servers are kept over a start"),
                Keyword.<Proxy>noted("server-state-file-name", HERE, "no states of servers are kept over a start"));
    }

    private static Keyword<Proxy> flag(String name, String key) {
        return Keyword.<Proxy>done(
                        name, HERE, (arguments, proxy) -> proxy.backend().flag(arguments, key))
                .inverts();
    }

    private static Keyword<Proxy> keepAlive(String name, String key) {
        return Keyword.<Proxy>done(name, HERE, (arguments, proxy) -> {
            if (key.equals("count")) {
                OptionalInt count = arguments.number(1, MOST);
                count.ifPresent(number -> proxy.backend().keepAlive(key, number, arguments.place()));
            } else {
                arguments.time("s").ifPresent(time -> proxy.backend().keepAlive(key, time, arguments.place()));
            }
        });
    }

    private static void useServer(Arguments arguments, Proxy proxy) {
        List<String> words = arguments.rest();
        if (words.isEmpty()) {
            arguments.next("a server and if or unless with a condition");
            return;
        }
        proxy.backend().draft().add("use-server", Quoting.line(words), arguments.place());
    }

    private static void fullConnections(Arguments arguments, Proxy proxy) {
        OptionalInt number = arguments.number(0, MOST);
        number.ifPresent(most -> {
            if (most > 0) {
                proxy.backend().draft().set("full-connections", Math.min(MOST_FULL, most), arguments.place());
            }
        });
    }

    private static void reuse(Arguments arguments, Proxy proxy) {
        arguments.oneOf(List.of("never", "safe", "aggressive", "always")).ifPresent(word -> {
            if (proxy.http()) {
                proxy.backend().http(arguments.place()).set("reuse", word, arguments.place());
            }
        });
    }

    private static void source(Arguments arguments, Proxy proxy) {
        Draft backend = proxy.backend().draft();
        List.of("source", "transparent-source", "interface").forEach(backend::remove);
        if (arguments.form() != Arguments.Form.PLAIN) {
            return;
        }
        ServerOptions options = new ServerOptions();
        SourceWords.read(arguments, options);
        for (String key : List.of("source", "transparent-source", "interface")) {
            options.get(key).ifPresent(value -> backend.set(key, value.value(), value.place()));
        }
    }
}
