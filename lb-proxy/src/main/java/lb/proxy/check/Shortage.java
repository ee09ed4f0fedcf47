package lb.proxy.check;

import java.time.Duration;
import lb.proxy.health.CheckResult;
import lb.proxy.limit.LineThrottle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells that checks gave no verdict for want of something on this machine: once a minute, for all servers. */
final class Shortage {
    private static final Logger LOG = LoggerFactory.getLogger(Shortage.class);

    private final LineThrottle throttle = new LineThrottle(Duration.ofMinutes(1));

    /** A check had nothing to be made with. Any thread. */
    void met(CheckResult result, long now) {
        if (throttle.lets(now)) {
            LOG.warn(
                    "servers cannot be checked: {} on this machine; they stay up or down as they are until they can",
                    result.info());
        }
    }
}
