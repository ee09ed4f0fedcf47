package lb.proxy.upstream;

/**
 * The growing share that a server gets after it came back, linear in time.
 *
 * @param nanos how long it grows; 0 for not at all
 */
record SlowStart(long nanos) {
    /** All of it: nothing grows (any more). */
    static final int WHOLE = 100;

    /**
     * Its share in percent, 1 to {@link #WHOLE}.
     *
     * @param since when it came back, in ns
     */
    int percent(long since, long now) {
        long passed = now - since;
        return passed >= nanos ? WHOLE : (int) Math.max(1, WHOLE * passed / nanos);
    }

    /** That share of a weight or a limit, 1 or more unless it is 0. */
    static int share(int of, int percent) {
        return Math.ceilDiv(of * percent, WHOLE);
    }
}
