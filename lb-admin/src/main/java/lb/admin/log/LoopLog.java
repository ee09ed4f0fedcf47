package lb.admin.log;

import java.time.ZoneId;
import lb.admin.config.LogTarget.Level;
import lb.proxy.exchange.EndedExchange;
import lb.proxy.settings.LogFormat;

/**
 * The log lines of one event loop: made there, where the exchange is at hand, and left for the log's thread. It pays for
 * the writing of some 150 bytes and wakes nobody, unless the log's thread sleeps or a batch has come together.
 */
final class LoopLog {
    /** More than a second of lines at 2,000 requests a second. */
    private static final int RING_BYTES = 512 * 1024;

    /** About as many lines as go out in one system call. */
    private static final int BATCH_BYTES = 10 * 1024;

    private final LogLine format;
    private LineBuffer text = new LineBuffer();
    private int longest = LineBuffer.LONGEST;
    private final LineRing lines = new LineRing(RING_BYTES);
    private final Doorbell bell;
    private long hurryAt = BATCH_BYTES;

    LoopLog(ZoneId zone, String node, Doorbell bell) {
        this.format = new LogLine(zone, node);
        this.bell = bell;
    }

    /** Writes a line; false if there is no room for it. That loop only. */
    boolean write(Level level, EndedExchange exchange, LogRoute route) {
        if (longest != route.longest()) {
            longest = route.longest();
            text = new LineBuffer(longest);
        }
        boolean object = exchange.format().equals(LogFormat.Known.JSON);
        format.write(exchange, object ? text.clear(route.shortest()) : text.clear());
        long at = exchange.startedAt() + Math.max(0, exchange.totalMillis());
        boolean taken = lines.offer(at, level.code(), text.bytes(), 0, text.length());
        if (lines.written() >= hurryAt) {
            hurryAt = lines.written() + BATCH_BYTES;
            bell.hurry();
        } else {
            bell.ring();
        }
        return taken;
    }

    /** The log's thread only. */
    int drain(LineRing.Reader reader) {
        return lines.drain(reader);
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }
}
