package lb.admin.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The lifeline between nodes, and how punctual the threads are that watch over it. */
final class LifelineKeys {
    static final Key<String> CERTIFICATES = Key.without(
            "certificates",
            new Form.Text("a directory", Pattern.compile("[^\\x00]{1,4096}")),
            "needed",
            "Directory with `<node>.crt` of every node and `<node>.key` of this one, as `lb init --lifeline` makes them.");
    static final Key<Integer> PORT = Key.of(
            "port",
            new Form.Whole(1, 65535),
            8406,
            "TCP port that each node listens on, at its own address and for the other nodes only.");
    static final Key<Duration> HELLO_INTERVAL = Key.of(
            "hello-interval",
            new Form.Time(Duration.ofMillis(10), Duration.ofSeconds(10), null, "ms"),
            Duration.ofMillis(100),
            "Time between signs of life. A process that ends is noticed at once and not by these; they show one that"
                    + " stands still, and a path that is cut. Above 1s what a node has said is mostly too old to refuse an"
                    + " advert that was forged in its name.");
    static final Table TABLE = new Table(
            "lifeline",
            "A connection between each two nodes (TLS 1.3, both certificates pinned), by which a node knows in"
                    + " milliseconds that the other one's process has ended. Its loss alone never moves an address.",
            List.of(CERTIFICATES, PORT, HELLO_INTERVAL));
    static final Key<Object> LIFELINE = Key.without(
            "lifeline",
            new Form.Part("{ certificates = … }", List.of(TABLE), false, false),
            "none: VRRP alone",
            "A connection between each two nodes, for a takeover that is faster than adverts.");

    static final Key<Boolean> REAL_TIME = Key.of(
            "realtime",
            new Form.Word<>(words()),
            true,
            "`auto`: where the system permits it, the threads of virtual IPs run before everything else (SCHED_FIFO),"
                    + " and the memory of the process is not swapped out. `no`: not.",
            "vrrp_rt_priority",
            "vrrp_priority",
            "vrrp_no_swap");

    private LifelineKeys() {}

    private static Map<String, Boolean> words() {
        var words = new LinkedHashMap<String, Boolean>();
        words.put("auto", true);
        words.put("no", false);
        return words;
    }
}
