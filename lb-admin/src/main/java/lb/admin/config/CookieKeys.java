package lb.admin.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import lb.proxy.settings.CookieSettings;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ServerSettings;
import org.jspecify.annotations.Nullable;

/** The cookie by which a client comes back to its server. */
final class CookieKeys {
    private static final Form.Text TOKEN = new Form.Text(
            "a word of letters, digits and any of ! # $ % & ' * + - . ^ _ ` | ~",
            Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}"));
    private static final Form.Text ATTRIBUTE =
            new Form.Text("an attribute without a semicolon, such as SameSite=Lax", Pattern.compile("[ -:<-~]{1,256}"));

    static final Key<String> COOKIE_NAME = Key.without("name", TOKEN, "needed", "Of the cookie.", "cookie");
    static final Key<CookieSettings.Mode> COOKIE_MODE = Key.of(
            "mode",
            Form.Word.of(CookieSettings.Mode.values()),
            CookieSettings.Mode.INSERT,
            "Who makes it: `insert`, lb; `rewrite`, the server, whose value is replaced; `prefix`, the server, whose value"
                    + " gets that of lb and a `~` before it, which the server does not see; `passive`, the server, whose value"
                    + " is the one here, and nothing is changed.");
    static final Key<Boolean> INDIRECT = flag("indirect", "Whether servers do not see it (`insert`).");
    static final Key<Boolean> NO_CACHE = flag(
            "no-cache",
            "Whether a response that gets it says `Cache-Control: private`, so that no shared cache gives it to others"
                    + " (`insert`).",
            "nocache");
    static final Key<Boolean> PRESERVE =
            flag("preserve", "Whether one that a server sends itself stays as it is (`insert`).");
    static final Key<Boolean> HTTP_ONLY =
            flag("http-only", "Whether scripts in the client do not see it (`insert`).", "httponly");
    static final Key<Boolean> SECURE = flag("secure", "Whether it comes back over TLS only (`insert`).");
    static final Key<Object> DOMAINS = Key.without(
            "domain",
            new Form.Part("a domain or a list of them, such as .example.com", List.of(), false, false),
            "the host alone",
            "For which hosts it comes back (`insert`).");
    static final Key<Object> ATTRIBUTES = Key.without(
            "attributes",
            new Form.Part(ATTRIBUTE.expected() + ", or a list of them", List.of(), false, false),
            "none",
            "What else it says (`insert`).",
            "attr");
    static final Key<String> DYNAMIC_KEY = Key.without(
            "dynamic-key",
            new Form.Text("1 to 256 printable characters", Pattern.compile("[ -~]{1,256}")),
            "values are the servers' names",
            "A key by which the value of each server without one of its own is made of its address and port, so that it is the"
                    + " same on every node and as HAProxy's, and follows a name to another address.",
            "dynamic-cookie-key",
            "dynamic");
    static final Key<Duration> MAX_IDLE = Key.of(
            "max-idle",
            new Form.Time(Duration.ofSeconds(1), Duration.ofDays(3650), "for ever", "s"),
            Duration.ZERO,
            "How long it counts when it is not used; its date stands behind the value, as HAProxy writes it (`insert`).",
            "maxidle");
    static final Key<Duration> MAX_LIFE = Key.of(
            "max-life",
            new Form.Time(Duration.ofSeconds(1), Duration.ofDays(3650), "for ever", "s"),
            Duration.ZERO,
            "How long it counts in any case; then its client gets a server anew (`insert`).",
            "maxlife");
    static final Table TABLE = new Table(
            "backends.<name>.cookie",
            "The cookie by which a client comes back to its server.",
            List.of(
                    COOKIE_NAME,
                    COOKIE_MODE,
                    INDIRECT,
                    NO_CACHE,
                    PRESERVE,
                    HTTP_ONLY,
                    SECURE,
                    DOMAINS,
                    ATTRIBUTES,
                    DYNAMIC_KEY,
                    MAX_IDLE,
                    MAX_LIFE));
    static final Key<Object> COOKIE = Key.without(
            "cookie",
            new Form.Part("{ name = …, mode = … }", List.of(TABLE), false, false),
            "none",
            "The cookie by which a client comes back to its server while that is up, and in drain (mode http only).",
            "cookie");
    static final Key<String> SERVER_COOKIE = Key.without(
            "cookie",
            new Form.Text(
                    "a value without spaces, quotes, commas, semicolons, backslashes, | and ~",
                    Pattern.compile("[!#-+\\--:<-\\[\\]-{}]{1,64}")),
            "its name",
            "What the backend's `cookie` is for clients of this server.",
            "cookie");

    private CookieKeys() {}

    private static Key<Boolean> flag(String name, String means, String... elsewhere) {
        return Key.of(name, new Form.Flag(), false, means, elsewhere);
    }

    /** That of a backend, with the value of each of its servers; null where it has none. */
    static @Nullable CookieSettings read(Section backend, Mode mode, List<ServerSettings> servers) {
        var own = ofServers(backend);
        if (!backend.has(COOKIE)) {
            own.values().forEach(value -> value.wrong("only with cookie of the backend"));
            return null;
        }
        if (mode != Mode.HTTP) {
            backend.wrong(COOKIE, "only with mode = http");
            return null;
        }
        var section = backend.section(COOKIE, TABLE);
        var name = section == null ? null : section.required(COOKIE_NAME);
        if (section == null || name == null) {
            return null;
        }
        var kind = section.orStandard(COOKIE_MODE);
        if (kind != CookieSettings.Mode.INSERT) {
            List.of(INDIRECT, NO_CACHE, PRESERVE, HTTP_ONLY, SECURE, DOMAINS, ATTRIBUTES, MAX_IDLE, MAX_LIFE)
                    .forEach(key -> section.wrong(key, "only with mode = insert"));
        }
        return new CookieSettings(
                name,
                kind,
                section.orStandard(INDIRECT),
                section.orStandard(NO_CACHE),
                section.orStandard(PRESERVE),
                section.orStandard(HTTP_ONLY),
                section.orStandard(SECURE),
                texts(section, DOMAINS),
                texts(section, ATTRIBUTES),
                section.orStandard(MAX_IDLE),
                section.orStandard(MAX_LIFE),
                section.get(DYNAMIC_KEY),
                values(servers, own, section.has(DYNAMIC_KEY)));
    }

    private static List<String> texts(Section section, Key<?> key) {
        var value = section.value(key);
        return value == null
                ? List.of()
                : value.elements().stream()
                        .map(one -> one.parsed(ATTRIBUTE))
                        .filter(Objects::nonNull)
                        .toList();
    }

    /** The values that servers say themselves, by their names. */
    private static Map<String, Value> ofServers(Section backend) {
        var own = new LinkedHashMap<String, Value>();
        var servers = backend.value(ProxyKeys.SERVERS);
        if (servers == null || !anySays(servers.value())) {
            return own;
        }
        if (servers.isList()) {
            for (var server : servers.elements()) {
                var name = server.child(ProxyKeys.NAME.name(), "", "", false);
                add(own, backend, name == null ? "" : name.scalar().orElse(""), server);
            }
        } else {
            servers.keys().forEach(name -> add(own, backend, name, servers.child(name, "", "", false)));
        }
        return own;
    }

    /** Whether one of them has a cookie: thousands of servers without are not gone through in order. */
    private static boolean anySays(ConfigValue servers) {
        Collection<ConfigValue> all = servers instanceof ConfigObject object
                ? object.values()
                : servers instanceof ConfigList list ? list : List.of();
        return all.stream()
                .anyMatch(one -> one instanceof ConfigObject server && server.containsKey(SERVER_COOKIE.name()));
    }

    private static void add(Map<String, Value> own, Section backend, String name, @Nullable Value server) {
        var title = backend.title() + ": server \"" + name + "\"";
        var value = server == null ? null : server.child(SERVER_COOKIE.name(), title, SERVER_COOKIE.name(), false);
        if (value != null) {
            own.put(name, value);
        }
    }

    /** @param dynamic whether servers that say none have one that is made later */
    private static Map<String, String> values(List<ServerSettings> servers, Map<String, Value> own, boolean dynamic) {
        var values = new LinkedHashMap<String, String>();
        var taken = new HashMap<String, String>();
        for (var server : servers) {
            var said = own.get(server.name());
            var text = said == null ? null : said.parsed((Form.Scalar<String>) SERVER_COOKIE.form());
            if (text == null && dynamic) {
                continue;
            }
            var value = text == null ? server.name() : text;
            var other = taken.putIfAbsent(value, server.name());
            if (other != null && said != null) {
                said.wrong("that of server \"" + other + "\" too; expected: one of its own");
            }
            values.put(server.name(), value);
        }
        return values;
    }
}
