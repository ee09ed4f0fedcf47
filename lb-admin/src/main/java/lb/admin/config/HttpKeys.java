package lb.admin.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lb.proxy.settings.ConnectionMode;
import lb.proxy.settings.Forwarding;
import lb.proxy.settings.IdleConnectionSettings;
import lb.proxy.settings.Reuse;

/** What frontends and backends of mode http do to messages and connections. */
final class HttpKeys {
    static final Key<ConnectionMode> CONNECTION_MODE = Key.of(
            "connection-mode",
            Form.Word.of(ConnectionMode.values()),
            ConnectionMode.KEEP_ALIVE,
            "What becomes of connections after a response: both stay open, the server's is closed, or both are. The mode"
                    + " that closes more counts towards servers, the frontend's towards clients.",
            "option http-keep-alive",
            "option http-server-close",
            "option httpclose");
    static final Key<Reuse> REUSE = Key.of(
            "reuse",
            Form.Word.of(Reuse.values()),
            Reuse.SAFE,
            "Which requests may use a server's connection that another client has used: none, all but the first of a"
                    + " client's connection, the first too where the connection has served two requests before, or any.",
            "http-reuse");
    static final Key<Integer> IDLE_MAX = Key.of(
            "max",
            new Form.Whole(0, 1_000_000),
            IdleConnectionSettings.STANDARD.max(),
            "Most of them for each server; more are closed instead of kept.",
            "pool-max-conn");
    static final Key<Duration> IDLE_EXPIRE = Key.of(
            "expire",
            new Form.Time(Duration.ofMillis(1), Duration.ofDays(24), null, "ms"),
            IdleConnectionSettings.STANDARD.expire(),
            "Longest wait, after which one is closed; it should be shorter than the servers' own.",
            "pool-purge-delay");
    static final Table IDLE_TABLE = new Table(
            "backends.<name>.http.idle-connections",
            "Connections to a server that wait for a request.",
            List.of(IDLE_MAX, IDLE_EXPIRE));
    static final Key<Object> IDLE = Key.without(
            "idle-connections",
            new Form.Part("{ … }", List.of(IDLE_TABLE), false, false),
            "those of `defaults`",
            "How many connections to servers are kept.");
    static final Key<Boolean> ABORT_ON_CLOSE = Key.of(
            "abort-on-close",
            new Form.Flag(),
            false,
            "Whether a client that closes its half while its request waits for a connection is taken to have gone.",
            "option abortonclose");

    static final Key<String> ADDRESS_HEADER =
            Key.without("header", fieldName(), "its usual one", "The field's name.", "header");
    static final Key<Object> ADDRESS_EXCEPT = Key.without(
            "except",
            new Form.Part("an address or a network such as 10.0.0.0/8, or a list of them", List.of(), false, false),
            "none",
            "Addresses that are not told.",
            "except");
    static final Key<Boolean> ADDRESS_IF_NONE = Key.of(
            "if-none", new Form.Flag(), false, "Whether only a request that has no such field gets one.", "if-none");
    static final Table FORWARDED_FOR_TABLE = new Table(
            "frontends.<name>.forwarded-for",
            "The client's address for servers.",
            List.of(ADDRESS_HEADER, ADDRESS_EXCEPT, ADDRESS_IF_NONE));
    static final Table ORIGINAL_TO_TABLE = new Table(
            "frontends.<name>.http.original-to",
            "The address that the client connected to, for servers.",
            List.of(ADDRESS_HEADER, ADDRESS_EXCEPT));
    static final Key<Object> FORWARDED_FOR = Key.without(
            "forwarded-for",
            new Form.Part("true, false or { … }", List.of(FORWARDED_FOR_TABLE), false, false),
            "`false`",
            "Whether requests get an `X-Forwarded-For` with the client's address (http only).",
            "option forwardfor");
    static final Key<Object> ORIGINAL_TO = Key.without(
            "original-to",
            new Form.Part("true, false or { … }", List.of(ORIGINAL_TO_TABLE), false, false),
            "`false`",
            "Whether requests get an `X-Original-To` with the address that the client connected to.",
            "option originalto");
    static final Form.Word<Forwarding.Parameter> FORWARDED_PARAMETER = Form.Word.of(Forwarding.Parameter.values());
    static final Key<Object> FORWARDED = Key.without(
            "forwarded",
            new Form.Part(
                    "true (for, proto), false, or a list of " + FORWARDED_PARAMETER.expected(),
                    List.of(),
                    false,
                    false),
            "`false`",
            "Whether requests get a `Forwarded` field (RFC 7239), and what it tells.",
            "option forwarded");
    static final Key<String> VIA = Key.without(
            "via",
            new Form.Text("a word of letters, digits and - . _", Pattern.compile("[A-Za-z0-9._-]{1,64}")),
            "no such field",
            "The name of this proxy in a `Via` field of requests (RFC 9110, section 7.6.3).");
    static final Key<Boolean> CONNECT_METHOD = Key.of(
            "connect-method",
            new Form.Flag(),
            false,
            "Whether CONNECT is forwarded, and a connection becomes a tunnel when its server agrees; otherwise it is"
                    + " answered 501.");

    static final Form.Text FIELD_NAME = fieldName();
    static final Key<Object> HEADER_CASE = Key.without(
            "header-case",
            new Form.Part("a list of field names, such as [ ETag, SOAPAction ]", List.of(), false, false),
            "all as received",
            "How names of fields are spelled, whatever their case was: in responses to clients with a frontend, in requests"
                    + " to servers with a backend, in both with `defaults`. For programs that know a name in one case only.",
            "h1-case-adjust",
            "option h1-case-adjust-bogus-client",
            "option h1-case-adjust-bogus-server");

    private static final List<Key<?>> OF_FRONTENDS = List.of(ORIGINAL_TO, FORWARDED, VIA, CONNECT_METHOD);
    private static final List<Key<?>> OF_BACKENDS = List.of(CONNECTION_MODE, REUSE, IDLE, ABORT_ON_CLOSE, HEADER_CASE);
    static final Table FRONTEND = new Table(
            "frontends.<name>.http",
            "What is done to messages.",
            with(CONNECTION_MODE, with(HEADER_CASE, OF_FRONTENDS)));
    static final Table BACKEND = new Table("backends.<name>.http", "How connections to servers are used.", OF_BACKENDS);
    static final Table DEFAULTS = new Table(
            "defaults.http",
            "What is done to messages and connections, with mode http.",
            Stream.concat(OF_BACKENDS.stream(), OF_FRONTENDS.stream()).toList());

    static final Key<Object> OF_FRONTEND = part(FRONTEND, "those of `defaults`");
    static final Key<Object> OF_BACKEND = part(BACKEND, "those of `defaults`");
    static final Key<Object> OF_DEFAULTS = part(DEFAULTS, "as for each");

    private HttpKeys() {}

    private static Form.Text fieldName() {
        return new Form.Text(
                "a field name, such as X-Client",
                Pattern.compile("[A-Za-z0-9!#$%&'+.^_`|~-][A-Za-z0-9!#$%&'*+.^_`|~-]{0,127}"));
    }

    private static List<Key<?>> with(Key<?> first, List<Key<?>> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
    }

    private static Key<Object> part(Table table, String otherwise) {
        return Key.without(
                "http",
                new Form.Part("{ … }", List.of(table), false, false),
                otherwise,
                "What is done to messages and connections (http only).");
    }
}
