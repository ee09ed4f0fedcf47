package lb.admin.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import lb.admin.stats.StateWord;
import lb.proxy.health.ServerEvent;

/** How often servers came to each of their states. Any thread; does not wait. */
public final class ServerChanges {
    private record Came(String backend, String server, String state) {}

    private final Map<Came, LongAdder> times = new ConcurrentHashMap<>();

    /** A server has changed. */
    public void count(ServerEvent event) {
        Came came = new Came(event.backend(), event.server(), StateWord.of(event.to()));
        times.computeIfAbsent(came, _ -> new LongAdder()).increment();
    }

    void add(Families to) {
        times.forEach((came, count) -> to.counter(
                "lb_server_state_changes",
                "Times that a server came to a state.",
                Labels.of("proxy", came.backend(), "server", came.server(), "state", came.state()),
                count.sum()));
    }
}
