package lb.ha;

import java.time.Duration;

/**
 * For how long the kernel lets a master have its addresses, and when it asks for them again; pure.
 *
 * @param nanos how long one lasts; 0 for ever
 * @param since a time before the last one began
 * @param renewAt when the next is to be asked for
 */
record Lease(long nanos, long since, long renewAt) {
    /** Often enough that a busy machine, or one call that fails, costs nothing. */
    private static final int RENEWALS = 4;

    /** Far away, and still to be compared by a difference. */
    private static final long NEVER_NANOS = Long.MAX_VALUE / 4;

    static Lease of(Duration length, long now) {
        return new Lease(length.toNanos(), now, now).renewed(now);
    }

    /** It was asked for at a time, and granted. */
    Lease renewed(long asked) {
        return new Lease(nanos, asked, asked + (nanos == 0 ? NEVER_NANOS : nanos / RENEWALS));
    }

    /** It was asked for at a time, and refused: the next try is not far. */
    Lease refused(long asked) {
        return new Lease(nanos, since, asked + nanos / (4 * RENEWALS));
    }

    /** Whether the kernel may have taken the addresses back. */
    boolean lapsed(long now) {
        return nanos != 0 && now - since >= nanos;
    }
}
