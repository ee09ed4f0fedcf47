package lb.admin.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import lb.proxy.settings.DnsCode;
import lb.proxy.settings.DnsType;

/** Health checks. */
final class CheckKeys {
    /** What a check tries. */
    enum Type {
        CONNECT,
        HTTP,
        DNS,
        UDP;

        /** Whether it is tried by UDP. */
        boolean datagrams() {
            return this == DNS || this == UDP;
        }
    }

    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration MOST = Duration.ofDays(1);

    static final Key<Type> TYPE = Key.of(
            "type",
            Form.Word.of(Type.values()),
            Type.CONNECT,
            "What is tried: `connect`, a TCP connection that opens; `http`, a request whose status is as expected; `dns`, a"
                    + " query; `udp`, a datagram. The last two with mode udp, where `udp` is what stands when nothing"
                    + " is said.",
            "option httpchk",
            "option tcp-check");
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
    static final Form.Text BYTES = new Form.Text(
            "1 to 1024 characters, each a byte, up to \\u00FF", Pattern.compile("(?s)[\\x00-\\xFF]{1,1024}"));
    static final Key<Object> EXPECT = Key.without(
            "expect",
            new Form.Part(
                    "a status or a range of them (`http`), a response code or a list of them (`dns`), text (`udp`)",
                    List.of(),
                    false,
                    false),
            "200-399; NOERROR; none",
            "What passes: the status (`http`); the response code (`dns`), of " + DNS_CODE.expected()
                    + "; a reply that contains the text (`udp`). Without text any reply passes, and none too: only a"
                    + " refusal (ICMP port unreachable) is a failure then, so a machine that is off is not noticed.",
            "http-check expect",
            "tcp-check expect");
    static final Key<String> DOMAIN = Key.without(
            "name",
            new Form.Text(
                    "a domain name, such as example.com, or \".\"",
                    Pattern.compile("\\.|(?=.{1,254}$)[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?")),
            "needed for `dns`",
            "What is asked for (`dns`).");
    static final Key<DnsType> RECORD =
            Key.of("record", new Form.Word<>(names(DnsType.values())), DnsType.A, "What of it is asked for (`dns`).");
    static final Key<String> SEND = Key.without(
            "send",
            BYTES,
            "an empty datagram",
            "What is sent (`udp`); a byte by its number is \\u00XX.",
            "tcp-check send");
    static final Key<Integer> PORT = Key.without(
            "port", new Form.Whole(1, 65535), "the server's", "Another port of the server to check.", "port");
    static final Key<Duration> INTERVAL = Key.of(
            "interval",
            new Form.Time(LEAST, MOST, null, "ms"),
            Duration.ofSeconds(2),
            "From one start of a check to the next.",
            "inter",
            "interval");
    static final Key<Duration> TIMEOUT = Key.without(
            "timeout",
            new Form.Time(LEAST, MOST, null, "ms"),
            "the interval",
            "A check that takes longer has failed; not above the interval.",
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
                    EXPECT,
                    DOMAIN,
                    RECORD,
                    SEND,
                    PORT,
                    INTERVAL,
                    TIMEOUT,
                    FALL,
                    RISE,
                    Key.notYet("fast-interval", "The interval while a server changes state.", "fastinter"),
                    Key.notYet("down-interval", "The interval while a server is down.", "downinter"),
                    Key.notYet("address", "Another address to check.", "addr"),
                    Key.notYet("tls", "Checks over TLS.", "check-ssl")));

    /** Keys that one type alone has. */
    static final Map<Key<?>, Type> ONLY = only();

    private CheckKeys() {}

    static String word(Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    private static Map<Key<?>, Type> only() {
        var only = new LinkedHashMap<Key<?>, Type>();
        only.put(PATH, Type.HTTP);
        only.put(METHOD, Type.HTTP);
        only.put(HOST, Type.HTTP);
        only.put(DOMAIN, Type.DNS);
        only.put(RECORD, Type.DNS);
        only.put(SEND, Type.UDP);
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
