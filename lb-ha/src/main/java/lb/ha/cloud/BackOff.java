package lb.ha.cloud;

import java.util.random.RandomGenerator;

/**
 * How long to wait before asking again: doubled each time, and spread over the upper half of that, so that two nodes that
 * were refused together do not come back together.
 */
final class BackOff {
    private static final long FIRST_NANOS = 250_000_000;
    private static final long LONGEST_NANOS = 10_000_000_000L;

    private final RandomGenerator random;

    BackOff(RandomGenerator random) {
        this.random = random;
    }

    /** Nanoseconds to wait after so many tries, 1 or more. */
    long nanos(int tries) {
        long whole = Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(tries - 1, 10));
        return whole / 2 + random.nextLong(whole / 2 + 1);
    }
}
