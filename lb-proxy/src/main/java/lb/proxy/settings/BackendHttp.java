package lb.proxy.settings;

/**
 * How a backend of mode http uses its servers' connections.
 *
 * @param connectionMode whether they are kept after a response
 * @param reuse which requests may use a kept one
 * @param idle how many of them wait, and how long
 * @param abortOnClose whether a client that closes its half while its request still waits for a connection is taken to
 *     have gone
 */
public record BackendHttp(
        ConnectionMode connectionMode, Reuse reuse, IdleConnectionSettings idle, boolean abortOnClose) {
    /** As HAProxy does when told nothing. */
    public static final BackendHttp STANDARD =
            new BackendHttp(ConnectionMode.KEEP_ALIVE, Reuse.SAFE, IdleConnectionSettings.STANDARD, false);
}
