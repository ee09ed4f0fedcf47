package lb.admin.tracing;

import io.netty.util.internal.PlatformDependent;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import lb.admin.config.Collector;
import lb.admin.otlp.Delivery;
import lb.admin.otlp.NodeResource;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.exchange.Trace;

/**
 * Takes exchanges of sampled traces from event loops to a collector, twice a second. Up to 2048 wait for a thread of its own;
 * what finds no room is dropped, and what the collector does not take is lost. Both are counted, and neither slows traffic down.
 */
public final class SpanSink implements AutoCloseable {
    private static final int MOST_WAITING = 2048;
    private static final int BATCH = 512;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PATIENCE_SECONDS = 10;
    private static final long CLOSE_MILLIS = 2_000;

    /** JCTools' queue, which Netty brings along. */
    private final Queue<SpanData> waiting = PlatformDependent.newFixedMpscQueue(MOST_WAITING);

    private final LongAdder dropped = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final SpanExporter exporter;
    private final Resource resource;
    private final Thread thread;
    private final Delivery delivery;
    private volatile Consumer<String> told = _ -> {};
    private volatile boolean closed;

    private SpanSink(Collector collector, String node, String version) {
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(collector.endpoint().toString())
                .setTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                // One that does not answer is asked again with the next spans, not with these.
                .setRetryPolicy(null);
        collector.headers().forEach((name, value) -> builder.addHeader(name, value.reveal()));
        exporter = builder.build();
        delivery = new Delivery(
                "spans",
                collector,
                "they are lost until it takes them",
                TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS),
                sentence -> told.accept(sentence));
        resource = NodeResource.of(node, version);
        thread = Thread.ofPlatform().name("lb-spans").daemon().unstarted(this::run);
    }

    /**
     * Where spans may wait from now on; {@link #start} sends them. A collector that is not there yet is no error.
     *
     * @param node this node's name
     */
    public static SpanSink open(Collector collector, String node, String version) {
        return new SpanSink(collector, node, version);
    }

    /**
     * Begins to send.
     *
     * @param log told in a sentence when the collector does not take spans, once, and when it does again; on the thread that sends
     */
    public SpanSink start(Consumer<String> log) {
        told = log;
        thread.start();
        return this;
    }

    /** Takes one ended exchange. On event loops; looks at it only until this returns. */
    public void add(EndedExchange exchange) {
        Trace trace = exchange.trace();
        if (trace == null) {
            return;
        }
        boolean taken = false;
        try {
            taken = !closed
                    && waiting.size() < MOST_WAITING
                    && waiting.offer(ExchangeSpan.of(exchange, trace, resource));
        } finally {
            if (!taken) {
                dropped.increment();
            }
        }
    }

    /** Spans that came faster than they could be sent. Any thread. */
    public long dropped() {
        return dropped.sum();
    }

    /** Spans that the collector has taken. Any thread. */
    public long sent() {
        return sent.sum();
    }

    /** Spans that it did not take. Any thread. */
    public long lost() {
        return lost.sum();
    }

    private void run() {
        while (!closed) {
            send();
            LockSupport.parkNanos(this, PAUSE_NANOS);
        }
        send();
    }

    private void send() {
        List<SpanData> batch = new ArrayList<>();
        do {
            batch.clear();
            for (SpanData next = waiting.poll(); next != null; next = batch.size() < BATCH ? waiting.poll() : null) {
                batch.add(next);
            }
            if (!batch.isEmpty()) {
                send(List.copyOf(batch));
            }
        } while (batch.size() >= BATCH);
    }

    private void send(List<SpanData> batch) {
        try {
            (delivery.send(() -> exporter.export(batch)) ? sent : lost).add(batch.size());
        } catch (InterruptedException e) {
            // Nobody interrupts this thread: it ends by itself.
            lost.add(batch.size());
        }
    }

    /** Sends what waits, for two seconds at most. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Delivery.end(exporter::shutdown);
    }
}
