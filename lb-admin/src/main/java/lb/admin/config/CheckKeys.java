package lb.admin.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import lb.proxy.settings.DnsCode;
import lb.proxy.settings.DnsType;

/** Health checks. */
final class CheckKeys {
    /** What a check tries. */
    enum Type {
        CONNECT,
        SCRIPT,
        HTTP,
        TLS_HELLO,
        REDIS,
        MYSQL,
        PGSQL,
        SMTP,
        LDAP,
        DNS,
        UDP;

        /** Whether it is tried by UDP. */
        boolean datagrams() {
            return this == DNS || this == UDP;
        }
    }

    /** How an SMTP server is greeted. */
    enum Greeting {
        HELO,
        EHLO
    }

    private static final Form<Duration> TO_A_DAY = new Form.Time(Duration.ofMillis(1), Duration.ofDays(1), null, "ms");

    static final Key<Type> TYPE = Key.of(
            "type",
            Form.Word.of(Type.values()),
            Type.CONNECT,
            "What is tried: `connect`, a TCP connection that opens; `script`, what `steps` say; `http`, a request whose"
                    + " response is as expected; `tls-hello`, whether TLS is spoken at all; `redis`, a PING; `mysql`, a"
                    + " greeting, or the login of a user; `pgsql`, whether a user would be asked for a password; `smtp`,"
                    + " a greeting; `ldap`, an anonymous bind; `dns`, a query; `udp`, a datagram. The last two with mode"
                    + " udp, where `udp` is what stands when nothing is said.",
            "option httpchk",
            "option tcp-check",
            "option ssl-hello-chk",
            "option redis-check",
            "option mysql-check",
            "option pgsql-check",
            "option smtpchk",
            "option ldap-check");
    static final Key<String> PATH =
            Key.of("path", Form.Text.path(), "/", "What is asked for (`http`).", "http-check send", "uri");
    static final Key<String> METHOD = Key.of(
            "method",
            new Form.Text("an HTTP method, such as GET, HEAD or OPTIONS", Pattern.compile("[A-Z]{1,20}")),
            "GET",
            "How it is asked for (`http`; HAProxy: OPTIONS).");
    static final Key<String> HOST = Key.without(
            "host",
            new Form.Text("a host name, perhaps with a port", Pattern.compile("[A-Za-z0-9_.:\\[\\]-]{1,255}")),
            "the server's address as written",
            "The Host header (`http`).");
    static final Form.StatusRange STATUS = new Form.StatusRange();
    static final Form.Word<DnsCode> DNS_CODE = new Form.Word<>(names(DnsCode.values()));
    static final Form.Text BYTES = ExpectKeys.BYTES;
    static final Key<String> VERSION = Key.of(
            "version",
            new Form.Text("1.0 or 1.1", Pattern.compile("1(\\.[01])?")),
            "1.1",
            "Of HTTP (`http`; HAProxy: 1.0).",
            "ver");
    static final Key<Object> HEADERS = Key.without(
            "headers",
            new Form.Part("{ <name> = <value> }", List.of(), false, false),
            "none",
            "Further fields of the request (`http`).",
            "hdr");
    static final Key<String> BODY = Key.of(
            "body",
            new Form.Text("at most 4096 characters", Pattern.compile("(?s).{0,4096}")),
            "",
            "What the request carries (`http`).",
            "body");
    static final Key<Boolean> DISABLE_ON_404 = Key.of(
            "disable-on-404",
            new Form.Flag(),
            false,
            "Whether a server that is up and answers 404 gets no new traffic, and stays up (`http`).",
            "http-check disable-on-404");
    static final Key<Object> EXPECT = Key.without(
            "expect",
            new Form.Part(
                    "a status or a range of them, a list of those, or { … } (`http`), a response code or a list of them"
                            + " (`dns`), text (`udp`)",
                    List.of(ExpectKeys.HTTP),
                    false,
                    false),
            "200-399; NOERROR; none",
            "What passes: the status, or what `{ … }` says of the response (`http`); the response code (`dns`), of "
                    + DNS_CODE.expected()
                    + "; a reply that contains the text (`udp`). Without text any reply passes, and none too: only a"
                    + " refusal (ICMP port unreachable) is a failure then, so a machine that is off is not noticed.",
            "http-check expect");
    static final Key<Object> STEPS = Key.without(
            "steps",
            new Form.Part(
                    "[ { send = … }, { expect = … } ], or connect or send-binary",
                    List.of(ExpectKeys.STEP),
                    false,
                    false),
            "needed for `script`",
            "What is sent and expected on one connection, in order (`script`); the last step that passes is a pass.",
            "tcp-check send",
            "tcp-check send-binary",
            "tcp-check expect",
            "tcp-check connect");
    static final Key<String> USER = Key.without(
            "user",
            new Form.Text("1 to 64 characters", Pattern.compile("[^\\p{Cntrl}]{1,64}")),
            "needed for `pgsql`; none: the greeting is enough for `mysql`",
            "Who logs in, without a password (`mysql`), or is told to want to (`pgsql`).",
            "username");
    static final Key<Greeting> GREETING = Key.of(
            "greeting",
            Form.Word.of(Greeting.values()),
            Greeting.HELO,
            "How the server is greeted (`smtp`).",
            "HELO",
            "EHLO");
    static final Key<String> SMTP_DOMAIN = Key.of(
            "domain",
            new Form.Text("a domain name, such as lb.example.com", Pattern.compile("[A-Za-z0-9.:\\[\\]-]{1,255}")),
            "localhost",
            "What it is greeted with (`smtp`).");
    static final Key<String> DOMAIN = Key.without(
            "name",
            new Form.Text(
                    "a domain name, such as example.com, or \".\"",
                    Pattern.compile("\\.|(?=.{1,254}$)[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?")),
            "needed for `dns`",
            "What is asked for (`dns`).");
    static final Key<DnsType> RECORD =
            Key.of("record", new Form.Word<>(names(DnsType.values())), DnsType.A, "What of it is asked for (`dns`).");
    static final Key<String> SEND =
            Key.without("send", BYTES, "an empty datagram", "What is sent (`udp`); a byte by its number is \\u00XX.");
    static final Key<InetAddress> ADDRESS =
            Key.without("address", new Form.Literal(), "the server's", "Another address to check.", "addr");
    static final Key<Boolean> SEND_PROXY = Key.of(
            "send-proxy",
            new Form.Flag(),
            false,
            "Whether its connections begin with a PROXY header of version 1.",
            "check-send-proxy");
    static final Key<Duration> FAST_INTERVAL = Key.without(
            "fast-interval",
            TO_A_DAY,
            "the interval",
            "The interval while a server is on its way up or down.",
            "fastinter");
    static final Key<Duration> DOWN_INTERVAL =
            Key.without("down-interval", TO_A_DAY, "the interval", "The interval while a server is down.", "downinter");
    static final Key<Integer> PORT = Key.without(
            "port", new Form.Whole(1, 65535), "the server's", "Another port of the server to check.", "port");
    static final Key<Duration> INTERVAL = Key.of(
            "interval", TO_A_DAY, Duration.ofSeconds(2), "From one start of a check to the next.", "inter", "interval");
    static final Key<Duration> TIMEOUT = Key.without(
            "timeout",
            TO_A_DAY,
            "the interval",
            "A check that takes longer has failed. While one runs that takes longer than the interval, no other begins.",
            "timeout check");
    static final Key<Integer> FALL =
            Key.of("fall", new Form.Whole(1, 1000), 3, "Failures in a row that take a server down.", "fall");
    static final Key<Integer> RISE =
            Key.of("rise", new Form.Whole(1, 1000), 2, "Successes in a row that bring it back.", "rise");
    static final Table TABLE = new Table(
            "backends.<name>.check",
            "How it is found out whether a server works. What a server's own `check` leaves out is as its backend's, and"
                    + " then as that of `defaults`.",
            List.of(
                    TYPE,
                    PATH,
                    METHOD,
                    HOST,
                    VERSION,
                    HEADERS,
                    BODY,
                    EXPECT,
                    DISABLE_ON_404,
                    STEPS,
                    USER,
                    GREETING,
                    SMTP_DOMAIN,
                    DOMAIN,
                    RECORD,
                    SEND,
                    PORT,
                    ADDRESS,
                    CheckTlsKeys.TLS,
                    SEND_PROXY,
                    INTERVAL,
                    FAST_INTERVAL,
                    DOWN_INTERVAL,
                    TIMEOUT,
                    FALL,
                    RISE,
                    ObserveKeys.OBSERVE,
                    ObserveKeys.ERROR_LIMIT,
                    ObserveKeys.ON_ERROR));

    /** Keys that some types alone have. */
    static final Map<Key<?>, Set<Type>> ONLY = only();

    private CheckKeys() {}

    static String word(Type type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Map<Key<?>, Set<Type>> only() {
        var only = new LinkedHashMap<Key<?>, Set<Type>>();
        for (var key : List.of(PATH, METHOD, HOST, VERSION, HEADERS, BODY, DISABLE_ON_404)) {
            only.put(key, EnumSet.of(Type.HTTP));
        }
        only.put(STEPS, EnumSet.of(Type.SCRIPT));
        only.put(USER, EnumSet.of(Type.MYSQL, Type.PGSQL));
        only.put(GREETING, EnumSet.of(Type.SMTP));
        only.put(SMTP_DOMAIN, EnumSet.of(Type.SMTP));
        only.put(DOMAIN, EnumSet.of(Type.DNS));
        only.put(RECORD, EnumSet.of(Type.DNS));
        only.put(SEND, EnumSet.of(Type.UDP));
        return only;
    }

    /** Constants by the names that RFC 1035 gives them. */
    private static <E extends Enum<E>> Map<String, E> names(E[] constants) {
        var names = new LinkedHashMap<String, E>();
        for (var constant : constants) {
            names.put(constant.name(), constant);
        }
        return names;
    }
}
