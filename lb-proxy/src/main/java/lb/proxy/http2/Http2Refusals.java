package lb.proxy.http2;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import lb.proxy.http1.ClientSessions;
import lb.proxy.http1.RefusedMessages;
import lb.proxy.limit.LineThrottle;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often clients have done what HTTP/2 does not allow them, for each reason, and what ended because of it: a line in the log
 * for connections, and for whatever servers do, at once, and then at most one in ten seconds. Any thread.
 */
public final class Http2Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Refusals.class);
    private static final Violation[] REASONS = Violation.values();

    private final AtomicLongArray times = new AtomicLongArray(REASONS.length);
    private final Line ofClients = new Line();
    private final Line ofServers = new Line();

    /** Tells of one of many. */
    private static final class Line {
        private final LineThrottle throttle = new LineThrottle();
        private final AtomicLong keptBack = new AtomicLong();

        /** What there is to say of others; null where nothing is to be said now. */
        @Nullable
        String others() {
            if (!throttle.lets(System.nanoTime())) {
                keptBack.incrementAndGet();
                return null;
            }
            long others = keptBack.getAndSet(0);
            return others == 0 ? "" : " (and " + others + " others since the last line)";
        }
    }

    /** A stream was reset for it, or its request answered with a page. */
    void stream(Violation reason) {
        times.incrementAndGet(reason.ordinal());
    }

    /** A client's connection ends because of it. */
    void connection(Violation reason, ClientSessions client) {
        times.incrementAndGet(reason.ordinal());
        String others = ofClients.others();
        if (others != null) {
            LOG.warn(
                    "frontend \"{}\": a connection of {} is ended with {}: {}{}",
                    client.frontend().name(),
                    client.clientAddress(),
                    reason.code(),
                    reason.found(),
                    others);
        }
    }

    /** A server's response is refused because of it, or its connection ends. */
    void server(Violation reason, Server server) {
        String others = ofServers.others();
        if (others != null) {
            LOG.warn(
                    "backend \"{}\": a {} of server \"{}\" is ended with {}: {}{}",
                    server.backend().name(),
                    reason.scope() == Violation.Scope.CONNECTION ? "connection" : "response",
                    server.name(),
                    reason.code(),
                    reason.found(),
                    others);
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
