package lb.proxy.health;

/**
 * What live traffic has told of a server in a while.
 *
 * @param requests that were answered or failed
 * @param errors those of them that failed
 * @param nanos how long all responses together took, in ns
 */
public record Window(long requests, long errors, long nanos) {
    /** What is told since then. */
    public Window since(Window before) {
        return new Window(requests - before.requests, errors - before.errors, nanos - before.nanos);
    }

    /** Of the responses, in ns; 0 without any. */
    public double mean() {
        long answered = requests - errors;
        return answered == 0 ? 0 : (double) nanos / answered;
    }
}
