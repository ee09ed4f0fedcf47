package lb.proxy.settings;

/**
 * How many retries there may be at a time, so that they never make an outage worse.
 *
 * @param percent of the sessions that are open on the backend, 0 to 100
 * @param least that many may always be, 0 or more
 */
public record RetryBudget(int percent, int least) {
    /** As many as there are sessions. */
    public static final RetryBudget UNLIMITED = new RetryBudget(100, 0);
}
