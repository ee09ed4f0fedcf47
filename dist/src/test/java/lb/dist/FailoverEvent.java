package lb.dist;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import lb.admin.demo.LabNode;

/**
 * What happens to the node that owns the address.
 *
 * @param name for the report
 * @param harm begins it
 * @param heal ends it
 * @param lasts for how long it lasts at least; and at most where clients are not served before
 * @param patience of the client
 * @param alone whether it is measured while nothing else happens on the machine
 * @param oursOnly whether there is no such thing with keepalived and HAProxy
 */
record FailoverEvent(
        String name,
        BiConsumer<FourNodes, Balancer> harm,
        BiConsumer<FourNodes, Balancer> heal,
        Duration lasts,
        Duration patience,
        boolean alone,
        boolean oursOnly) {
    private static final Duration FROZEN = Duration.ofSeconds(5);

    /** Enough to see by its first requests that nobody answers. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    /** Enough for one retransmission of a SYN. */
    private static final Duration LONG = Duration.ofSeconds(3);

    /** Each leaves the address where it went, so that the next time it goes the other way. */
    static final List<FailoverEvent> WITHOUT_PREEMPTION = List.of(
            patient("clean stop", (four, it) -> it.stop(), (four, it) -> it.start()),
            new FailoverEvent(
                    "yield",
                    (four, it) -> lb(it, "yield"),
                    (four, it) -> lb(it, "resume"),
                    Duration.ZERO,
                    LONG,
                    true,
                    true),
            harm(
                    "link down",
                    (four, it) -> it.node().unplug(),
                    (four, it) -> it.node().plug()),
            harm(
                    "cut off unnoticed",
                    (four, it) -> it.node().isolate(),
                    (four, it) -> it.node().rejoin()),
            frozen("process stands still (SIGSTOP) for 5 s", (four, it) -> it.freeze(), (four, it) -> it.thaw()),
            frozen(
                    "node stands still for 5 s",
                    (four, it) -> {
                        it.node().isolate();
                        it.freeze();
                    },
                    (four, it) -> {
                        it.node().rejoin();
                        it.thaw();
                    }),
            new FailoverEvent(
                    "kill -9", (four, it) -> it.kill(), (four, it) -> it.start(), Duration.ZERO, SHORT, true, false));

    /** The address is at ha1 before each. */
    static final List<FailoverEvent> WITH_PREEMPTION = List.of(
            patient(
                    "clean stop; its end: the higher priority returns",
                    (four, it) -> it.stop(),
                    (four, it) -> it.start()),
            new FailoverEvent(
                    "no server reachable for 8 s",
                    (four, it) -> servers(four, it.node(), "add"),
                    (four, it) -> servers(four, it.node(), "del"),
                    Duration.ofSeconds(8),
                    SHORT,
                    false,
                    false));

    private static FailoverEvent harm(
            String name, BiConsumer<FourNodes, Balancer> harm, BiConsumer<FourNodes, Balancer> heal) {
        return new FailoverEvent(name, harm, heal, Duration.ZERO, SHORT, false, false);
    }

    private static FailoverEvent patient(
            String name, BiConsumer<FourNodes, Balancer> harm, BiConsumer<FourNodes, Balancer> heal) {
        return new FailoverEvent(name, harm, heal, Duration.ZERO, LONG, true, false);
    }

    private static FailoverEvent frozen(
            String name, BiConsumer<FourNodes, Balancer> harm, BiConsumer<FourNodes, Balancer> heal) {
        return new FailoverEvent(name, harm, heal, FROZEN, SHORT, false, false);
    }

    private static void lb(Balancer balancer, String command) {
        balancer.node().run(Lb.command(command, "web").toArray(String[]::new));
    }

    private static void servers(FourNodes four, LabNode node, String change) {
        for (var web : four.webs()) {
            node.run("ip", "route", change, "blackhole", web.address() + "/32");
        }
    }
}
