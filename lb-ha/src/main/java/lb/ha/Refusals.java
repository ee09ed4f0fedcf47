package lb.ha;

import org.jspecify.annotations.Nullable;

/** That the kernel refused the addresses, and when to ask for them again: each time later. HA thread only. */
final class Refusals {
    private static final long FIRST_RETRY_NANOS = 1_000_000_000;
    private static final long LONGEST_RETRY_NANOS = 64_000_000_000L;

    private @Nullable Refusal last;
    private long retryNanos = FIRST_RETRY_NANOS;

    private record Refusal(String why, long until) {}

    void refused(String why, long now) {
        last = new Refusal(why, now + retryNanos);
        retryNanos = Math.min(2 * retryNanos, LONGEST_RETRY_NANOS);
    }

    /** They were taken. */
    void granted() {
        retryNanos = FIRST_RETRY_NANOS;
    }

    /** Forgets a refusal whose time is over. */
    void judge(long now) {
        if (last != null && now - last.until() >= 0) {
            last = null;
        }
    }

    /** Why they are not asked for now; null when they may be. */
    @Nullable
    String why() {
        return last == null ? null : last.why();
    }

    /** When they may be asked for again, or a time that is earlier. */
    long deadline(long latest) {
        return last == null ? latest : VirtualRouter.earlier(latest, last.until());
    }
}
