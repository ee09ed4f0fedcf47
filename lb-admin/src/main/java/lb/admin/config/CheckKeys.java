package lb.admin.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Health checks. */
final class CheckKeys {
    /** What a check tries. */
    enum Type {
        CONNECT,
        HTTP
    }

    private static final Duration LEAST = Duration.ofMillis(1);
    private static final Duration MOST = Duration.ofDays(1);

    static final Key<Type> TYPE = Key.of(
            "type",
            Form.Word.of(Type.values()),
            Type.CONNECT,
            "What is tried: `connect`, a TCP connection that opens; `http`, a request whose status is as expected.",
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
    static final Key<Form.StatusRange.Bounds> EXPECT = Key.of(
            "expect",
            new Form.StatusRange(),
            new Form.StatusRange.Bounds(200, 399),
            "The status, or range of them, that passes (`http`).",
            "http-check expect");
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
                    INTERVAL,
                    TIMEOUT,
                    FALL,
                    RISE,
                    Key.notYet("fast-interval", "The interval while a server changes state.", "fastinter"),
                    Key.notYet("down-interval", "The interval while a server is down.", "downinter"),
                    Key.notYet("port", "Another port to check.", "port", "addr"),
                    Key.notYet("tls", "Checks over TLS.", "check-ssl")));

    private CheckKeys() {}
}
