package lb.proxy.limit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets a log line through at once, and then at most once in a while. Time comes in as a parameter, in ns of one monotonic
 * clock. Any thread.
 */
public final class LineThrottle {
    private static final Duration USUAL = Duration.ofSeconds(10);
    private static final long NEVER = Long.MIN_VALUE;

    private final long pauseNanos;
    private final AtomicLong toldAt = new AtomicLong(NEVER);

    /** One line in ten seconds. */
    public LineThrottle() {
        this(USUAL);
    }

    /** @param pause from one line to the next, at least */
    public LineThrottle(Duration pause) {
        pauseNanos = pause.toNanos();
    }

    /** Whether the line is to be written now; then it is taken as written. */
    public boolean lets(long now) {
        long before = toldAt.get();
        boolean due = before == NEVER || now - before >= pauseNanos;
        return due && toldAt.compareAndSet(before, now);
    }
}
