package lb.admin.log;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import lb.ha.NanoClock;
import lb.proxy.limit.LineThrottle;

/**
 * What becomes of the lines for one target: counted, and told to a person when lines begin to be lost and when that is
 * over, at most once in ten seconds. Any thread.
 */
final class Delivery {
    private final String target;
    private final Consumer<String> notices;
    private final NanoClock clock;
    private final LineThrottle throttle = new LineThrottle();
    private final LongAdder sent = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private volatile boolean losing;
    private long lostWhenNoticed;

    /**
     * Counts from zero.
     *
     * @param target as people know it
     * @param notices takes a sentence for a person; must not block
     */
    Delivery(String target, Consumer<String> notices, NanoClock clock) {
        this.target = target;
        this.notices = notices;
        this.clock = clock;
    }

    String target() {
        return target;
    }

    LogSinks.TargetFigures figures() {
        return new LogSinks.TargetFigures(target, sent.sum(), lost.sum());
    }

    void sent(int lines) {
        sent.add(lines);
        if (losing) {
            over();
        }
    }

    /** Counts lost lines; the reason is told when it is the first one for a while. */
    void lost(int lines, String reason) {
        lost.add(lines);
        if (!losing) {
            begins(lines, reason);
        }
    }

    private synchronized void begins(int lines, String reason) {
        if (!losing && mayTell()) {
            losing = true;
            lostWhenNoticed = lost.sum() - lines;
            notices.accept("log target %s loses lines: %s".formatted(target, reason));
        }
    }

    private synchronized void over() {
        if (losing && mayTell()) {
            losing = false;
            notices.accept(
                    "log target %s takes lines again, %d were lost".formatted(target, lost.sum() - lostWhenNoticed));
        }
    }

    private boolean mayTell() {
        return throttle.lets(clock.nanoTime());
    }
}
