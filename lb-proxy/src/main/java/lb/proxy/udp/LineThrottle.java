package lb.proxy.udp;

import java.util.concurrent.TimeUnit;

/** Lets a log line through once in ten seconds. On one event loop. */
final class LineThrottle {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private boolean told;
    private long toldAt;

    /** Whether the line is to be written now; then it is taken as written. */
    boolean lets(long now) {
        if (told && now - toldAt < PAUSE_NANOS) {
            return false;
        }
        told = true;
        toldAt = now;
        return true;
    }
}
