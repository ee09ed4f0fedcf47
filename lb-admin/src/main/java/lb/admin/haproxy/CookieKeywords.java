package lb.admin.haproxy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lb.admin.foreign.Draft;

/** The cookie by which clients come back, and what else makes them. */
final class CookieKeywords {
    private static final Set<Context> HERE = Keyword.in(Context.DEFAULTS, Context.LISTEN, Context.BACKEND);
    private static final Set<Context> NO_DEFAULTS = Keyword.in(Context.LISTEN, Context.BACKEND);
    private static final Pattern RDP_COOKIE = Pattern.compile("rdp-cookie\\((.*)\\)");
    private static final Map<String, String> THEIR_WORDS = Map.of(
            "no-cache",
            "nocache",
            "http-only",
            "httponly",
            "attributes",
            "attr",
            "max-idle",
            "maxidle",
            "max-life",
            "maxlife");
    private static final List<String> MODES = List.of("insert", "rewrite", "prefix");

    static final List<Keyword<Proxy>> ALL = List.of(
            Keyword.done("cookie", HERE, CookieKeywords::cookie),
            Keyword.<Proxy>done("dynamic-cookie-key", HERE, CookieKeywords::key).inverts(),
            Keyword.done("persist rdp-cookie", HERE, (arguments, proxy) -> rdpCookie(arguments, proxy, "msts")),
            Keyword.done("persist", HERE, CookieKeywords::persist),
            Keyword.<Proxy>done(
                            "option persist",
                            HERE,
                            (arguments, proxy) -> proxy.backend().flag(arguments, "persist-when-down"))
                    .inverts(),
            Keyword.done(
                    "force-persist", NO_DEFAULTS, (arguments, proxy) -> persist(arguments, proxy, "force-persist")),
            Keyword.done(
                    "ignore-persist", NO_DEFAULTS, (arguments, proxy) -> persist(arguments, proxy, "ignore-persist")));

    private CookieKeywords() {}

    private static void cookie(Arguments arguments, Proxy proxy) {
        Draft backend = proxy.backend().draft();
        backend.remove("cookie");
        Optional<String> name = arguments.next("the name of a cookie");
        if (name.isEmpty()) {
            return;
        }
        Draft cookie = backend.object("cookie", arguments.place());
        cookie.set("name", name.get(), arguments.place());
        boolean dynamic = false;
        while (arguments.more()) {
            String word = arguments.next("").orElseThrow();
            switch (word) {
                case "insert", "rewrite", "prefix" -> {
                    if (cookie.has("mode") && !cookie.get("mode").equals(Optional.of(word))) {
                        arguments.error("%s stands beside %s (expected: one of %s)"
                                .formatted(word, cookie.get("mode").orElseThrow(), String.join(", ", MODES)));
                    }
                    cookie.set("mode", word, arguments.place());
                }
                case "indirect" -> cookie.set("indirect", true, arguments.place());
                case "nocache" -> cookie.set("no-cache", true, arguments.place());
                case "preserve" -> cookie.set("preserve", true, arguments.place());
                case "httponly" -> cookie.set("http-only", true, arguments.place());
                case "secure" -> cookie.set("secure", true, arguments.place());
                case "domain" ->
                    arguments.next("a domain").ifPresent(one -> cookie.add("domain", one, arguments.place()));
                case "attr" ->
                    arguments.next("an attribute").ifPresent(one -> cookie.add("attributes", one, arguments.place()));
                case "maxidle" ->
                    arguments.time("s").ifPresent(time -> cookie.set("max-idle", time, arguments.place()));
                case "maxlife" ->
                    arguments.time("s").ifPresent(time -> cookie.set("max-life", time, arguments.place()));
                case "dynamic" -> dynamic = true;
                case "postonly" -> arguments.error("postonly is not done yet in this version");
                default ->
                    arguments.wrong(
                            word,
                            "insert, rewrite, prefix, indirect, nocache, postonly, preserve, httponly, secure, domain, maxidle,"
                                    + " maxlife, dynamic or attr");
            }
        }
        proxy.backend().dynamicCookies(dynamic);
        if (!cookie.has("mode")) {
            cookie.set("mode", "passive", arguments.place());
            for (String key : cookie.keys()) {
                if (!key.equals("name") && !key.equals("mode")) {
                    arguments.error("%s without insert is not done yet in this version (expected: insert with it)"
                            .formatted(THEIR_WORDS.getOrDefault(key, key)));
                    cookie.remove(key);
                }
            }
        }
    }

    private static void key(Arguments arguments, Proxy proxy) {
        if (arguments.form() == Arguments.Form.PLAIN) {
            arguments.next("a key").ifPresent(key -> proxy.backend().dynamicKey(key, arguments.place()));
        } else {
            proxy.backend().dynamicKey("", arguments.place());
        }
    }

    private static void rdpCookie(Arguments arguments, Proxy proxy, String name) {
        proxy.backend().draft().set("persist-rdp-cookie", name, arguments.place());
    }

    /** One of several groups of conditions: any of them will do. */
    private static void persist(Arguments arguments, Proxy proxy, String key) {
        List<String> words = arguments.rest();
        if (words.size() < 2) {
            arguments.next("if or unless, and a condition");
            return;
        }
        String first = words.getFirst();
        if (!(first.equals("if") || first.equals("unless"))) {
            arguments.wrong(first, "if or unless, and a condition");
            return;
        }
        Draft group = new Draft();
        group.set("when", Quoting.line(first.equals("if") ? words.subList(1, words.size()) : words), arguments.place());
        proxy.backend().draft().add(key, group, arguments.place());
    }

    /** {@code rdp-cookie(name)}, one word with what is in brackets. */
    private static void persist(Arguments arguments, Proxy proxy) {
        String word = arguments.next("rdp-cookie or rdp-cookie(name)").orElse("rdp-cookie");
        Matcher matcher = RDP_COOKIE.matcher(word);
        if (matcher.matches()) {
            rdpCookie(arguments, proxy, matcher.group(1));
        } else {
            arguments.wrong(word, "rdp-cookie or rdp-cookie(name)");
        }
    }
}
