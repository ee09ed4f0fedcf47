package lb.proxy.loop;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import lb.proxy.limit.BufferLimit;
import lb.proxy.limit.Limit;
import lb.proxy.limit.LineThrottle;
import lb.proxy.limit.ReachedLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mistakes of ours that have ended something: a line with the stack for each kind, then at most one in a minute, so that
 * who can provoke one cannot fill the log by it. That there was no memory for a buffer is none: that is a limit. Used on one
 * event loop.
 */
public final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private static final Duration PAUSE = Duration.ofMinutes(1);

    /** There are as many as there are places in the program; past this, all are one. */
    private static final int MOST_KINDS = 64;

    private static final String OTHERS = "";

    private final Map<String, LineThrottle> kinds = new HashMap<>();
    private final ReachedLimit memory;
    private long keptBack;

    /** With the memory for buffers told of by itself. */
    public Faults() {
        this(new ReachedLimit(Limit.DIRECT_MEMORY, "", BufferLimit.available()));
    }

    /** @param memory counts where there was none for a buffer */
    public Faults(ReachedLimit memory) {
        this.memory = memory;
    }

    /**
     * Writes the line of one, if it is due.
     *
     * @param ended what the fault has ended, as the beginning of a sentence
     */
    public void tell(String ended, Throwable fault) {
        if (isWantOfBuffers(fault)) {
            memory.reached();
            return;
        }
        if (lets(fault, System.nanoTime())) {
            long others = keptBack;
            keptBack = 0;
            String rest = others == 0 ? "" : " (and " + others + " others since the last such line)";
            LOG.error("{} was ended by a fault in lb itself{}", ended, rest, fault);
        } else {
            keptBack++;
        }
    }

    /** Netty's "failed to allocate 1048576 byte(s) of direct memory" and Java's "Cannot reserve 1048576 bytes of direct buffer memory". */
    private static boolean isWantOfBuffers(Throwable fault) {
        return fault instanceof OutOfMemoryError
                && String.valueOf(fault.getMessage()).contains("direct");
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
