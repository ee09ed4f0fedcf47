package lb.proxy.settings;

import java.time.Duration;

/**
 * How long a backend waits for its servers.
 *
 * @param connect longest time for a connection to a server; zero means none
 * @param server longest silence of a server while it is its turn to speak; zero means none
 * @param queue longest wait for a server with room, where servers have limits; zero means none
 */
public record BackendTimeouts(Duration connect, Duration server, Duration queue) {
    /** The wait in the queue is as long as that for a connection, as in HAProxy. */
    public BackendTimeouts(Duration connect, Duration server) {
        this(connect, server, connect);
    }
}
