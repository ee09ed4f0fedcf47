package lb.admin.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.stream.Stream;
import lb.proxy.limit.BufferUse;
import lb.proxy.loop.LoopFigures;
import lb.proxy.stats.Distribution;

/** Event loops, and the memory of their buffers. */
final class LoopMetrics {
    private static final double NANOS = 1e9;
    private static final double MICROS = 1e6;
    private static final List<Double> BOUNDS = Stream.concat(
                    Distribution.BOUNDS_MICROS.stream().map(micros -> micros / MICROS),
                    Stream.of(Double.POSITIVE_INFINITY))
            .toList();

    private LoopMetrics() {}

    static void add(List<LoopFigures> loops, Families to) {
        for (LoopFigures loop : loops) {
            Labels labels = Labels.of("loop", Integer.toString(loop.index()));
            to.counter("lb_loop_turns", "Times that the event loop waited for events.", labels, loop.turns());
            to.counter("lb_loop_events", "Events that it has handled.", labels, loop.events());
            to.gauge("lb_loop_channels", "Sockets that are its own.", labels, loop.channels());
            to.gauge("lb_loop_queued_tasks", "Tasks that wait for their turn.", labels, loop.queued());
            to.counter(
                    "lb_loop_processor_seconds",
                    "Processor time that it has had.",
                    labels,
                    loop.processorNanos() / NANOS);
            to.gauge(
                    "lb_loop_lag_max_seconds",
                    "How late it came to what was due, at most in the last minute.",
                    labels,
                    loop.greatestLagNanos() / NANOS);
            Distribution lag = loop.lag();
            if (lag.count() > 0) {
                to.histogram(
                        "lb_loop_lag_seconds",
                        "How late it came to what was due, looked at once a second.",
                        labels,
                        BOUNDS,
                        lag.counts(),
                        lag.sumNanos() / NANOS);
            }
        }
        for (BufferUse pool : BufferUse.all()) {
            Labels labels = Labels.of("pool", pool.name());
            to.gauge("lb_buffer_pool_bytes", "Memory of Netty's pool of buffers.", labels, (double) pool.allocated());
            to.gauge("lb_buffer_pool_used_bytes", "What of it is in buffers.", labels, (double) pool.used());
        }
        long direct = BufferUse.directBytes();
        if (direct >= 0) {
            to.gauge("lb_direct_memory_bytes", "Direct memory that Netty has, pooled or not.", Labels.EMPTY, (double)
                    direct);
        }
    }
}
