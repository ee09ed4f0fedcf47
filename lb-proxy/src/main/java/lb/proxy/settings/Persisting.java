package lb.proxy.settings;

import org.jspecify.annotations.Nullable;

/**
 * When clients that have a server keep it, beside what is usual: while it is not down.
 *
 * @param whenDown whether they keep one that is down, too
 * @param forced which requests or connections do so in any case, and go nowhere else when it cannot be reached; null for
 *     none
 * @param ignored which requests go anywhere whatever their cookies say (HTTP only); null for none
 * @param rdpCookie the name of the cookie by which RDP clients tell the address of their server (TCP only); null for none
 */
public record Persisting(
        boolean whenDown,
        @Nullable Condition forced,
        @Nullable Condition ignored,
        @Nullable String rdpCookie) {
    /** As usual. */
    public static final Persisting STANDARD = new Persisting(false, null, null);

    /** Without RDP cookies. */
    public Persisting(boolean whenDown, @Nullable Condition forced, @Nullable Condition ignored) {
        this(whenDown, forced, ignored, null);
    }

    /** The same, by the RDP cookie of that name; null for by none. */
    public Persisting withRdpCookie(@Nullable String name) {
        return new Persisting(whenDown, forced, ignored, name);
    }
}
