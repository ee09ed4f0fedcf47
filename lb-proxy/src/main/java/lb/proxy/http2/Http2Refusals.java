package lb.proxy.http2;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import lb.proxy.http1.ClientSessions;
import lb.proxy.http1.RefusedMessages;
import lb.proxy.limit.LineThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often clients have done what HTTP/2 does not allow them, for each reason, and what ended because of it: a line in the log
 * for connections, at once, and then at most one in ten seconds. Any thread.
 */
public final class Http2Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Refusals.class);
    private static final Violation[] REASONS = Violation.values();

    private final AtomicLongArray times = new AtomicLongArray(REASONS.length);
    private final LineThrottle throttle = new LineThrottle();
    private final AtomicLong keptBack = new AtomicLong();

    /** A stream was reset for it, or its request answered with a page. */
    void stream(Violation reason) {
        times.incrementAndGet(reason.ordinal());
    }

    /** A client's connection ends because of it. */
    void connection(Violation reason, ClientSessions client) {
        times.incrementAndGet(reason.ordinal());
        if (throttle.lets(System.nanoTime())) {
            long others = keptBack.getAndSet(0);
            String rest = others == 0 ? "" : " (and " + others + " others since the last line)";
            LOG.warn(
                    "frontend \"{}\": a connection of {} is ended with {}: {}{}",
                    client.frontend().name(),
                    client.clientAddress(),
                    reason.code(),
                    reason.found(),
                    rest);
        } else {
            keptBack.incrementAndGet();
        }
    }

    /** The reasons that there were; of kind {@code request}, {@code stream} or {@code connection}, by what ended. */
    public List<RefusedMessages> counted() {
        List<RefusedMessages> counted = new ArrayList<>();
        for (Violation reason : REASONS) {
            long count = times.get(reason.ordinal());
            if (count > 0) {
                counted.add(new RefusedMessages(kind(reason), reason.metricName(), count));
            }
        }
        return counted;
    }

    private static String kind(Violation reason) {
        return reason.scope() == Violation.Scope.CONNECTION ? "connection" : reason.status() > 0 ? "request" : "stream";
    }
}
