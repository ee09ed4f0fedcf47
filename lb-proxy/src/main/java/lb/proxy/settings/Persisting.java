package lb.proxy.settings;

import org.jspecify.annotations.Nullable;

/**
 * When clients that have a server keep it, beside what is usual: while it is not down.
 *
 * @param whenDown whether they keep one that is down, too
 * @param forced which requests or connections do so in any case, and go nowhere else when it cannot be reached; null for
 *     none
 * @param ignored which requests go anywhere whatever their cookies say (HTTP only); null for none
 */
public record Persisting(
        boolean whenDown,
        @Nullable Condition forced,
        @Nullable Condition ignored) {
    /** As usual. */
    public static final Persisting STANDARD = new Persisting(false, null, null);
}
