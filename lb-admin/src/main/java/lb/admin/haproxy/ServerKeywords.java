package lb.admin.haproxy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** What may stand behind the address of a {@code server}, or in a {@code default-server} line. */
final class ServerKeywords {
    private static final Set<Context> HERE = Keyword.in(Context.SERVER);
    private static final int MOST = 1_000_000_000;
    private static final String ALL_OF_A_BACKEND =
            "http.idle-connections of a backend, which is for each of its servers, takes its place";

    /** Those without a translation behind which a value stands. */
    private static final Set<String> WITH_VALUE = Set.of(
            "id",
            "pool-low-conn",
            "pool-max-conn",
            "pool-purge-delay",
            "log-proto",
            "max-reuse",
            "namespace",
            "redir",
            "resolve-net",
            "socks4",
            "usesrc",
            "npn");

    static final List<Keyword<ServerOptions>> ALL = Stream.of(
                    checks(),
                    agent(),
                    limits(),
                    addresses(),
                    sources(),
                    sendProxy(),
                    others(),
                    ServerTlsKeywords.ALL,
                    notDone())
            .flatMap(List::stream)
            .toList();

    private ServerKeywords() {}

    private static List<Keyword<ServerOptions>> checks() {
        return List.of(
                flag("check"),
                without("no-check", "check"),
                flag("check-send-proxy"),
                without("no-check-send-proxy", "check-send-proxy"),
                done("check-ssl", (arguments, options) -> {
                    options.put("check-ssl", true, arguments.place());
                    options.remove("no-check-ssl");
                }),
                done("no-check-ssl", (arguments, options) -> {
                    options.put("no-check-ssl", true, arguments.place());
                    options.remove("check-ssl");
                }),
                word("check-sni", "a host name"),
                word("check-alpn", "protocols, such as h2,http/1.1"),
                word("addr", "an IP address"),
                number("port", 1, 65535),
                time("inter"),
                time("fastinter"),
                time("downinter"),
                number("rise", 1, MOST),
                number("fall", 1, MOST),
                oneOf("observe", "layer4", "layer7"),
                number("error-limit", 1, MOST),
                oneOf("on-error", "fastinter", "fail-check", "sudden-death", "mark-down"),
                word("track", "a server, or backend/server"));
    }

    private static List<Keyword<ServerOptions>> agent() {
        return List.of(
                flag("agent-check"),
                without("no-agent-check", "agent-check"),
                word("agent-addr", "an IP address"),
                number("agent-port", 1, 65535),
                time("agent-inter"),
                word("agent-send", "text"));
    }

    private static List<Keyword<ServerOptions>> limits() {
        return List.of(
                number("weight", 0, 256),
                number("maxconn", 0, MOST),
                number("minconn", 0, MOST),
                number("maxqueue", 0, MOST),
                time("slowstart"),
                flag("backup"),
                without("no-backup", "backup"),
                flag("disabled"),
                without("enabled", "disabled"),
                oneOf("on-marked-down", "shutdown-sessions"),
                oneOf("on-marked-up", "shutdown-backup-sessions"));
    }

    private static List<Keyword<ServerOptions>> addresses() {
        return List.of(
                word("resolvers", "the name of a resolvers section"),
                oneOf("resolve-prefer", "ipv4", "ipv6"),
                done("init-addr", ServerKeywords::initialAddress),
                done("resolve-opts", ServerKeywords::resolveOptions));
    }

    private static List<Keyword<ServerOptions>> sources() {
        return List.of(
                done("source", (arguments, options) -> SourceWords.read(arguments, options)),
                time("tcp-ut"),
                flag("tfo"),
                without("no-tfo", "tfo"));
    }

    private static List<Keyword<ServerOptions>> sendProxy() {
        return List.of(
                done("send-proxy", (arguments, options) -> options.put("send-proxy", "v1", arguments.place())),
                done("send-proxy-v2", (arguments, options) -> options.put("send-proxy", "v2", arguments.place())),
                without("no-send-proxy", "send-proxy"),
                without("no-send-proxy-v2", "send-proxy"),
                done("proxy-v2-options", ServerKeywords::proxyOptions));
    }

    private static List<Keyword<ServerOptions>> others() {
        return List.of(
                word("cookie", "a value"),
                // It is what a server does anyhow.
                done("stick", (_, options) -> options.remove("non-stick")),
                skipping(
                        "id",
                        Standing.NOTED,
                        "servers are numbered in their order, and the statistics have their names"),
                skipping("pool-low-conn", Standing.NOTED, "idle connections to servers are those of one thread"),
                skipping("pool-max-conn", Standing.NOTED, ALL_OF_A_BACKEND),
                skipping("pool-purge-delay", Standing.NOTED, ALL_OF_A_BACKEND),
                done("ws", (arguments, _) -> http1(arguments, "auto", "h1")),
                done("proto", ServerKeywords::protocol),
                done("check-proto", (arguments, _) -> http1(arguments, "h1", "none")));
    }

    private static List<Keyword<ServerOptions>> notDone() {
        return List.of(
                skipping("check-via-socks4", Standing.NOT_DONE, ""),
                skipping("log-proto", Standing.NOT_DONE, "it is for rings"),
                skipping("max-reuse", Standing.NOT_DONE, ""),
                skipping("namespace", Standing.NOT_DONE, ""),
                skipping("non-stick", Standing.NOT_DONE, ""),
                skipping("redir", Standing.NOT_DONE, "http-request redirect can send clients elsewhere"),
                skipping("resolve-net", Standing.NOT_DONE, ""),
                skipping("socks4", Standing.NOT_DONE, ""),
                skipping("usesrc", Standing.NOT_DONE, "it belongs behind source"));
    }

    private static Keyword<ServerOptions> done(String name, Translation<ServerOptions> translation) {
        return Keyword.done(name, HERE, translation);
    }

    private static Keyword<ServerOptions> flag(String name) {
        return done(name, (arguments, options) -> options.put(name, true, arguments.place()));
    }

    private static Keyword<ServerOptions> without(String name, String other) {
        return done(name, (_, options) -> options.remove(other));
    }

    private static Keyword<ServerOptions> word(String name, String expected) {
        return done(
                name,
                (arguments, options) ->
                        arguments.next(expected).ifPresent(word -> options.put(name, word, arguments.place())));
    }

    private static Keyword<ServerOptions> oneOf(String name, String... words) {
        return done(
                name,
                (arguments, options) ->
                        arguments.oneOf(List.of(words)).ifPresent(word -> options.put(name, word, arguments.place())));
    }

    private static Keyword<ServerOptions> number(String name, int low, int high) {
        return done(name, (arguments, options) -> {
            OptionalInt number = arguments.number(low, high);
            if (number.isPresent()) {
                options.put(name, number.getAsInt(), arguments.place());
            }
        });
    }

    private static Keyword<ServerOptions> time(String name) {
        return done(
                name,
                (arguments, options) -> arguments.time().ifPresent(time -> options.put(name, time, arguments.place())));
    }

    /** One whose value is passed over, where it has one. */
    private static Keyword<ServerOptions> skipping(String name, Standing standing, String remark) {
        return new Keyword<>(name, HERE, standing, remark, null, false);
    }

    /** How many words of a keyword without a translation are its value. */
    static int values(Keyword<ServerOptions> keyword) {
        return WITH_VALUE.contains(keyword.name()) ? 1 : 0;
    }

    private static void protocol(Arguments arguments, ServerOptions options) {
        String word = arguments.oneOf(List.of("h1", "h2", "none", "fcgi")).orElse("");
        if (word.equals("fcgi")) {
            arguments.error("fcgi is not done yet in this version");
        } else if (word.equals("h2")) {
            options.put("proto", word, arguments.place());
        } else {
            options.remove("proto");
        }
    }

    private static void http1(Arguments arguments, String... words) {
        Optional<String> word = arguments.oneOf(Stream.concat(Stream.of(words), Stream.of("h2", "fcgi"))
                .distinct()
                .toList());
        if (word.isPresent() && !List.of(words).contains(word.get())) {
            arguments.error("%s is not done yet in this version".formatted(word.get()));
        }
    }

    private static void initialAddress(Arguments arguments, ServerOptions options) {
        Optional<String> methods = arguments.next("last, libc, none or an IP address, with commas between them");
        if (methods.isPresent()) {
            if (List.of(methods.get().split(",")).contains("last")) {
                arguments.note("last is passed over: no state is kept over a start");
            }
            options.put("init-addr", methods.get(), arguments.place());
        }
    }

    private static void resolveOptions(Arguments arguments, ServerOptions options) {
        List<String> known = List.of("allow-dup-ip", "ignore-weight", "prevent-dup-ip");
        for (String word : arguments.next(String.join(", ", known)).orElse("").split(",", -1)) {
            switch (word) {
                // Which is what happens when nothing is said.
                case "", "prevent-dup-ip" -> {}
                case "allow-dup-ip", "ignore-weight" -> arguments.error(word + " is not done yet in this version");
                default -> arguments.wrong(word, String.join(", ", known));
            }
        }
    }

    private static void proxyOptions(Arguments arguments, ServerOptions options) {
        List<String> known =
                List.of("ssl", "cert-cn", "ssl-cipher", "cert-sig", "cert-key", "authority", "crc32c", "unique-id");
        for (String word : arguments.next(String.join(", ", known)).orElse("").split(",", -1)) {
            switch (word) {
                case "" -> {}
                case "crc32c" -> options.put("crc32c", true, arguments.place());
                case "authority" -> {
                    options.put("authority", true, arguments.place());
                    tell("authority", options, arguments);
                }
                case "ssl" -> tell("ssl", options, arguments);
                case "cert-cn" -> tell("common-name", options, arguments);
                case "ssl-cipher" -> tell("cipher", options, arguments);
                case "unique-id", "cert-sig", "cert-key" ->
                    arguments.error("%s is not done yet in this version".formatted(word));
                default -> arguments.wrong(word, String.join(", ", known));
            }
        }
    }

    private static void tell(String word, ServerOptions options, Arguments arguments) {
        options.put(ServerTlsKeywords.TOLD + word, word, arguments.place());
        if (word.equals("common-name") || word.equals("cipher")) {
            options.put(ServerTlsKeywords.TOLD + "ssl", "ssl", arguments.place());
        }
    }
}
