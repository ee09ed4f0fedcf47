package lb.ha.cloud;

/**
 * Something that a cloud moves to the master of a virtual router. Each call may wait for the network, a few requests with
 * their time-outs long; it ends early when its thread is interrupted. One call is made at a time, on any thread but
 * the HA thread; only one that was interrupted may still be ending when the next begins.
 */
public interface CloudMover {
    /** What is moved, as in {@code aws elastic-ip eipalloc-0123}. */
    String name();

    /**
     * Finds out, as far as the cloud lets one, whether a {@link #take} would be allowed and would reach something. Changes
     * nothing.
     *
     * @throws CloudException with what is missing
     */
    void check() throws CloudException, InterruptedException;

    /**
     * Asks the cloud to move it here; when this returns, the cloud has agreed. May be called again after a failure.
     *
     * @throws CloudException when it has not
     */
    void take() throws CloudException, InterruptedException;

    /**
     * Where it is by the cloud's own account.
     *
     * @throws CloudException when that cannot be found out now
     */
    Whereabouts look() throws CloudException, InterruptedException;
}
