package lb.admin.log;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import lb.admin.config.LogTarget;
import lb.admin.config.LogTarget.Level;
import lb.admin.tracing.SpanSink;
import lb.ha.NanoClock;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.LogLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes ended exchanges from event loops, and events from any thread, to the log targets.
 *
 * <pre>
 *  loop 0 -- LogLine --&gt; LineRing --\                     /--&gt; Destination: header, batch --&gt; sendmmsg
 *  loop 1 -- LogLine --&gt; LineRing ----&gt; the log's thread ----&gt; Destination: header --&gt; BackgroundSink
 *  events ------------------------/                      \--&gt; ...
 * </pre>
 *
 * An exchange's line is finished on its event loop and lies there for 10 ms at most, or until a batch has come together.
 * What finds its ring full is dropped and counted.
 */
public final class LogSinks implements ExchangeLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("lb.log");

    private static final Level[] LEVELS = Level.values();
    private static final int EVENTS = 1024;
    private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long CLOSE_MILLIS = 2_000;

    /** JCTools' queue, which Netty brings along. */
    private final Queue<Event> events = PlatformDependent.newFixedMpscQueue(EVENTS);

    private final LongAdder dropped = new LongAdder();
    private final BoundedWriter notices = new BoundedWriter("log-notices", EVENTS);
    private final AtomicBoolean faultTold = new AtomicBoolean();
    private final String node;
    private final ZoneId zone;

    /** Replaced as a whole, with the lock. */
    private volatile LogRoute route = new LogRoute(List.of());

    /** What the log's thread writes to. */
    private LogRoute using = route;

    /** Lines lost by targets that are no more. */
    private final LongAdder lostBefore = new LongAdder();

    private final Thread thread;
    private final Doorbell bell;

    /** One for each event loop, from the first target on. */
    private volatile List<LoopLog> loops = List.of();

    private final List<IdText> identifiers;
    private final AtomicLong numbers = new AtomicLong();
    private final @Nullable SpanSink spans;
    private final LineBuffer text = new LineBuffer();
    private final Object closing = new Object();
    private volatile boolean closed;

    private record Event(Level level, long epochMillis, String sentence) {}

    /** What became of the lines for one target. */
    public record TargetFigures(String target, long sent, long lost) {}

    private LogSinks(String node, int loops, ZoneId zone, @Nullable SpanSink spans) {
        this.spans = spans;
        this.node = node;
        this.zone = zone;
        thread = Thread.ofPlatform().name("log").daemon().unstarted(this::run);
        bell = new Doorbell(thread);
        identifiers =
                IntStream.range(0, loops).mapToObj(_ -> new IdText(zone, node)).toList();
    }

    /**
     * Opens all targets and starts writing. A target that is not there yet is no error: its lines are lost and counted
     * until it is.
     *
     * @param node this node's name, for targets that tell it
     * @param loops how many event loops there are
     * @throws IOException when a target can never work here, in a sentence that names it
     */
    public static LogSinks open(List<LogTarget> targets, String node, int loops) throws IOException {
        return open(targets, node, loops, null);
    }

    /**
     * The same with a place for exchanges of sampled traces.
     *
     * @param spans closed by who has opened it; null for none
     */
    public static LogSinks open(List<LogTarget> targets, String node, int loops, @Nullable SpanSink spans)
            throws IOException {
        LogSinks sinks = new LogSinks(node, loops, ZoneId.systemDefault(), spans);
        try (NextTargets next = sinks.prepare(targets)) {
            next.commit();
        } catch (IOException e) {
            sinks.close();
            throw e;
        }
        return sinks;
    }

    /**
     * Opens those of other targets that are new. Any thread; one at a time.
     *
     * @return puts them in force, or gives them up
     * @throws IOException when a target can never work here, in a sentence that names it, and nothing has changed
     */
    public NextTargets prepare(List<LogTarget> targets) throws IOException {
        return new NextTargets(
                this,
                route,
                targets,
                (target, delivery) -> Destination.open(target, node, zone, delivery),
                target -> new Delivery(
                        target.place(), sentence -> notices.offer(() -> LOG.warn(sentence)), NanoClock.SYSTEM));
    }

    /** These are the ones from now on. Returns when nothing is written to those before any more, or after two seconds. */
    void become(LogRoute next) {
        List<Destination> gone;
        synchronized (closing) {
            if (closed) {
                next.destinations().stream()
                        .filter(one -> !route.destinations().contains(one))
                        .forEach(Destination::close);
                return;
            }
            gone = new ArrayList<>(route.destinations());
            gone.removeAll(next.destinations());
            if (loops.isEmpty() && !next.isEmpty()) {
                loops = identifiers.stream()
                        .map(_ -> new LoopLog(zone, node, bell))
                        .toList();
            }
            route = next;
            if (thread.getState() == Thread.State.NEW) {
                if (next.isEmpty()) {
                    return;
                }
                using = next;
                thread.start();
                return;
            }
        }
        bell.hurry();
        if (isTaken(next)) {
            gone.forEach(Destination::close);
            gone.stream()
                    .filter(one -> next.destinations().stream()
                            .noneMatch(other -> other.delivery().equals(one.delivery())))
                    .forEach(one -> lostBefore.add(one.figures().lost()));
        }
    }

    /** Whether it comes to that in time: else a thread that is stuck in a target still uses those before. */
    private static boolean isTaken(LogRoute next) {
        try {
            return next.taken().await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void ended(int loop, EndedExchange exchange) {
        Level level = levelOf(exchange);
        LogRoute now = route;
        if (!now.takes(level)) {
            return;
        }
        try {
            if (closed || !loops.get(loop).write(level, exchange, now)) {
                dropped.increment();
            }
        } catch (RuntimeException e) {
            // A fault in one line must be the end neither of the log nor of the connection.
            dropped.increment();
            if (faultTold.compareAndSet(false, true)) {
                aside(() -> LOG.error("a log line could not be written (told once)", e));
            }
        }
    }

    private static Level levelOf(EndedExchange exchange) {
        LogLevel given = exchange.logLevel();
        if (given == null) {
            return exchange.isLoggedAsError() ? Level.ERR : Level.INFO;
        }
        return switch (given) {
            case EMERG -> Level.EMERG;
            case ALERT -> Level.ALERT;
            case CRIT -> Level.CRIT;
            case ERR -> Level.ERR;
            case WARNING -> Level.WARNING;
            case NOTICE -> Level.NOTICE;
            case INFO -> Level.INFO;
            case DEBUG, SILENT -> Level.DEBUG;
        };
    }

    @Override
    public boolean takesTraced() {
        return spans != null;
    }

    @Override
    public void traced(int loop, EndedExchange exchange) {
        if (spans != null) {
            try {
                spans.add(exchange);
            } catch (RuntimeException e) {
                // As above; the sink has counted it.
                if (faultTold.compareAndSet(false, true)) {
                    aside(() -> LOG.error("a span could not be made (told once)", e));
                }
            }
        }
    }

    /** Where exchanges of sampled traces go; null for nowhere. */
    public @Nullable SpanSink spans() {
        return spans;
    }

    @Override
    public int identify(int loop, EndedExchange request, LogFormat.Template format, byte[] id) {
        return identifiers.get(loop).write(format, request, id);
    }

    @Override
    public long nextNumber() {
        return numbers.getAndIncrement();
    }

    /** Writes a sentence to the targets. Any thread; never blocks. */
    void event(Level level, String sentence) {
        if (route.isEmpty()) {
            return;
        }
        if (closed || !events.offer(new Event(level, System.currentTimeMillis(), sentence))) {
            dropped.increment();
        }
        bell.ring();
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

    /** All lines that are missing somewhere: dropped before any target, or not taken by one. Any thread. */
    public long missing() {
        return dropped()
                + lostBefore.sum()
                + targets().stream().mapToLong(TargetFigures::lost).sum();
    }

    /** The targets' figures, in the order of the configuration. Any thread. */
    public List<TargetFigures> targets() {
        return route.destinations().stream().map(Destination::figures).toList();
    }

    private void run() {
        while (!closed) {
            follow();
            if (drain() > 0) {
                LockSupport.parkNanos(this, GATHERING_NANOS);
            } else {
                bell.sleepUnless(() -> closed
                        || !route.equals(using)
                        || !events.isEmpty()
                        || !loops.stream().allMatch(LoopLog::isEmpty));
            }
        }
        follow();
        drain();
    }

    /** Has lines go where they go by now; what came before that goes where it would have gone. */
    private void follow() {
        LogRoute now = route;
        if (!now.equals(using)) {
            drain();
            using = now;
            now.taken().countDown();
        }
    }

    /** Writes what is waiting now. */
    private int drain() {
        int lines = 0;
        Event event;
        while (lines < EVENTS && (event = events.poll()) != null) {
            text.clear().addText(event.sentence());
            write(event.level(), event.epochMillis(), text.bytes(), 0, text.length());
            lines++;
        }
        for (LoopLog loop : loops) {
            lines += loop.drain(this::writeExchange);
        }
        if (lines > 0) {
            using.destinations().forEach(Destination::flush);
        }
        return lines;
    }

    private void writeExchange(long epochMillis, int level, byte[] bytes, int from, int length) {
        for (Destination destination : using.destinations()) {
            destination.writeExchange(LEVELS[level], epochMillis, bytes, from, length);
        }
    }

    private void write(Level level, long epochMillis, byte[] bytes, int from, int length) {
        for (Destination destination : using.destinations()) {
            destination.write(level, epochMillis, bytes, from, length);
        }
    }

    /** Writes what is waiting, for two seconds at most, and closes the targets. */
    @Override
    public void close() {
        synchronized (closing) {
            closed = true;
        }
        bell.hurry();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) {
            // A thread that is stuck in a target still uses it.
            route.destinations().forEach(Destination::close);
        }
        notices.close();
    }
}
