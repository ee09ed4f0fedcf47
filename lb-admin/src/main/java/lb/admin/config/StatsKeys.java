package lb.admin.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import lb.admin.config.LogTarget.Facility;
import lb.admin.config.LogTarget.Header;
import lb.admin.config.LogTarget.Level;
import lb.admin.config.LogTarget.Lines;

/** The statistics page and the log. */
final class StatsKeys {
    static final Key<Object> BIND = part(
            "bind",
            "address:port, or a list of them",
            "needed, or `frontends`",
            "Where it listens. Anywhere but on loopback, users are needed.",
            "bind");
    static final Key<Object> FRONTENDS = part(
            "frontends",
            "a list of names of http frontends",
            "none",
            "Frontends that answer the page, too, at its path. Where one does not listen on loopback only, users are"
                    + " needed.",
            "stats enable");
    static final Key<String> URI = Key.of("uri", Form.Text.path(), "/stats", "Path of the page.", "stats uri");
    static final Key<String> REALM = Key.of(
            "realm",
            new Form.Text("text without quotes, at most 200 letters", Pattern.compile("[ !#-\\[\\]-~]{1,200}")),
            "HAProxy Statistics",
            "What a browser shows when it asks for a password.",
            "stats realm");
    static final Key<Object> PASSWORD = part("password", "text", "needed, or `password-file`", "The user's password.");
    static final Key<Object> PASSWORD_FILE =
            part("password-file", "a file", "needed, or `password`", "A file whose text, trimmed, is the password.");
    static final Table USER = new Table(
            "stats.users.<name>",
            "`admin = \"…\"` is short for one with only a password.",
            List.of(PASSWORD, PASSWORD_FILE));
    static final Key<Object> USERS = Key.without(
            "users",
            new Form.Part("{ <name> = <password> }", List.of(USER), true, false),
            "none, open to everybody on loopback",
            "Who may see the page.",
            "stats auth");
    static final Key<Object> TOKEN =
            part("token", "text of 16 characters or more", "needed, or `token-file`", "What the program shows.");
    static final Key<Object> TOKEN_FILE =
            part("token-file", "a file", "needed, or `token`", "A file whose text, trimmed, is the token.");
    static final Table TOKEN_TABLE = new Table(
            "stats.tokens.<name>", "`deploy = \"…\"` is short for one with only a token.", List.of(TOKEN, TOKEN_FILE));
    static final Key<Object> TOKENS = Key.without(
            "tokens",
            new Form.Part("{ <name> = <token> }", List.of(TOKEN_TABLE), true, false),
            "none",
            "Programs that may do what users may, by `Authorization: Bearer <token>`. At least 16 letters, digits and `-._~+/`,"
                    + " such as `openssl rand -hex 32` makes.");
    static final Key<Boolean> ACTIONS = Key.of(
            "actions",
            new Form.Flag(),
            false,
            "Whether users can change servers and virtual IPs on the page. Only with users or tokens, also on loopback, or with"
                    + " `actions-from`.",
            "stats admin");
    static final Key<Object> ACTIONS_FROM = Key.without(
            "actions-from",
            new Form.Part("a network such as 127.0.0.0/8, or a list of them", List.of(), false, false),
            "everywhere",
            "From where they can; from elsewhere the page is only seen. With it, `actions` needs no users and tokens: whoever"
                    + " is in these networks can.",
            "stats admin if { src … }");
    static final Key<Boolean> OPEN = Key.of(
            "open",
            new Form.Flag(),
            false,
            "Whether everybody who reaches the page may see it, from other machines too, without users or tokens. With"
                    + " `actions` only where `actions-from` says who can.");
    static final Key<Duration> REFRESH = Key.of(
            "refresh",
            new Form.Time(Duration.ofSeconds(1), Duration.ofHours(1), "never", "s"),
            Duration.ZERO,
            "After which time a browser loads the page anew, whole seconds.",
            "stats refresh");
    static final Key<Boolean> HIDE_VERSION = Key.of(
            "hide-version",
            new Form.Flag(),
            false,
            "Leaves the version of the program out of the page.",
            "stats hide-version");
    static final Key<Boolean> SHOW_NODE =
            Key.of("show-node", new Form.Flag(), true, "The name of the node on the page.", "stats show-node");
    static final Key<Boolean> SHOW_LEGENDS = Key.of(
            "show-legends",
            new Form.Flag(),
            true,
            "Addresses, cookies and algorithms on the page, and in its CSV, JSON and typed lines.",
            "stats show-legends");
    static final Key<java.net.URI> OTLP_ENDPOINT = Key.without(
            "endpoint",
            new Form.Endpoint("/v1/metrics"),
            "needed",
            "The collector. Without a path, `/v1/metrics` is its path.");
    static final Key<Duration> OTLP_INTERVAL = Key.of(
            "interval",
            new Form.Time(Duration.ofSeconds(1), Duration.ofHours(1), null, "s"),
            Duration.ofSeconds(15),
            "From one push to the next.");
    static final Key<Object> OTLP_HEADERS =
            part("headers", "{ <name> = text }", "none", "Header fields of each request. Never shown.");
    static final Table OTLP_TABLE = new Table(
            "stats.otlp",
            "The figures of `/metrics`, pushed to a collector of OpenTelemetry by OTLP over HTTP.",
            List.of(OTLP_ENDPOINT, OTLP_INTERVAL, OTLP_HEADERS));
    static final Key<Object> OTLP = Key.without(
            "otlp",
            new Form.Part("{ endpoint = \"http://collector:4318\" }", List.of(OTLP_TABLE), false, false),
            "nothing is pushed",
            "Where the figures are pushed to, beside being there to be asked for.");
    static final Table TABLE = new Table(
            "stats",
            "The page with the state of everything.",
            List.of(
                    BIND,
                    ListenTlsKeys.TLS,
                    FRONTENDS,
                    URI,
                    REALM,
                    USERS,
                    TOKENS,
                    ACTIONS,
                    ACTIONS_FROM,
                    OPEN,
                    REFRESH,
                    HIDE_VERSION,
                    SHOW_NODE,
                    SHOW_LEGENDS,
                    OTLP));

    static final Key<Object> LOG_TO = part("to", "/dev/log, stdout, or an address", "needed", "Where the lines go.");
    static final Key<Facility> LOG_FACILITY = Key.of(
            "facility", Form.Word.of(Facility.values()), Facility.LOCAL0, "The syslog facility (not for `stdout`).");
    static final Key<Level> LOG_LEVEL =
            Key.of("level", Form.Word.of(Level.values()), Level.INFO, "Lines less severe than this are left out.");
    static final Key<Header> LOG_HEADER = Key.of(
            "format",
            Form.Word.of(Header.values()),
            Header.RFC3164,
            "What stands in front of a line (not for `stdout`): `rfc3164` as HAProxy writes it, `rfc5424` with host name and"
                    + " milliseconds.",
            "format");
    static final Key<Integer> LOG_LENGTH = Key.of(
            "length",
            new Form.Whole(Lines.LEAST_LENGTH, Lines.MOST_LENGTH),
            Lines.STANDARD_LENGTH,
            "Most bytes of a line; what is longer is cut. Over UDP at most 65507, what a datagram carries.",
            "len");
    static final Key<LogSample> LOG_SAMPLE = Key.without(
            "sample",
            new Form.Sampling(),
            "all",
            "Which lines of exchanges are sent, of each so many: `\"1-3,7:10\"` for four of ten. Lines of changes are all sent.",
            "sample");
    static final Table LOG_TABLE = new Table(
            "defaults.log",
            "One log target, where its address alone does not say enough.",
            List.of(LOG_TO, LOG_FACILITY, LOG_LEVEL, LOG_HEADER, LOG_LENGTH, LOG_SAMPLE));

    private StatsKeys() {}

    private static Key<Object> part(String name, String expected, String otherwise, String means, String... elsewhere) {
        return Key.without(name, new Form.Part(expected, List.of(), false, false), otherwise, means, elsewhere);
    }
}
