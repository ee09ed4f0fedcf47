package lb.proxy.settings;

import org.jspecify.annotations.Nullable;

/**
 * How the servers of a backend share its traffic.
 *
 * @param algorithm how the next server is chosen
 * @param sticky how clients keep their servers by their addresses (not UDP); null for not
 * @param persisting when clients keep servers that are theirs, by their addresses or by a cookie
 * @param fullConnections sessions of the backend at which its servers get all that their limits let them; 0 for a tenth
 *     of what the process accepts
 * @param allBackups whether all usable backups serve while no other server is usable, and not the first alone
 * @param outliers which of them are left out for what live traffic finds; null for none
 */
public record Balancing(
        Balance algorithm,
        @Nullable StickySettings sticky,
        Persisting persisting,
        int fullConnections,
        boolean allBackups,
        @Nullable OutlierDetection outliers) {
    /** By the algorithm alone. */
    public Balancing(Balance algorithm) {
        this(algorithm, null, Persisting.STANDARD, 0, false, null);
    }

    /** The same, with servers that get all of their limits at so many sessions. */
    public Balancing withFullConnections(int sessions) {
        return new Balancing(algorithm, sticky, persisting, sessions, allBackups, outliers);
    }

    /** The same, with all backups, or the first alone. */
    public Balancing withAllBackups(boolean all) {
        return new Balancing(algorithm, sticky, persisting, fullConnections, all, outliers);
    }

    /** The same, with clients that keep their servers by their addresses. */
    public Balancing withSticky(@Nullable StickySettings other) {
        return new Balancing(algorithm, other, persisting, fullConnections, allBackups, outliers);
    }

    /** The same, with clients that keep their servers then. */
    public Balancing withPersisting(Persisting other) {
        return new Balancing(algorithm, sticky, other, fullConnections, allBackups, outliers);
    }

    /** The same, with these left out. */
    public Balancing withOutliers(@Nullable OutlierDetection other) {
        return new Balancing(algorithm, sticky, persisting, fullConnections, allBackups, other);
    }
}
