package lb.admin.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import lb.admin.stats.StateWord;
import lb.proxy.health.ServerEvent;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.jspecify.annotations.Nullable;

/** How often servers came to each of their states. Any thread; does not wait. */
public final class ServerChanges {
    private record Came(String backend, String server, String state) {}

    private final Map<Came, LongAdder> times = new ConcurrentHashMap<>();

    /** A server has changed. */
    public void count(ServerEvent event) {
        Came came = new Came(event.backend(), event.server(), StateWord.of(event.to()));
        times.computeIfAbsent(came, _ -> new LongAdder()).increment();
    }

    /**
     * A reload has come: what was counted of servers that are gone is forgotten.
     *
     * @param rows the figures now
     */
    public void keepOf(List<StatsRow> rows) {
        Set<Place> there = rows.stream()
                .filter(row -> row.type() == StatsRow.Type.SERVER)
                .map(row -> new Place(row.text(Column.PXNAME), row.text(Column.SVNAME)))
                .collect(Collectors.toSet());
        times.keySet().removeIf(came -> !there.contains(new Place(came.backend(), came.server())));
    }

    private record Place(@Nullable String backend, @Nullable String server) {}

    void add(Families to) {
        times.forEach((came, count) -> to.counter(
                "lb_server_state_changes",
                "Times that a server came to a state.",
                Labels.of("proxy", came.backend(), "server", came.server(), "state", came.state()),
                count.sum()));
    }
}
