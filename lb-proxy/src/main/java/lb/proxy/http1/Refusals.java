package lb.proxy.http1;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import lb.proxy.limit.LineThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often messages of one kind were refused in the process, for each reason, and a line in the log that says whose and why:
 * at once, and then at most one in ten seconds. Any thread.
 */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final String kind;
    private final LineThrottle throttle = new LineThrottle();
    private final AtomicLong keptBack = new AtomicLong();
    private final AtomicLongArray times = new AtomicLongArray(Malformed.values().length);

    /** @param kind what is refused, as the metrics call it */
    Refusals(String kind) {
        this.kind = kind;
    }

    /** Counts one. */
    void count(Malformed reason) {
        times.incrementAndGet(reason.ordinal());
    }

    /**
     * Counts one, and writes the line when it is due.
     *
     * @param whose begins the line
     */
    void tell(Malformed reason, Supplier<String> whose) {
        count(reason);
        if (throttle.lets(System.nanoTime())) {
            long others = keptBack.getAndSet(0);
            String rest = others == 0 ? "" : " (and " + others + " others since the last line)";
            LOG.warn("{}: {}{}", whose.get(), reason.found(), rest);
        } else {
            keptBack.incrementAndGet();
        }
    }

    /** The reasons that there were, in the order of their kinds. */
    List<RefusedMessages> counted() {
        List<RefusedMessages> counted = new ArrayList<>();
        for (Malformed reason : Malformed.values()) {
            long count = times.get(reason.ordinal());
            if (count > 0) {
                counted.add(new RefusedMessages(kind, reason.metricName(), count));
            }
        }
        return counted;
    }
}
