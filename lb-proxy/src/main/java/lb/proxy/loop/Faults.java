package lb.proxy.loop;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import lb.proxy.limit.LineThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mistakes of ours that have ended something: a line with the stack for each kind, then at most one in a minute, so that
 * who can provoke one cannot fill the log by it. Used on one event loop.
 */
public final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** There are as many as there are places in the program; past this, all are one. */
    private static final int MOST_KINDS = 64;

    private static final String OTHERS = "";

    private final Map<String, LineThrottle> kinds = new HashMap<>();
    private long keptBack;

    /**
     * Writes the line of one, if it is due.
     *
     * @param ended what the fault has ended, as the beginning of a sentence
     */
    public void tell(String ended, Throwable fault) {
        if (lets(fault, System.nanoTime())) {
            long others = keptBack;
            keptBack = 0;
            String rest = others == 0 ? "" : " (and " + others + " others since the last such line)";
            LOG.error("{} was ended by a fault in lb itself{}", ended, rest, fault);
        } else {
            keptBack++;
        }
    }

    /** Whether a line is due; then it is taken as written. */
    boolean lets(Throwable fault, long now) {
        String kind = kind(fault);
        if (kinds.size() >= MOST_KINDS && !kinds.containsKey(kind)) {
            kind = OTHERS;
        }
        return kinds.computeIfAbsent(kind, _ -> new LineThrottle(PAUSE)).lets(now);
    }

    /** What went wrong where. Not the message, in which there may be what a client has sent. */
    private static String kind(Throwable fault) {
        StackTraceElement[] stack = fault.getStackTrace();
        return stack.length == 0 ? fault.getClass().getName() : fault.getClass().getName() + stack[0];
    }
}
