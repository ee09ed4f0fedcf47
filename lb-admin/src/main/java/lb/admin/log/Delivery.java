package lb.admin.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import lb.ha.NanoClock;

/**
 * What becomes of the lines for one target: counted, and told to a person when lines begin to be lost and when that is
 * over, at most once in ten seconds. Any thread.
 */
final class Delivery {
    private static final long BETWEEN_NOTICES_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String target;
    private final Consumer<String> notices;
    private final NanoClock clock;
    private final LongAdder sent = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private volatile boolean losing;
    private long noticed;
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
        this.noticed = clock.nanoTime() - BETWEEN_NOTICES_NANOS;
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
        long now = clock.nanoTime();
        if (now - noticed < BETWEEN_NOTICES_NANOS) {
            return false;
        }
        noticed = now;
        return true;
    }
}
