package lb.proxy.settings;

/**
 * How much of its backend's traffic a server gets.
 *
 * @param weight its part beside the others', 0 to 256; 0 takes no new traffic
 * @param backup whether it serves only while no other server of the backend is usable
 * @param maxConnections the most sessions at a time (TCP connections; HTTP requests under way); 0 means no limit
 * @param minConnections what that limit begins at while the backend has little to do, below the limit; 0 where the limit
 *     is always the same
 * @param maxQueue how many clients that are to come back to it may wait for it; 0 means no limit
 */
public record ServerShare(int weight, boolean backup, int maxConnections, int minConnections, int maxQueue) {
    /** A share by weight, without a limit. */
    public static ServerShare of(int weight) {
        return new ServerShare(weight, false, 0, 0, 0);
    }
}
