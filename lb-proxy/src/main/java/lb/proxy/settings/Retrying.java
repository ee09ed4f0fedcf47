package lb.proxy.settings;

/**
 * What is done when a server cannot be connected to.
 *
 * @param retries further attempts, 0 to 100
 * @param redispatch whether a retry goes at once to another usable server; otherwise (or where there is no other) it
 *     goes to the same one, a second later
 * @param budget how many retries there may be at a time
 */
public record Retrying(int retries, boolean redispatch, RetryBudget budget) {
    /** As often as there is reason to. */
    public Retrying(int retries, boolean redispatch) {
        this(retries, redispatch, RetryBudget.UNLIMITED);
    }
}
