package lb.proxy.settings;

import java.time.Duration;

/**
 * Connections to a server that wait for a request.
 *
 * @param max greatest number of them for each server, over all event loops, 0 or more; {@link #NO_LIMIT} for none
 * @param expire longest wait, after which one is closed; at least 1 ms
 */
public record IdleConnectionSettings(int max, Duration expire) {
    /** As many as there are. */
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    /**
     * Common servers close idle connections after 5 s: ours are gone before. And clients that make a new connection for each
     * request leave one behind each time, which takes every port of this machine when nothing limits them.
     */
    public static final IdleConnectionSettings STANDARD = new IdleConnectionSettings(256, Duration.ofSeconds(4));
}
