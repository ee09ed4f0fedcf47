package lb.proxy.settings;

import java.time.Duration;

/**
 * How long a backend waits for its servers.
 *
 * @param connect longest time for a connection to a server; zero means none
 * @param server longest silence of a server while it is its turn to speak; zero means none
 * @param queue longest wait for a server with room, where servers have limits; zero means none
 * @param tunnel longest silence on both sides of a tunnel: a connection in mode tcp from the connection to the server on,
 *     or one of mode http that has switched protocols; takes the place of the client's and the server's; zero means those
 * @param serverFin longest silence of a server once either side has closed its half of its connection, in mode tcp and in
 *     tunnels; zero means as before
 */
public record BackendTimeouts(Duration connect, Duration server, Duration queue, Duration tunnel, Duration serverFin) {
    /** Without time-outs of its own for tunnels and for what is half closed. */
    public BackendTimeouts(Duration connect, Duration server, Duration queue) {
        this(connect, server, queue, Duration.ZERO, Duration.ZERO);
    }

    /** The wait in the queue is as long as that for a connection, as in HAProxy. */
    public BackendTimeouts(Duration connect, Duration server) {
        this(connect, server, connect);
    }
}
