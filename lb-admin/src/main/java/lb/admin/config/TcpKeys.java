package lb.admin.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What is asked of the kernel for the TCP connections of a listener, or to servers. */
final class TcpKeys {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(32767);

    static final Key<Duration> IDLE = Key.of(
            "idle",
            new Form.Time(SECOND, LONGEST, "the kernel's", "s"),
            Duration.ZERO,
            "Silence before the first probe, in whole seconds.",
            "clitcpka-idle",
            "srvtcpka-idle");
    static final Key<Duration> INTERVAL = Key.of(
            "interval",
            new Form.Time(SECOND, LONGEST, "the kernel's", "s"),
            Duration.ZERO,
            "From one probe to the next, in whole seconds.",
            "clitcpka-intvl",
            "srvtcpka-intvl");
    static final Key<Integer> COUNT = Key.of(
            "count",
            new Form.Whole(0, 127),
            0,
            "Probes without an answer after which the connection is broken; 0 for the kernel's.",
            "clitcpka-cnt",
            "srvtcpka-cnt");
    static final Table KEEP_ALIVE_TABLE = new Table(
            "tcp-keep-alive",
            "How it is found out that the other end of a silent connection is gone.",
            List.of(IDLE, INTERVAL, COUNT));

    static final Key<Object> KEEP_ALIVE = keepAlive("option srvtcpka");
    static final Key<Duration> USER_TIMEOUT = Key.of(
            "tcp-user-timeout",
            new Form.Time(Duration.ofMillis(1), Duration.ofDays(1), "the kernel's", "ms"),
            Duration.ZERO,
            "How long what was sent may go unacknowledged before the connection is broken.",
            "tcp-ut");
    static final Key<Integer> MAX_SEGMENT_SIZE = Key.of(
            "max-segment-size",
            new Form.Whole(0, 32767),
            0,
            "Greatest TCP segment in bytes, 88 or more; 0 for the kernel's.",
            "mss");
    static final Key<String> INTERFACE = Key.without(
            "interface",
            new Form.Text("the name of a network interface", Pattern.compile("[!-.0-~]{1,15}")),
            "any",
            "Network interface that all packets go through. Needs the capability CAP_NET_RAW or CAP_NET_ADMIN.",
            "interface");

    static final Key<Boolean> FAST_OPEN = Key.of(
            "tcp-fast-open",
            new Form.Flag(),
            false,
            "Whether a request may come to the server with the SYN (http only): one without a body that may be sent twice,"
                    + " such as GET, where `retries` allow to send it again. The kernel's `net.ipv4.tcp_fastopen` must have 1"
                    + " here and 2 there.",
            "tfo");

    static final List<Key<?>> ALL = List.of(KEEP_ALIVE, USER_TIMEOUT, MAX_SEGMENT_SIZE, INTERFACE);

    private TcpKeys() {}

    /** @param word HAProxy's for this side of the connections */
    static Key<Object> keepAlive(String word) {
        return Key.without(
                "tcp-keep-alive",
                new Form.Part(
                        "true, false or { idle = …, interval = …, count = … }",
                        List.of(KEEP_ALIVE_TABLE),
                        false,
                        false),
                "false",
                "Whether the kernel probes silent connections, and when; `true` with the kernel's own times.",
                word,
                "option tcpka");
    }
}
