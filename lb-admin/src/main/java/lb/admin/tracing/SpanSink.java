package lb.admin.tracing;

import io.netty.util.internal.PlatformDependent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.exchange.Trace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes exchanges of sampled traces from event loops to a collector, twice a second. Up to 2048 wait for a thread of its own;
 * what finds no room is dropped, and what the collector does not take is lost. Both are counted, and neither slows traffic down.
 */
public final class SpanSink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("lb.tracing");

    /** It prints stacks for each batch that is lost, which we tell of in a sentence; kept, or the level would be forgotten. */
    private static final java.util.logging.Logger EXPORTERS = java.util.logging.Logger.getLogger("io.opentelemetry");

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
    private boolean failing;
    private volatile boolean closed;

    private SpanSink(SpanExporter exporter, String node, String version) {
        this.exporter = exporter;
        resource = Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"),
                "lb",
                AttributeKey.stringKey("service.version"),
                version,
                AttributeKey.stringKey("service.instance.id"),
                node));
        thread = Thread.ofPlatform().name("spans").daemon().unstarted(this::run);
    }

    /**
     * Begins to send. A collector that is not there yet is no error.
     *
     * @param collector the whole URL
     * @param node this node's name
     */
    public static SpanSink open(URI collector, String node, String version) {
        EXPORTERS.setLevel(java.util.logging.Level.OFF);
        SpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(collector.toString())
                .setTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                // One that does not answer is asked again with the next spans, not with these.
                .setRetryPolicy(null)
                .build();
        SpanSink sink = new SpanSink(exporter, node, version);
        sink.thread.start();
        return sink;
    }

    /** Takes one ended exchange. On event loops; looks at it only until this returns. */
    public void add(EndedExchange exchange) {
        Trace trace = exchange.trace();
        if (trace == null) {
            return;
        }
        if (closed || waiting.size() >= MOST_WAITING || !waiting.offer(ExchangeSpan.of(exchange, trace, resource))) {
            dropped.increment();
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
        CompletableResultCode result = exporter.export(batch).join(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (result.isSuccess()) {
            sent.add(batch.size());
        } else {
            lost.add(batch.size());
        }
        if (failing == result.isSuccess()) {
            failing = !result.isSuccess();
            if (failing) {
                LOG.warn("spans are lost: the collector does not take them (told once until it does)");
            } else {
                LOG.info("the collector takes spans again");
            }
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
        var _ = exporter.shutdown();
    }
}
