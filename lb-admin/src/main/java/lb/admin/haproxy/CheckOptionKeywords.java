package lb.admin.haproxy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import lb.admin.haproxy.ServerOptions.Value;

/** The kinds of checks: {@code option httpchk} and the others. */
final class CheckOptionKeywords {
    private static final Set<Context> HERE = Keyword.in(Context.DEFAULTS, Context.LISTEN, Context.BACKEND);

    static final List<Keyword<Proxy>> ALL = List.of(
            check("option httpchk", CheckOptionKeywords::http),
            check("option tcp-check", (arguments, check) -> check.script(arguments.place())),
            check("option ssl-hello-chk", (arguments, check) -> check.type("tls-hello", arguments.place())),
            check("option redis-check", (arguments, check) -> check.type("redis", arguments.place())),
            check("option ldap-check", (arguments, check) -> check.type("ldap", arguments.place())),
            check("option mysql-check", CheckOptionKeywords::mysql),
            check("option pgsql-check", CheckOptionKeywords::pgsql),
            check("option smtpchk", CheckOptionKeywords::smtp),
            Keyword.notDone(
                    "option external-check",
                    HERE,
                    "nothing else is ever run: http, tcp-check, mysql-check and others are done inside, and agent-check asks"
                            + " a program at the server"),
            Keyword.notDone("external-check command", HERE, "nothing else is ever run"),
            Keyword.notDone("external-check path", HERE, "nothing else is ever run"),
            Keyword.notDone("option spop-check", HERE, ""),
            Keyword.<Proxy>noted(
                    "option log-health-checks",
                    HERE,
                    "changes of servers are logged with the check that made them; show stat has the last one"),
            Keyword.<Proxy>done("timeout check", HERE, CheckOptionKeywords::timeout)
                    .inverts());

    private CheckOptionKeywords() {}

    /** What one of them does to the check of a backend. */
    private interface Change {
        void make(Arguments arguments, HealthCheck check);
    }

    private static Keyword<Proxy> check(String name, Change change) {
        return Keyword.<Proxy>done(name, HERE, (arguments, proxy) -> {
                    HealthCheck check = proxy.backend().check();
                    if (arguments.form() == Arguments.Form.PLAIN) {
                        change.make(arguments, check);
                    } else {
                        check.type("connect", arguments.place());
                    }
                })
                .inverts();
    }

    private static void timeout(Arguments arguments, Proxy proxy) {
        proxy.backend()
                .check()
                .timeout(
                        arguments.form() == Arguments.Form.PLAIN
                                ? arguments
                                        .time()
                                        .map(time -> new Value(time, arguments.place()))
                                        .orElse(null)
                                : null);
    }

    /** {@code [uri] | method uri [version]}, where fields may stand in the version, as was usual before {@code http-check send}. */
    private static void http(Arguments arguments, HealthCheck check) {
        check.type("http", arguments.place());
        HttpCheckRules rules = check.http();
        rules.begin(check.isOwn(arguments.place()));
        Optional<String> first = next(arguments);
        if (first.isEmpty()) {
            return;
        }
        Optional<String> second = next(arguments);
        if (second.isEmpty()) {
            rules.request("path", first.get(), arguments.place());
            return;
        }
        rules.request("method", first.get(), arguments.place());
        rules.request("path", second.get(), arguments.place());
        String rest = String.join(" ", arguments.rest());
        if (rest.isEmpty()) {
            return;
        }
        String[] lines = rest.split("\r\n", -1);
        version(arguments, rules, lines[0].strip());
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                rules.header(
                        lines[i].substring(0, colon).strip(),
                        lines[i].substring(colon + 1).strip(),
                        arguments.place());
            } else if (!lines[i].isBlank()) {
                arguments.wrong(lines[i], "a field such as Host:\\ www.example.com");
            }
        }
        if (lines.length > 1) {
            arguments.warning(
                    "fields behind the version are deprecated (expected: http-check send … hdr <name> <value>)");
        }
    }

    static void version(Arguments arguments, HttpCheckRules rules, String version) {
        if (version.equals("HTTP/1.0") || version.equals("HTTP/1.1")) {
            rules.request("version", version.substring("HTTP/".length()), arguments.place());
        } else {
            arguments.error("%s is not done yet in this version (expected: HTTP/1.0 or HTTP/1.1)"
                    .formatted(Shown.word(version)));
        }
    }

    private static void mysql(Arguments arguments, HealthCheck check) {
        check.type("mysql", arguments.place());
        if (arguments.take("user")) {
            arguments.next("a user").ifPresent(user -> check.option("user", user, arguments.place()));
            if (arguments.more()) {
                arguments.oneOf(List.of("pre-41", "post-41"));
            }
        }
    }

    private static void pgsql(Arguments arguments, HealthCheck check) {
        check.type("pgsql", arguments.place());
        if (arguments.take("user") || !arguments.more()) {
            arguments.next("user and its name").ifPresent(user -> check.option("user", user, arguments.place()));
        }
    }

    private static void smtp(Arguments arguments, HealthCheck check) {
        check.type("smtp", arguments.place());
        Optional<String> greeting = next(arguments);
        if (greeting.isPresent()) {
            Optional<String> domain = next(arguments);
            boolean known = greeting.get().equals("EHLO") || greeting.get().equals("HELO");
            // As HAProxy does with a greeting that it does not know.
            check.option("greeting", known && greeting.get().equals("EHLO") ? "ehlo" : "helo", arguments.place());
            domain.filter(_ -> known).ifPresent(name -> check.option("domain", name, arguments.place()));
        }
    }

    private static Optional<String> next(Arguments arguments) {
        return arguments.more() ? arguments.next("a word") : Optional.empty();
    }
}
