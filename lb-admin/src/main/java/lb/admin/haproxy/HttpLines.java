package lb.admin.haproxy;

import static lb.admin.haproxy.Keyword.done;

import java.util.List;
import java.util.Set;
import lb.admin.foreign.Draft;

/** Options that say what is done to HTTP messages and connections. */
final class HttpLines {
    private static final Set<Context> BOTH =
            Keyword.in(Context.DEFAULTS, Context.FRONTEND, Context.LISTEN, Context.BACKEND);

    static final List<Keyword<Proxy>> ALL = List.of(
            mode("option http-keep-alive", "keep-alive"),
            mode("option http-server-close", "server-close"),
            mode("option httpclose", "close"),
            done("option forwardfor", BOTH, HttpLines::forwardedFor),
            done("option originalto", BOTH, HttpLines::originalTo),
            done("option h1-case-adjust-bogus-client", FrontendLines.HERE, HttpLines::headerCase)
                    .inverts(),
            done("option http-restrict-req-hdr-names", BOTH, HttpLines::headerNames));

    private HttpLines() {}

    private static Keyword<Proxy> mode(String name, String word) {
        return Keyword.<Proxy>done(name, BOTH, (arguments, proxy) -> {
                    if (!proxy.http()) {
                        return;
                    }
                    for (Draft half : proxy.halves()) {
                        Draft http = half.object("http", arguments.place());
                        if (arguments.form() == Arguments.Form.PLAIN) {
                            http.set("connection-mode", word, arguments.place());
                        } else if (http.get("connection-mode")
                                .filter(word::equals)
                                .isPresent()) {
                            http.set("connection-mode", "keep-alive", arguments.place());
                        }
                    }
                })
                .inverts();
    }

    private static void forwardedFor(Arguments arguments, Proxy proxy) {
        Draft told = told(arguments, true);
        if (!proxy.http()) {
            return;
        }
        if (proxy.hasFrontend()) {
            put(proxy.frontend().draft(), "forwarded-for", told, arguments);
        } else {
            proxy.global()
                    .forwardedForOfBackends()
                    .put(proxy.name(), new Global.ForwardedFor(arguments.place(), told.isEmpty()));
        }
    }

    private static void originalTo(Arguments arguments, Proxy proxy) {
        Draft told = told(arguments, false);
        if (!proxy.http()) {
            return;
        }
        if (proxy.hasFrontend()) {
            put(proxy.frontend().draft().object("http", arguments.place()), "original-to", told, arguments);
        } else if (!proxy.inherited()) {
            arguments.error("is not done yet for a backend alone (expected: the line in its frontends)");
        }
    }

    private static void put(Draft into, String key, Draft told, Arguments arguments) {
        into.remove(key);
        if (told.isEmpty()) {
            into.set(key, true, arguments.place());
        } else {
            into.put(key, told, arguments.place());
        }
    }

    private static Draft told(Arguments arguments, boolean withIfNone) {
        Draft told = new Draft();
        while (arguments.more()) {
            if (arguments.take("except")) {
                arguments
                        .next("an address or a network")
                        .ifPresent(network -> told.set("except", network, arguments.place()));
            } else if (arguments.take("header")) {
                arguments
                        .next("the name of a header field")
                        .ifPresent(name -> told.set("header", name, arguments.place()));
            } else if (withIfNone && arguments.take("if-none")) {
                told.set("if-none", true, arguments.place());
            } else {
                arguments.wrong(
                        arguments.next("").orElseThrow(), withIfNone ? "except, header, if-none" : "except, header");
            }
        }
        return told;
    }

    private static void headerCase(Arguments arguments, Proxy proxy) {
        Draft http = proxy.frontend().draft().object("http", arguments.place());
        if (arguments.form() != Arguments.Form.PLAIN) {
            http.remove("header-case");
        } else if (proxy.http() && !proxy.global().headerCases().isEmpty()) {
            http.set("header-case", List.copyOf(proxy.global().headerCases()), arguments.place());
        }
    }

    private static void headerNames(Arguments arguments, Proxy proxy) {
        arguments
                .oneOf(List.of("preserve", "delete", "reject"))
                .filter(word -> !word.equals("preserve"))
                .ifPresent(word ->
                        arguments.error("%s is not done yet in this version (expected: preserve)".formatted(word)));
    }
}
