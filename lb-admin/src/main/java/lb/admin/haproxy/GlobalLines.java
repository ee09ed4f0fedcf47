package lb.admin.haproxy;

import static lb.admin.haproxy.Keyword.done;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import lb.admin.foreign.Draft;

/** Lines of {@code global} sections that are done. */
final class GlobalLines {
    private static final Set<Context> HERE = Keyword.in(Context.GLOBAL);
    private static final int MOST = 100_000_000;

    static final List<Keyword<Global>> ALL = List.of(
            number("maxconn", "max-connections", MOST),
            done(
                    "nbthread",
                    HERE,
                    (arguments, global) -> arguments
                            .number(1, 1024)
                            .ifPresent(threads -> global.root().set("threads", threads, arguments.place()))),
            rate("maxsessrate"),
            rate("maxconnrate"),
            done(
                    "spread-checks",
                    HERE,
                    (arguments, global) -> arguments
                            .number(0, 50)
                            .ifPresent(percent -> global.root().set("spread-checks", percent, arguments.place()))),
            done(
                    "hard-stop-after",
                    HERE,
                    (arguments, global) -> arguments
                            .time()
                            .ifPresent(time -> global.root()
                                    .object("stop", arguments.place())
                                    .set("drain", time, arguments.place()))),
            Keyword.<Global>done(
                            "log",
                            HERE,
                            (arguments, global) -> LogTarget.read(
                                            arguments, global.logs().size())
                                    .ifPresentOrElse(target -> global.logs().add(target), () -> global.failedLog(true)))
                    .inverts(),
            done("stats socket", HERE, GlobalLines::socket),
            done("tune.bufsize", HERE, (arguments, global) -> http(arguments, global, "max-head", 1 << 20)),
            done("tune.http.maxhdr", HERE, (arguments, global) -> http(arguments, global, "max-fields", 32_767)),
            done(
                    "tune.h2.max-concurrent-streams",
                    HERE,
                    (arguments, global) -> http2(arguments, global, "max-concurrent-streams", 1, 100_000)),
            done(
                    "tune.h2.initial-window-size",
                    HERE,
                    (arguments, global) -> http2(arguments, global, "initial-window", 1024, 1 << 30)),
            done("h1-case-adjust", HERE, (arguments, global) -> {
                arguments.next("the name of a header field");
                arguments.next("how it is spelled").ifPresent(global.headerCases()::add);
            }),
            done(
                    "default-path",
                    HERE,
                    (arguments, global) -> arguments
                            .oneOf(List.of("current", "config", "parent", "origin"))
                            .filter(word -> !word.equals("config") && !word.equals("current"))
                            .ifPresent(word -> arguments.error(
                                    "%s is not done yet in this version (expected: config)".formatted(word)))),
            done("setenv", HERE, (arguments, global) -> variable(arguments)),
            done("presetenv", HERE, (arguments, global) -> variable(arguments)),
            done("unsetenv", HERE, (arguments, global) -> arguments.rest()),
            done("resetenv", HERE, (arguments, global) -> arguments.rest()));

    private GlobalLines() {}

    private static Keyword<Global> number(String name, String key, int most) {
        return done(
                name,
                HERE,
                (arguments, global) -> arguments.number(0, most).ifPresent(number -> {
                    // None given, HAProxy finds one out by itself, as ours does.
                    if (number > 0) {
                        global.root().set(key, number, arguments.place());
                    }
                }));
    }

    /** Both count new connections, and a session that is none of HTTP is one of these. The lower counts. */
    private static Keyword<Global> rate(String name) {
        return done(
                name,
                HERE,
                (arguments, global) -> arguments.number(0, 1_000_000).ifPresent(rate -> {
                    Optional<Object> before = global.root().get("max-session-rate");
                    if (rate > 0 && (before.isEmpty() || (Integer) before.get() > rate)) {
                        global.root().set("max-session-rate", rate, arguments.place());
                    }
                }));
    }

    private static void http(Arguments arguments, Global global, String key, int most) {
        arguments
                .number(1, most)
                .ifPresent(number ->
                        global.root().object("http", arguments.place()).set(key, number, arguments.place()));
    }

    private static void http2(Arguments arguments, Global global, String key, int least, int most) {
        arguments
                .number(least, most)
                .ifPresent(number ->
                        global.root().object("http2", arguments.place()).set(key, number, arguments.place()));
    }

    /** It was set when the line was read, for the lines behind it. */
    private static void variable(Arguments arguments) {
        arguments.next("the name of a variable");
        arguments.next("its value");
    }

    /** Where Debian and Red Hat have HAProxy's socket; {@code /run/lb} is of lb's unit. */
    private static final Pattern ITS_FOLDER = Pattern.compile("(unix@)?(/var)?/(run|lib)/haproxy/[^/]+");

    private static final String ITS_FOLDER_IS = " is made by the package of haproxy, and goes with it;"
            + " with lb's own service write /run/lb/lb.sock, or leave it out: lb status and the like need none";

    private static void socket(Arguments arguments, Global global) {
        Optional<String> written = arguments.next("a path, or ipv4@ with an address and port");
        if (written.isEmpty()) {
            return;
        }
        Draft runtime = global.root().object("runtime", arguments.place());
        Optional<String> address = BindLine.address(written.get(), arguments);
        boolean network = address.isPresent() && !BindLine.isLocal(address.get());
        String key = network ? "tcp" : "socket";
        if (address.filter(ITS_FOLDER.asMatchPredicate()).isPresent()) {
            arguments.note("the folder of " + address.get() + ITS_FOLDER_IS);
            runtime.comment("haproxy: stats socket: this folder" + ITS_FOLDER_IS);
        }
        boolean second = runtime.has(key);
        if (second) {
            arguments.error("a second %s is not done yet in this version".formatted(network ? "port" : "socket"));
        } else {
            address.ifPresent(one -> runtime.set(
                    key, one.startsWith("unix@") ? one.substring("unix@".length()) : one, arguments.place()));
        }
        String level = "operator";
        boolean exposed = false;
        while (arguments.more()) {
            String word = arguments
                    .oneOf(List.of(
                            "mode",
                            "user",
                            "group",
                            "level",
                            "expose-fd",
                            "uid",
                            "gid",
                            "process",
                            "thread",
                            "name",
                            "severity-output",
                            "accept-proxy",
                            "ssl",
                            "crt",
                            "id",
                            "nice",
                            "backlog",
                            "maxconn"))
                    .orElse("");
            switch (word) {
                case "level" ->
                    level = arguments
                            .oneOf(List.of("user", "operator", "admin"))
                            .orElse(level);
                case "mode", "user", "group" ->
                    arguments
                            .next("its value")
                            .filter(value -> !network && !second)
                            .ifPresent(value -> runtime.set(word, value, arguments.place()));
                case "expose-fd" -> {
                    exposed = arguments.oneOf(List.of("listeners")).isPresent();
                    if (network) {
                        arguments.note("expose-fd listeners: left out: sockets are passed on over UNIX sockets alone");
                    }
                }
                case "process", "thread", "name", "id", "nice", "severity-output", "backlog", "maxconn" -> {
                    arguments.next("its value");
                    arguments.note("%s: left out: the runtime socket needs no such setting".formatted(word));
                }
                case "" -> {
                    arguments.rest();
                    return;
                }
                default -> {
                    arguments.error(
                            "%s is not done yet in this version (expected: mode, user, group, level)".formatted(word));
                    arguments.rest();
                }
            }
        }
        if (!second) {
            runtime.set(network ? "tcp-level" : "level", level, arguments.place());
            if (exposed && !network) {
                runtime.set("expose-listeners", true, arguments.place());
            }
        }
    }
}
