package lb.admin.log;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import lb.admin.config.LogTarget;
import lb.admin.config.LogTarget.Level;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.exchange.ExchangeLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes ended exchanges and events from any thread and writes them to the log targets from one thread of its own. The
 * path of a request pays for one reference in a bounded queue: nothing is formatted, woken or waited for there. What
 * finds the queue full is dropped and counted.
 */
public final class LogSinks implements ExchangeLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("lb.log");

    private static final int EXCHANGES = 16 * 1024;
    private static final int EVENTS = 1024;
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long CLOSE_MILLIS = 2_000;
    /** Bursts stay well below what the receive buffer of a syslog daemon holds by default, some 250 datagrams. */
    private static final int LARGE_BURST = 64;

    /** JCTools' queues, which Netty brings along: no lock and no garbage. */
    private final Queue<ExchangeEnd> exchanges = PlatformDependent.newFixedMpscQueue(EXCHANGES);

    private final Queue<Event> events = PlatformDependent.newFixedMpscQueue(EVENTS);
    private final LongAdder dropped = new LongAdder();
    private final BoundedWriter notices = new BoundedWriter("log-notices", EVENTS);
    private final List<Destination> destinations;
    private final LogLine format;
    private final LineBuffer text = new LineBuffer();
    private final Thread thread;
    private volatile boolean closed;
    private boolean faultTold;

    private record Event(Level level, long epochMillis, String sentence) {}

    /** What became of the lines for one target. */
    public record TargetFigures(String target, long sent, long lost) {}

    private LogSinks(List<LogTarget> targets, String node, ZoneId zone) throws IOException {
        format = new LogLine(zone);
        List<Destination> opened = new ArrayList<>();
        try {
            for (LogTarget target : targets) {
                opened.add(Destination.open(target, node, zone, sentence -> notices.offer(() -> LOG.warn(sentence))));
            }
        } catch (IOException e) {
            opened.forEach(Destination::close);
            notices.close();
            throw e;
        }
        destinations = List.copyOf(opened);
        thread = Thread.ofPlatform().name("log").daemon().unstarted(this::run);
    }

    /**
     * Opens all targets and starts writing. A target that is not there yet is no error: its lines are lost and counted
     * until it is.
     *
     * @param node this node's name, for targets that tell it
     * @throws IOException when a target can never work here, in a sentence that names it
     */
    public static LogSinks open(List<LogTarget> targets, String node) throws IOException {
        LogSinks sinks = new LogSinks(targets, node, ZoneId.systemDefault());
        if (!targets.isEmpty()) {
            sinks.thread.start();
        }
        return sinks;
    }

    @Override
    public void ended(int loop, EndedExchange exchange) {
        if (!destinations.isEmpty() && (closed || !exchanges.offer(ExchangeEnd.of(exchange)))) {
            dropped.increment();
        }
    }

    /** Writes a sentence to the targets. Any thread; never blocks. */
    void event(Level level, String sentence) {
        if (!destinations.isEmpty()
                && (closed || !events.offer(new Event(level, System.currentTimeMillis(), sentence)))) {
            dropped.increment();
        }
    }

    /** Does something that may block, such as a write to the terminal, in the background. Any thread; never blocks. */
    void aside(Runnable write) {
        if (!notices.offer(write)) {
            dropped.increment();
        }
    }

    /** Lines dropped before any target, because they came faster than they could be written. Any thread. */
    public long dropped() {
        return dropped.sum();
    }

    /** The targets' figures, in the order of the configuration. Any thread. */
    public List<TargetFigures> targets() {
        return destinations.stream().map(Destination::figures).toList();
    }

    private void run() {
        long pause = LONGEST_PAUSE_NANOS;
        while (!closed) {
            int lines = drain();
            pause = lines > LARGE_BURST
                    ? Math.max(SHORTEST_PAUSE_NANOS, pause / 2)
                    : Math.min(LONGEST_PAUSE_NANOS, pause + pause / 4);
            LockSupport.parkNanos(pause);
        }
        drain();
    }

    /** Writes what is waiting, but no more than the queues hold, so that targets see their flush. */
    private int drain() {
        int lines = 0;
        Event event;
        while (lines < EVENTS && (event = events.poll()) != null) {
            write(event);
            lines++;
        }
        ExchangeEnd end;
        while (lines < EXCHANGES && (end = exchanges.poll()) != null) {
            write(end);
            lines++;
        }
        if (lines > 0) {
            destinations.forEach(Destination::flush);
        }
        return lines;
    }

    private void write(Event event) {
        text.clear().addText(event.sentence());
        write(event.level(), event.epochMillis());
    }

    private void write(ExchangeEnd end) {
        try {
            format.write(end, text.clear());
            write(Level.INFO, end.startedAt() + Math.max(0, end.totalMillis()));
        } catch (RuntimeException e) {
            // A fault in one line must not be the end of the log.
            dropped.increment();
            if (!faultTold) {
                faultTold = true;
                aside(() -> LOG.error("a log line could not be written (told once): {}", end, e));
            }
        }
    }

    private void write(Level level, long epochMillis) {
        for (Destination destination : destinations) {
            destination.write(level, epochMillis, text);
        }
    }

    /** Writes what is waiting, for two seconds at most, and closes the targets. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            // A thread that is stuck in a target still uses it.
            destinations.forEach(Destination::close);
        }
        notices.close();
    }
}
