package lb.admin.page;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/** The last minutes of all frontends, backends and servers, looked at every five seconds by a thread of its own. */
public final class Trends implements AutoCloseable {
    private static final long EVERY_MILLIS = 5_000;

    private record Key(String proxy, String name) {
        static Key of(StatsRow row) {
            return new Key(ProxyTables.text(row, Column.PXNAME), ProxyTables.text(row, Column.SVNAME));
        }
    }

    private final Map<Key, Trend> trends = new HashMap<>();
    private final Thread sampler;
    private long sampledAt;

    /** @param rows the figures now; called on the thread */
    public Trends(Supplier<List<StatsRow>> rows) {
        sampler = Thread.ofPlatform().daemon().name("lb-trends").unstarted(() -> run(rows));
    }

    /** Begins to look. */
    public Trends start() {
        sampler.start();
        return this;
    }

    private void run(Supplier<List<StatsRow>> rows) {
        while (true) {
            sample(rows.get(), System.nanoTime());
            try {
                Thread.sleep(EVERY_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** @param now monotonic, ns */
    synchronized void sample(List<StatsRow> rows, long now) {
        double seconds = (now - sampledAt) / (double) TimeUnit.SECONDS.toNanos(1);
        sampledAt = now;
        for (StatsRow row : rows) {
            Trend trend = trends.get(Key.of(row));
            if (trend == null) {
                trends.put(Key.of(row), new Trend(row));
            } else {
                trend.add(row, seconds);
            }
        }
        if (trends.size() > rows.size()) {
            trends.keySet().retainAll(rows.stream().map(Key::of).toList());
        }
    }

    /** The points of a line, the oldest first; none where there are none yet. Any thread. */
    synchronized float[] points(StatsRow row, Trend.Line line) {
        Trend trend = trends.get(Key.of(row));
        return trend == null ? new float[0] : trend.points(line);
    }

    @Override
    public void close() {
        sampler.interrupt();
    }
}
