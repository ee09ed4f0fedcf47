package lb.proxy.health;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells that checks gave no verdict for want of something on this machine: once a minute, for all servers. */
final class Shortage {
    private static final Logger LOG = LoggerFactory.getLogger(Shortage.class);
    private static final long TOLD_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong tellFrom;

    /** @param now on the clock of {@link #met} */
    Shortage(long now) {
        tellFrom = new AtomicLong(now);
    }

    /** A check had nothing to be made with. Any thread. */
    void met(CheckResult result, long now) {
        if (isToBeTold(now)) {
            LOG.warn(
                    "servers cannot be checked: {} on this machine; they stay up or down as they are until they can",
                    result.info());
        }
    }

    /** Whether it was not told within the last minute; then it is taken as told now. */
    boolean isToBeTold(long now) {
        long from = tellFrom.get();
        return now - from >= 0 && tellFrom.compareAndSet(from, now + TOLD_AGAIN_NANOS);
    }
}
