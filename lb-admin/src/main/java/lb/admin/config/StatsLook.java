package lb.admin.config;

import java.time.Duration;

/**
 * What the statistics page tells.
 *
 * @param refresh after which a browser loads it anew, whole seconds up to an hour; zero for never
 * @param version whether the version of the program is on it
 * @param node whether the name of the node is
 * @param legends whether addresses, cookies and algorithms are in it and in its CSV, JSON and typed lines
 */
public record StatsLook(Duration refresh, boolean version, boolean node, boolean legends) {
    /** Everything, loaded once. */
    public static final StatsLook STANDARD = new StatsLook(Duration.ZERO, true, true, true);
}
