package lb.admin.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Routes of a frontend, and what is changed in messages. */
final class RouteKeys {
    static final Form.Text HOST_TEXT = new Form.Text(
            "a host name such as api.example.com, or \"*.example.com\", without a port",
            Pattern.compile(
                    "(?=.{1,253}$)(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*"
                            + "|\\[[0-9A-Fa-f:.]{2,45}]"));
    static final Form.Text PATH_TEXT = new Form.Text(
            "a path that starts with / and has no spaces, no query and no %[…]",
            Pattern.compile("/(?!.*%\\[)[!-~&&[^?#]]{0,1023}"));
    static final Form.Text METHOD_TEXT =
            new Form.Text("a method such as GET, in capitals", Pattern.compile("[A-Z][A-Z-]{0,31}"));
    static final Form.Text ANY_TEXT =
            new Form.Text("text without control characters", Pattern.compile("\\P{Cntrl}{0,1024}"));
    static final Form.Text SOME_TEXT =
            new Form.Text("text without control characters", Pattern.compile("\\P{Cntrl}{1,1024}"));
    private static final Form.Text LOCATION = new Form.Text(
            "a URL or a path, without spaces and without %[…], which is not done yet in this version",
            Pattern.compile("(?!.*%\\[)[!-~]{1,2048}"));

    static final Key<Object> EXACT = texts("exact", "not asked", "It is one of these.", "-m str");
    static final Key<Object> PREFIX = texts("prefix", "not asked", "It begins with one of these.", "-m beg");
    static final Key<Object> SUFFIX = texts("suffix", "not asked", "It ends with one of these.", "-m end");
    static final Key<Object> CONTAINS = texts("contains", "not asked", "It has one of these in it.", "-m sub");
    static final Key<Object> REGEX = texts(
            "regex",
            "not asked",
            "One of these regular expressions (RE2) is found in it; `^` and `$` for all of it.",
            "-m reg");
    static final Key<Boolean> PRESENT = Key.without(
            "present", new Form.Flag(), "not asked", "`true`: it is there at all; `false`: it is not.", "-m found");
    static final Key<Boolean> IGNORE_CASE =
            Key.of("ignore-case", new Form.Flag(), false, "Whether letters are the same in either case.", "-i");
    static final Table TEXT = new Table(
            "frontends.<name>.routes.header.<name>",
            "What a header field or a parameter of the query has to be. `X-Env = beta` is short for `{ exact = beta }`;"
                    + " of several keys each has to hold.",
            List.of(EXACT, PREFIX, SUFFIX, CONTAINS, REGEX, PRESENT, IGNORE_CASE));

    static final Key<Object> HOST = texts(
            "host",
            "any",
            "The host that is asked for, without its port, in any case. `\"*.example.com\"` is every name that ends in"
                    + " `.example.com`.",
            "hdr(host)",
            "hdr_dom(host)");
    static final Key<Object> HOST_REGEX = texts(
            "host-regex", "any", "A regular expression (RE2) that is found in the host, in any case.", "hdr_reg(host)");
    static final Key<Object> PATH = texts(
            "path",
            "any",
            "The path, without the query, in normal form: `/%61` is `/a`, `/x/../a` and `//a` too.",
            "path");
    static final Key<Object> PATH_PREFIX = texts(
            "path-prefix",
            "any",
            "The path begins so, in whole segments: `/v1` is for `/v1` and `/v1/x`, not for `/v10`.",
            "path_beg",
            "path_dir");
    static final Key<Object> PATH_SUFFIX = texts("path-suffix", "any", "The path ends so, such as `.gif`.", "path_end");
    static final Key<Object> PATH_REGEX =
            texts("path-regex", "any", "A regular expression (RE2) that is found in the path.", "path_reg");
    static final Key<Object> METHOD = texts("method", "any", "The method.", "method");
    static final Key<Object> HEADER = Key.without(
            "header",
            new Form.Part("{ <name> = text, a list, or { … } }", List.of(TEXT), true, false),
            "any",
            "Header fields, each of which has a line of which that holds.",
            "hdr",
            "req.hdr");
    static final Key<Object> QUERY = Key.without(
            "query",
            new Form.Part("{ <name> = text, a list, or { … } }", List.of(TEXT), true, false),
            "any",
            "Parameters of the query, as they come, not decoded.",
            "urlp",
            "url_param");
    static final Key<Object> SOURCE =
            texts("source", "any", "Addresses and networks, such as `10.0.0.0/8`, that clients come from.", "src");
    static final Key<Object> SNI = texts(
            "sni",
            "any",
            "The server name that a TLS client asks for, as `host` (tcp only; the connection stays encrypted).",
            "req.ssl_sni",
            "req_ssl_sni");
    private static final List<Key<?>> PLAIN = List.of(
            HOST,
            HOST_REGEX,
            PATH,
            PATH_PREFIX,
            PATH_SUFFIX,
            PATH_REGEX,
            METHOD,
            HEADER,
            QUERY,
            SOURCE,
            SNI,
            RuleKeys.WHEN);
    static final Table CONDITION = new Table(
            "frontends.<name>.routes.not", "Conditions, all of which hold; the keys are those of a route.", PLAIN);
    static final Key<Object> NOT = Key.without(
            "not",
            new Form.Part("{ … }", List.of(CONDITION), false, false),
            "none",
            "Conditions that must not all hold.");
    static final Key<Object> ANY = Key.without(
            "any",
            new Form.Part("[ { … } ]", List.of(CONDITION), false, false),
            "none",
            "Groups of conditions, one of which has to hold.");
    /** Conditions that only HTTP has. */
    static final List<Key<?>> HTTP_CONDITIONS = PLAIN.stream()
            .filter(key -> !key.equals(SOURCE) && !key.equals(SNI) && !key.equals(RuleKeys.WHEN))
            .toList();

    static final Key<String> TO =
            Key.without("to", LOCATION, "see prefix and scheme", "Where to, the whole of it.", "location");
    static final Key<String> REDIRECT_PREFIX = Key.without(
            "prefix",
            LOCATION,
            "see to and scheme",
            "What comes before the path and query asked for; `/` for the same host.");
    static final Key<String> SCHEME = Key.without(
            "scheme",
            new Form.Text("a scheme such as https", Pattern.compile("[a-z][a-z0-9+.-]{0,31}")),
            "see to and prefix",
            "Another scheme for the same host, path and query.");
    static final Key<Integer> PORT = Key.without(
            "port",
            new Form.Whole(1, 65535),
            "the scheme's own",
            "Port for the other scheme (HAProxy: that of the request).");
    static final Key<Integer> CODE =
            Key.of("code", new Form.Word<>(codes()), 302, "Status; 308 and 307 keep method and body.", "code");
    static final Key<Boolean> DROP_QUERY =
            Key.of("drop-query", new Form.Flag(), false, "Whether the query is left out.", "drop-query");
    static final Key<Boolean> APPEND_SLASH = Key.of(
            "append-slash",
            new Form.Flag(),
            false,
            "Whether a path without one at its end gets a slash.",
            "append-slash");
    static final Table REDIRECT_TABLE = new Table(
            "frontends.<name>.routes.redirect",
            "Where a client is sent: one of `to`, `prefix` and `scheme`. `redirect = \"https://…\"` is short for one with"
                    + " only `to`.",
            List.of(TO, REDIRECT_PREFIX, SCHEME, PORT, CODE, DROP_QUERY, APPEND_SLASH));

    static final Key<Integer> STATUS = Key.of("status", new Form.Whole(200, 599), 200, "Status.", "status");
    static final Key<String> CONTENT_TYPE = Key.without(
            "content-type",
            new Form.Text("a media type such as text/html", Pattern.compile("[!-~][ -~]{0,255}")),
            "by the file's name; text/html for a body",
            "What the body is.");
    static final Key<String> BODY = Key.without(
            "body",
            new Form.Text("text", Pattern.compile("(?s).{0,65536}")),
            "none",
            "The body, sent as UTF-8.",
            "string");
    static final Key<String> FILE = Key.without(
            "file",
            new Form.Text("a file", Pattern.compile(".{1,4096}")),
            "none",
            "A file with the body, at most 64 KiB, read at the start; or one of HAProxy's that begins with the status line.",
            "errorfile");
    static final Key<Object> HEADERS =
            Key.without("headers", part("{ <name> = text }"), "none", "More header fields.", "hdr");
    static final Table ANSWER_TABLE = new Table(
            "frontends.<name>.routes.answer",
            "A response that is always the same.",
            List.of(STATUS, CONTENT_TYPE, BODY, FILE, HEADERS));
    static final Table ERROR_PAGE = new Table(
            "frontends.<name>.error-pages.<status>",
            "A page instead of ours. `503 = \"<html>…\"` is short for one with only a body.",
            List.of(
                    Key.without(STATUS.name(), STATUS.form(), "that of the error", "Another status for it.", "status"),
                    CONTENT_TYPE,
                    BODY,
                    FILE,
                    HEADERS));

    static final Key<Object> SET = Key.without(
            "set", part("{ <name> = text }"), "none", "Fields in the place of all of their name.", "set-header");
    static final Key<Object> ADD =
            Key.without("add", part("{ <name> = text }"), "none", "Fields beside those of their name.", "add-header");
    static final Key<Object> REMOVE = Key.without(
            "remove", part("a name, or a list of them"), "none", "Fields that are taken out.", "del-header");
    static final Table EDITS = new Table(
            "frontends.<name>.request-headers",
            "Changes to header fields: first `remove`, then `set`, then `add`. None of those that frame a message; `Host` may"
                    + " only be set.",
            List.of(REMOVE, SET, ADD));
    static final Key<Object> REQUEST_HEADERS = Key.without(
            "request-headers",
            new Form.Part("{ set { … }, add { … }, remove = [ … ] }", List.of(EDITS), false, false),
            "as they come",
            "Changes to requests: those of the frontend, then the route's, then the backend's (http only).",
            "reqadd",
            "http-request set-header",
            "http-request add-header",
            "http-request del-header");
    static final Key<Object> RESPONSE_HEADERS = Key.without(
            "response-headers",
            new Form.Part("{ set { … }, add { … }, remove = [ … ] }", List.of(EDITS), false, false),
            "as they come",
            "Changes to responses of servers: those of the backend, then the frontend's, then the route's (http only).",
            "rspadd",
            "http-response set-header",
            "http-response add-header",
            "http-response del-header");
    static final Key<Object> ERROR_PAGES = Key.without(
            "error-pages",
            new Form.Part("{ <status> = \"<html>…\" or { file = … } }", List.of(ERROR_PAGE), true, false),
            "ours",
            "Pages for statuses 400 to 599 that the proxy answers itself; a backend's come before its frontend's, those"
                    + " before the ones of `defaults` (http only).",
            "errorfile",
            "errorfiles",
            "http-error");

    static final Key<String> BACKEND = Key.without(
            "backend",
            new Form.Text("the name of a backend", Section.NAME),
            "another action",
            "The backend that gets it.",
            "use_backend");
    static final Key<Object> REDIRECT = Key.without(
            "redirect",
            new Form.Part("a URL, or { … }", List.of(REDIRECT_TABLE), false, false),
            "another action",
            "The client is sent elsewhere.",
            "http-request redirect",
            "redirect");
    static final Key<Object> ANSWER = Key.without(
            "answer",
            new Form.Part("{ status = …, body = … }", List.of(ANSWER_TABLE), false, false),
            "another action",
            "The proxy answers.",
            "http-request return");
    static final Key<Object> DENY = Key.without(
            "deny",
            part("true for 403, or a status, 400 to 599"),
            "another action",
            "It is refused: with an error page, or in mode tcp by the end of the connection.",
            "http-request deny",
            "tcp-request content reject",
            "block");
    static final Key<Boolean> DISABLE_L7_RETRY = Key.of(
            "disable-l7-retry",
            new Form.Flag(),
            false,
            "Whether a request is not sent again whatever `retry-on` of the backend says, but for connections that fail"
                    + " (http only).",
            "http-request disable-l7-retry");
    static final List<Key<?>> ACTIONS = List.of(BACKEND, REDIRECT, ANSWER, DENY);
    static final Table ROUTE = new Table(
            "frontends.<name>.routes",
            "Routes: the first whose conditions all hold is taken, and says by one of `backend`, `redirect`, `answer` and"
                    + " `deny` what becomes of a request, or of a connection in mode tcp. A condition with several values"
                    + " holds for any of them. What no route takes goes to `default-backend`, or is answered 503.",
            Stream.of(
                            PLAIN,
                            List.<Key<?>>of(NOT, ANY),
                            ACTIONS,
                            List.<Key<?>>of(REQUEST_HEADERS, RESPONSE_HEADERS, DISABLE_L7_RETRY))
                    .flatMap(List::stream)
                    .toList());
    static final Key<Object> ROUTES = Key.without(
            "routes",
            new Form.Part("[ { host = …, path-prefix = …, backend = … } ]", List.of(ROUTE), false, false),
            "none",
            "Rules by which requests, or connections, go elsewhere than to `default-backend`; the first that matches counts.",
            "use_backend");

    private RouteKeys() {}

    /** Whether a route has a condition, be it a wrong one. */
    static boolean asks(Value route) {
        var others = Stream.concat(ACTIONS.stream(), Stream.of(REQUEST_HEADERS, RESPONSE_HEADERS, DISABLE_L7_RETRY))
                .map(Key::name)
                .toList();
        return !others.containsAll(route.keys());
    }

    private static Form.Part part(String expected) {
        return new Form.Part(expected, List.of(), false, false);
    }

    private static Key<Object> texts(String name, String otherwise, String means, String... elsewhere) {
        return Key.without(name, part("text, or a list of them"), otherwise, means, elsewhere);
    }

    private static Map<String, Integer> codes() {
        var codes = new LinkedHashMap<String, Integer>();
        List.of(301, 302, 303, 307, 308).forEach(code -> codes.put(code.toString(), code));
        return codes;
    }
}
