package lb.admin.haproxy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import lb.admin.foreign.Draft;
import lb.admin.haproxy.ServerOptions.Value;

/** {@code http-check}: one request on one connection, and what is expected of its response. */
final class HttpCheckKeywords {
    private static final Set<Context> HERE = Keyword.in(Context.DEFAULTS, Context.LISTEN, Context.BACKEND);
    private static final String ONE = "a second request in a check is not done yet in this version";

    static final List<Keyword<Proxy>> ALL = List.of(
            rule("http-check comment", (arguments, _) -> arguments.rest()),
            rule("http-check connect", HttpCheckKeywords::connect),
            rule(
                    "http-check disable-on-404",
                    (arguments, rules) -> rules.connection("disable-on-404", true, arguments.place())),
            rule("http-check expect", HttpCheckKeywords::expect),
            rule("http-check send", HttpCheckKeywords::send),
            Keyword.notDone("http-check send-state", HERE, ""),
            Keyword.notDone("http-check set-var", HERE, ""),
            Keyword.notDone("http-check set-var-fmt", HERE, ""),
            Keyword.notDone("http-check unset-var", HERE, ""));

    private HttpCheckKeywords() {}

    /** What one of them does. */
    private interface Change {
        void make(Arguments arguments, HttpCheckRules rules);
    }

    private static Keyword<Proxy> rule(String name, Change change) {
        return Keyword.done(name, HERE, (arguments, proxy) -> {
            HealthCheck check = proxy.backend().check();
            // Not part of the list of rules in HAProxy either.
            if (!name.endsWith("404")) {
                check.http().begin(check.isOwn(arguments.place()));
            }
            change.make(arguments, check.http());
        });
    }

    private static void send(Arguments arguments, HttpCheckRules rules) {
        if (rules.isSecond("send")) {
            arguments.error(ONE);
        }
        while (arguments.more()) {
            String word = arguments.next("").orElseThrow();
            switch (word) {
                case "meth" -> request(arguments, rules, "method");
                case "uri" -> request(arguments, rules, "path");
                case "body" -> request(arguments, rules, "body");
                case "ver" ->
                    arguments
                            .next("HTTP/1.0 or HTTP/1.1")
                            .ifPresent(version -> CheckOptionKeywords.version(arguments, rules, version));
                case "hdr" -> {
                    Optional<String> name = arguments.next("a name and a value");
                    Optional<String> value = arguments.next("a value");
                    if (name.isPresent() && value.isPresent()) {
                        if (value.get().contains("%[")) {
                            arguments.error("hdr: expressions are not done yet in this version");
                        }
                        rules.header(name.get(), value.get(), arguments.place());
                    }
                }
                case "comment" -> arguments.next("a comment");
                case "uri-lf", "body-lf" -> {
                    arguments.next("text");
                    arguments.error(word + " is not done yet in this version");
                }
                default -> arguments.wrong(word, "meth, uri, ver, hdr, body or comment");
            }
        }
    }

    private static void request(Arguments arguments, HttpCheckRules rules, String key) {
        arguments.next("a value").ifPresent(value -> rules.request(key, value, arguments.place()));
    }

    private static void connect(Arguments arguments, HttpCheckRules rules) {
        if (rules.isSecond("connect")) {
            arguments.error("a second connection in a check is not done yet in this version");
        }
        while (arguments.more()) {
            String word = arguments.next("").orElseThrow();
            switch (word) {
                case "default", "linger" -> {}
                case "comment" -> arguments.next("a comment");
                case "send-proxy" -> rules.connection("send-proxy", true, arguments.place());
                case "port" -> {
                    OptionalInt port = arguments.number(1, 65535);
                    port.ifPresent(number -> rules.connection("port", number, arguments.place()));
                }
                case "addr" ->
                    arguments
                            .next("an IP address")
                            .ifPresent(address -> rules.connection("address", address, arguments.place()));
                case "ssl", "via-socks4" ->
                    arguments.error(word
                            + " is not done yet in this version"
                            + (word.equals("ssl") ? " (expected: check-ssl at the server)" : ""));
                case "sni", "alpn", "proto" -> {
                    arguments.next("a value");
                    arguments.error(word + " is not done yet in this version");
                }
                default -> arguments.wrong(word, "default, port, addr, send-proxy, linger or comment");
            }
        }
    }

    private static void expect(Arguments arguments, HttpCheckRules rules) {
        boolean not = false;
        while (arguments.more()) {
            String word = arguments.next("").orElseThrow();
            switch (word) {
                case "!" -> not = true;
                case "comment",
                        "on-success",
                        "on-error",
                        "ok-status",
                        "error-status",
                        "tout-status",
                        "status-code",
                        "min-recv" -> {
                    arguments.next("a value");
                    arguments.note("%s is passed over: what the check finds is shown in its own words".formatted(word));
                }
                default -> {
                    boolean inverse = not || word.startsWith("!");
                    if (rules.contradicts(inverse)) {
                        arguments.error(
                                "one that must and one that must not be are not done together yet in this version");
                    }
                    expect(arguments, rules, word.replaceFirst("^!", ""));
                    if (inverse) {
                        rules.expect("not", new Value(true, arguments.place()));
                    }
                    arguments.end();
                    return;
                }
            }
        }
        arguments.error("something is missing at the end (expected: status, rstatus, hdr, fhdr, string or rstring)");
    }

    private static void expect(Arguments arguments, HttpCheckRules rules, String word) {
        switch (word) {
            case "status" ->
                arguments
                        .next("statuses, such as 200-299,302")
                        .ifPresent(value -> put(arguments, rules, "status", List.of(value.split(","))));
            case "rstatus" -> text(arguments, rules, "status-regex");
            case "string" -> text(arguments, rules, "string");
            case "rstring" -> text(arguments, rules, "regex");
            case "hdr", "fhdr" -> header(arguments, rules);
            case "string-lf" -> {
                arguments.next("text");
                arguments.error("string-lf is not done yet in this version");
            }
            default -> {
                arguments.rest();
                arguments.wrong(word, "status, rstatus, hdr, fhdr, string or rstring");
            }
        }
    }

    private static void text(Arguments arguments, HttpCheckRules rules, String key) {
        arguments.next("a value").ifPresent(value -> put(arguments, rules, key, value));
    }

    private static void put(Arguments arguments, HttpCheckRules rules, String key, Object value) {
        if (!rules.expect(key, new Value(value, arguments.place()))) {
            arguments.error("two of a kind are not done yet in this version");
        }
    }

    private static void header(Arguments arguments, HttpCheckRules rules) {
        String expected = "name and the name of a field";
        if (!arguments.take("name")) {
            arguments.wrong(arguments.next(expected).orElse(""), expected);
            arguments.rest();
            return;
        }
        match(arguments, List.of("str"));
        Optional<String> name = arguments.next("the name of a field");
        Draft field = new Draft();
        name.ifPresent(one -> field.set("name", one, arguments.place()));
        if (arguments.take("value")) {
            String match = match(arguments, List.of("str", "beg", "end", "sub", "reg"));
            arguments.next("a value").ifPresent(value -> {
                switch (match) {
                    case "sub" -> field.set("string", value, arguments.place());
                    case "reg" -> field.set("regex", value, arguments.place());
                    case "beg" -> field.set("regex", "^" + Pattern.quote(value), arguments.place());
                    case "end" -> field.set("regex", Pattern.quote(value) + "$", arguments.place());
                    default -> field.set("regex", "^" + Pattern.quote(value) + "$", arguments.place());
                }
            });
        }
        put(arguments, rules, "header", field);
    }

    /** How a name or a value is compared: {@code -m} and a word. */
    private static String match(Arguments arguments, List<String> done) {
        if (!arguments.take("-m")) {
            return "str";
        }
        Optional<String> method = arguments.oneOf(List.of("str", "beg", "end", "sub", "reg"));
        if (method.isPresent() && !done.contains(method.get())) {
            arguments.error("name -m %s is not done yet in this version".formatted(method.get()));
        }
        return method.orElse("str");
    }
}
