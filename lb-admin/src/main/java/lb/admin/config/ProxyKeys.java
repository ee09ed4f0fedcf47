package lb.admin.config;

import java.time.Duration;
import java.util.List;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.Mode;
import org.jspecify.annotations.Nullable;

/** Frontends, backends and servers. */
final class ProxyKeys {
    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration MOST = Duration.ofDays(24);

    static final Key<String> NAME = Key.without(
            "name",
            new Form.Text("letters, digits and any of _ . : -, at most 64", Section.NAME),
            "needed in a list",
            "Its name, where a list is used in place of an object.");
    static final Key<Mode> MODE = Key.of(
            "mode",
            Form.Word.of(Mode.values()),
            Mode.HTTP,
            "What is understood of the bytes: `http` messages, or nothing (`tcp`, and `udp` for datagrams). A frontend"
                    + " and its backend have the same.",
            "mode");

    static final Key<Duration> CONNECT = timeout(
            "connect",
            null,
            Duration.ofSeconds(5),
            "Longest time for a connection to a server.",
            "timeout connect",
            "contimeout");
    static final Key<Duration> CLIENT = timeout(
            "client",
            "no limit",
            Duration.ofSeconds(50),
            "Longest silence of a client while it is its turn to speak.",
            "timeout client",
            "clitimeout");
    static final Key<Duration> SERVER = timeout(
            "server",
            "no limit",
            Duration.ofSeconds(50),
            "Longest silence of a server while it is its turn to speak.",
            "timeout server",
            "srvtimeout");
    static final Key<Duration> HTTP_REQUEST = timeout(
            "http-request",
            null,
            Duration.ofSeconds(10),
            "Longest time for a complete request head.",
            "timeout http-request");
    static final Key<Duration> HTTP_KEEP_ALIVE = timeout(
            "http-keep-alive",
            null,
            Duration.ofSeconds(10),
            "Longest wait for the next request on a connection.",
            "timeout http-keep-alive");
    static final Key<Duration> CLIENT_HELLO = timeout(
            "client-hello",
            "no limit",
            Duration.ofSeconds(5),
            "Longest wait for the server name of a TLS client, where a route asks for it by `sni`, and for the cookie of an"
                    + " RDP client, where a backend does; then the others count, and servers take turns.",
            "tcp-request inspect-delay");
    static final Key<Duration> QUEUE = Key.without(
            "queue",
            new Form.Time(LEAST, MOST, null, "ms"),
            "that of `connect`",
            "Longest wait for a server with room, where servers have `max-connections`.",
            "timeout queue");
    static final Key<Duration> TUNNEL = timeout(
            "tunnel",
            "those of client and server",
            Duration.ZERO,
            "Longest silence on both sides of a connection in mode tcp, or of one that was upgraded, as for WebSocket.",
            "timeout tunnel");
    static final Key<Duration> CLIENT_FIN = timeout(
            "client-fin",
            "no other than before",
            Duration.ZERO,
            "Longest silence of a client once its connection is half closed, in mode tcp and when upgraded.",
            "timeout client-fin");
    static final Key<Duration> SERVER_FIN = timeout(
            "server-fin",
            "no other than before",
            Duration.ZERO,
            "Longest silence of a server once its connection is half closed, in mode tcp and when upgraded.",
            "timeout server-fin");
    static final Table FRONTEND_TIMEOUTS = timeouts(
            "frontends.<name>.timeouts", List.of(CLIENT, HTTP_REQUEST, HTTP_KEEP_ALIVE, CLIENT_HELLO, CLIENT_FIN));
    static final Table BACKEND_TIMEOUTS =
            timeouts("backends.<name>.timeouts", List.of(CONNECT, SERVER, QUEUE, TUNNEL, SERVER_FIN));
    static final Table DEFAULT_TIMEOUTS = timeouts(
            "defaults.timeouts",
            List.of(CONNECT, CLIENT, SERVER, QUEUE, HTTP_REQUEST, HTTP_KEEP_ALIVE, TUNNEL, CLIENT_FIN, SERVER_FIN));

    static final Key<Object> BIND = Key.without(
            "bind",
            new Form.Part(
                    "address:port, or { address = …, … }, or a list of them", List.of(BindKeys.TABLE), false, false),
            "needed",
            "Where it listens: `\"*:80\"` or `\":80\"` for every IPv4 address, `\"[::]:80\"` for every IPv6 and IPv4 one,"
                    + " `\"192.168.56.69:80\"` for one, which may be a virtual one that this node does not hold;"
                    + " `\"*:8000-8010\"` for a range of ports; `\"/run/lb.sock\"` for a UNIX socket, `\"abns@lb\"` for an"
                    + " abstract one padded with zeros as HAProxy's, `\"abnsz@lb\"` for one that is not; `\"fd@3\"` for a"
                    + " socket that the process is started with and that listens already.",
            "bind",
            "dgram-bind");
    static final Key<String> DEFAULT_BACKEND = Key.without(
            "default-backend",
            new Form.Text("the name of a backend", Section.NAME),
            "needed, unless there are routes; then 503",
            "Backend that gets the traffic, or what no route takes.",
            "default_backend");
    static final Key<LogFormat> LOG_FORMAT = Key.without(
            "log-format",
            new Form.LogLine(),
            "by mode where there are log targets",
            "Which line an ended exchange leaves: HAProxy's, an object of JSON, or one in the language of HAProxy's"
                    + " `log-format` ([logging](logging.md)).",
            "option httplog",
            "option tcplog",
            "log-format");
    static final Key<Boolean> LOG_EMPTY_CONNECTIONS = Key.of(
            "log-empty-connections",
            new Form.Flag(),
            false,
            "Whether a connection that sent nothing leaves a line. False is HAProxy's `option dontlognull`.",
            "option dontlognull");
    static final Key<Boolean> LOG_NORMAL = Key.of(
            "log-normal",
            new Form.Flag(),
            true,
            "Whether what went well leaves a line; false is HAProxy's `option dontlog-normal`: lines only of errors, time-outs,"
                    + " retries and statuses of 500 or more.",
            "option dontlog-normal");
    static final Key<Boolean> LOG_SEPARATE_ERRORS = Key.of(
            "log-separate-errors",
            new Form.Flag(),
            false,
            "Whether the lines of these have level err instead of info.",
            "option log-separate-errors");
    static final Key<Integer> MAX_SESSIONS = Key.of(
            "max-sessions",
            new Form.Whole(1, 1_000_000),
            FrontendUdp.STANDARD.maxSessions(),
            "Most clients at a time (udp only); each takes a descriptor and a local port. What further ones send is"
                    + " dropped.");
    static final Key<String> ALT_SVC = Key.without(
            "alt-svc",
            RouteKeys.ANY_TEXT,
            "true where it listens over QUIC, and over TCP with TLS",
            "Whether responses of servers tell clients by `Alt-Svc` that they may come by HTTP/3, at the ports of the listeners over"
                    + " QUIC, for a day: true, false, or the field's value where clients see another port. What"
                    + " `response-headers` says of the field comes before true.",
            "http-response set-header alt-svc");
    static final Key<Object> TIMEOUTS_OF_FRONTEND = Key.without(
            "timeouts",
            new Form.Part("{ … }", List.of(FRONTEND_TIMEOUTS), false, false),
            "those of `defaults`",
            "How long is waited.");
    static final Table FRONTEND = new Table(
            "frontends.<name>",
            "Where clients connect, and which backend they get.",
            List.of(
                    NAME,
                    BIND,
                    MODE,
                    DEFAULT_BACKEND,
                    ALT_SVC,
                    TIMEOUTS_OF_FRONTEND,
                    HttpKeys.FORWARDED_FOR,
                    HttpKeys.OF_FRONTEND,
                    LOG_FORMAT,
                    LOG_EMPTY_CONNECTIONS,
                    LOG_NORMAL,
                    LOG_SEPARATE_ERRORS,
                    CaptureKeys.CAPTURE,
                    RequestKeys.UNIQUE_ID,
                    TracingKeys.TRACING,
                    RequestKeys.MONITOR,
                    MAX_SESSIONS,
                    RuleKeys.ACLS,
                    RuleKeys.TCP_REQUEST,
                    RuleKeys.HTTP_REQUEST,
                    RuleKeys.HTTP_RESPONSE,
                    RouteKeys.ROUTES,
                    RouteKeys.REQUEST_HEADERS,
                    RouteKeys.RESPONSE_HEADERS,
                    RouteKeys.ERROR_PAGES,
                    LimitKeys.FRONTEND_CONNECTIONS,
                    LimitKeys.FRONTEND_SESSION_RATE,
                    Key.notYet("compression", "Compressing responses.")));

    static final Key<Integer> REPLIES = Key.without(
            "replies",
            new Form.Whole(0, 1000),
            "not known",
            "How many datagrams answer each one of a client (udp only): 1 for DNS, 0 for syslog. A session ends when all"
                    + " are there, and the server is late when one is not there after `timeouts.server`; with 0, or not"
                    + " known, it ends when nothing has come for `timeouts.client`.");
    static final Key<Object> CHECK = Key.without(
            "check",
            new Form.Part("{ … }, or true or false", List.of(CheckKeys.TABLE), false, false),
            "a connection every 2s; with mode udp a datagram",
            "How it is found out whether a server works; `false` for not at all.",
            "check",
            "option httpchk",
            "option tcp-check");
    static final Key<Object> SERVER_ADDRESS = Key.without(
            "address",
            part("address:port, such as 192.168.56.11:80"),
            "needed",
            "Where it answers. Without a port it is asked at the one that the client has connected to, and with `:+N` or `:-N`"
                    + " at one so much higher or lower, as with HAProxy; a check needs `check.port` then. A host name is followed as its name servers answer, where there are `resolvers`; otherwise it"
                    + " is looked up once, when the file is read. A service, `\"_http._tcp.app.example.net\"`, has ports and"
                    + " weights of its own (SRV). A UNIX socket is `\"/run/app.sock\"`"
                    + " or an abstract name, `\"abns@app\"` (padded with zeros) or `\"abnsz@app\"` (http and tcp).",
            "server");
    static final Key<Integer> WEIGHT =
            Key.of("weight", new Form.Whole(0, 256), 1, "Its share of the traffic; 0 takes no new traffic.", "weight");
    static final Key<Boolean> BACKUP = Key.of(
            "backup",
            new Form.Flag(),
            false,
            "Whether it serves only while no other server of the backend is usable.",
            "backup");
    static final Key<Integer> SERVER_MAX_CONNECTIONS = Key.without(
            "max-connections",
            new Form.Whole(1, 1_000_000),
            "no limit",
            "The most it gets at a time: connections (tcp), requests under way (http). What comes when every server is full"
                    + " waits in the order of its coming, for `timeouts.queue` at most; so does a client that comes back to"
                    + " it, by a cookie or its address, when it alone is full.",
            "maxconn");
    static final Key<Boolean> SERVER_HTTP2 = Key.of(
            "http2",
            new Form.Flag(),
            false,
            "Whether requests go by HTTP/2 without asking the server first (prior knowledge), as gRPC without TLS needs it. With"
                    + " `tls.alpn = [ h2, http/1.1 ]` the server is asked. Checks speak HTTP/1.1.",
            "proto h2");
    static final Table SERVER_TABLE = new Table(
            "backends.<name>.servers.<name>",
            "One server. `web1 = \"192.168.56.11:80\"` is short for one with only an address.",
            List.of(
                    NAME,
                    SERVER_ADDRESS,
                    ResolverKeys.SLOTS,
                    ResolverKeys.RESOLVERS_OF_SERVER,
                    ResolverKeys.PREFER,
                    ResolverKeys.INIT_ADDR,
                    WEIGHT,
                    BACKUP,
                    CHECK,
                    AgentKeys.AGENT,
                    Source.LOCAL,
                    Source.TRANSPARENT,
                    TcpKeys.KEEP_ALIVE,
                    TcpKeys.USER_TIMEOUT,
                    TcpKeys.MAX_SEGMENT_SIZE,
                    TcpKeys.INTERFACE,
                    SERVER_MAX_CONNECTIONS,
                    TrackKeys.TRACK,
                    TcpKeys.FAST_OPEN,
                    SERVER_HTTP2,
                    CookieKeys.SERVER_COOKIE,
                    LifeKeys.DISABLED,
                    LifeKeys.SLOW_START,
                    LifeKeys.MIN_CONNECTIONS,
                    LifeKeys.MAX_QUEUE,
                    LifeKeys.ON_MARKED_DOWN,
                    LifeKeys.ON_MARKED_UP,
                    SendProxyKeys.SEND_PROXY,
                    ConnectTlsKeys.TLS));
    static final Key<Object> SERVERS = Key.without(
            "servers",
            new Form.Part(
                    "{ <name> = \"address:port\" } or [ { name = …, address = \"address:port\" } ], or none",
                    List.of(SERVER_TABLE),
                    true,
                    true),
            "needed",
            "Its servers, in the order in which they get their turns; `none` where there are none, and 503 is the answer.",
            "server");
    static final Key<Object> TIMEOUTS_OF_BACKEND = Key.without(
            "timeouts",
            new Form.Part("{ … }", List.of(BACKEND_TIMEOUTS), false, false),
            "those of `defaults`",
            "How long is waited.");
    static final Table BACKEND = new Table(
            "backends.<name>",
            "Servers that do the same work, and how they are used.",
            List.of(
                    NAME,
                    MODE,
                    BalanceKeys.BALANCE,
                    SERVERS,
                    CHECK,
                    AgentKeys.AGENT,
                    TIMEOUTS_OF_BACKEND,
                    RetryKeys.RETRIES,
                    RetryKeys.REDISPATCH,
                    RetryKeys.RETRY_ON,
                    RetryKeys.BUDGET,
                    RetryKeys.BUDGET_FLOOR,
                    LifeKeys.ALL_BACKUPS,
                    OutlierKeys.OUTLIER_DETECTION,
                    LifeKeys.FULL_CONNECTIONS,
                    HttpKeys.OF_BACKEND,
                    REPLIES,
                    ResolverKeys.RESOLVERS_OF_SERVER,
                    ResolverKeys.PREFER,
                    ResolverKeys.INIT_ADDR,
                    Source.LOCAL,
                    Source.TRANSPARENT,
                    TcpKeys.KEEP_ALIVE,
                    TcpKeys.USER_TIMEOUT,
                    TcpKeys.MAX_SEGMENT_SIZE,
                    TcpKeys.INTERFACE,
                    TcpKeys.FAST_OPEN,
                    RouteKeys.REQUEST_HEADERS,
                    RouteKeys.RESPONSE_HEADERS,
                    RouteKeys.ERROR_PAGES,
                    RuleKeys.ACLS,
                    RuleKeys.TCP_REQUEST,
                    RuleKeys.HTTP_REQUEST,
                    RuleKeys.HTTP_RESPONSE,
                    RuleKeys.USE_SERVER,
                    CookieKeys.COOKIE,
                    StickyKeys.STICKY,
                    PersistKeys.WHEN_DOWN,
                    PersistKeys.FORCE,
                    PersistKeys.IGNORE,
                    PersistKeys.RDP_COOKIE,
                    ConnectTlsKeys.TLS));

    private ProxyKeys() {}

    private static Form.Part part(String expected) {
        return new Form.Part(expected, List.of(), false, false);
    }

    private static Key<Duration> timeout(
            String name, @Nullable String zero, Duration standard, String means, String... elsewhere) {
        return Key.of(name, new Form.Time(LEAST, MOST, zero, "ms"), standard, means, elsewhere);
    }

    private static Table timeouts(String path, List<Key<?>> keys) {
        return new Table(path, "How long is waited.", keys);
    }
}
