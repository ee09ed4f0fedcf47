package lb.proxy.limit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often one limit was reached, and the line in the log that says so: at once, and then at most one in ten seconds.
 * Any thread.
 */
public final class ReachedLimit {
    private static final Logger LOG = LoggerFactory.getLogger(ReachedLimit.class);

    private final Limit limit;
    private final String proxy;
    private volatile String sentence;
    private final LongAdder times = new LongAdder();
    private final AtomicLong toldTimes = new AtomicLong();
    private final LineThrottle throttle = new LineThrottle();

    /**
     * A limit that was not reached yet.
     *
     * @param proxy name of the frontend or backend that it is a limit of; empty for one of the process
     * @param value what it is set to, with its unit
     */
    public ReachedLimit(Limit limit, String proxy, String value) {
        this.limit = limit;
        this.proxy = proxy;
        this.sentence = limit.sentence(proxy, value);
    }

    /** It is set to another value, with its unit. */
    public void becomes(String value) {
        sentence = limit.sentence(proxy, value);
    }

    /** Counts, and writes the line when there was none for ten seconds; says whether it did. */
    public boolean reached() {
        times.increment();
        boolean due = throttle.lets(System.nanoTime());
        if (due) {
            long now = times.sum();
            long before = toldTimes.getAndSet(now);
            if (before == 0) {
                LOG.warn("{}", sentence);
            } else {
                LOG.warn("{} ({} times since the last line)", sentence, now - before);
            }
        }
        return due;
    }

    public Limit limit() {
        return limit;
    }

    /** Name of the frontend or backend; empty for a limit of the process. */
    public String proxy() {
        return proxy;
    }

    /** How often it was reached since the start. */
    public long times() {
        return times.sum();
    }
}
