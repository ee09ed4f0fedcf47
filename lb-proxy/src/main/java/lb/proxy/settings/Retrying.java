package lb.proxy.settings;

/**
 * What is done when a server fails.
 *
 * @param retries further attempts, 0 to 100
 * @param redispatch which of them go at once to another usable server: from the n-th on, or of {@code -n} the last n; 0
 *     for none. One that does not, or finds no other, goes to the same server. It counts for clients that belong to a
 *     server: with any number but 0, the retries of others all go to another one
 * @param budget how many retries there may be at a time
 * @param on what is a failure
 */
public record Retrying(int retries, int redispatch, RetryBudget budget, RetryOn on) {
    /** All retries go to another server. */
    public static final int ALWAYS = 1;

    /** As often as there is reason to, after connections that failed. */
    public Retrying(int retries, boolean redispatch) {
        this(retries, redispatch ? ALWAYS : 0, RetryBudget.UNLIMITED, RetryOn.CONN_FAILURE);
    }

    /** The same, with another number of retries that go to other servers. */
    public Retrying withRedispatch(int from) {
        return new Retrying(retries, from, budget, on);
    }

    /** The same, after these failures. */
    public Retrying withOn(RetryOn failures) {
        return new Retrying(retries, redispatch, budget, failures);
    }

    /** Whether any goes to another server. */
    public boolean mayRedispatch() {
        return redispatch != 0;
    }

    /**
     * Whether a retry goes to another server.
     *
     * @param retry its number, from 1
     * @param bound whether the client belongs to the server that has failed
     */
    public boolean redispatches(int retry, boolean bound) {
        if (redispatch == 0 || !bound) {
            return redispatch != 0;
        }
        return retry >= (redispatch > 0 ? redispatch : retries + redispatch + 1);
    }
}
