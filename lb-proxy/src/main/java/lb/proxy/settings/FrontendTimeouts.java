package lb.proxy.settings;

import java.time.Duration;

/**
 * How long a frontend waits for its clients.
 *
 * @param client longest silence of a client while it is its turn to speak; zero means none
 * @param request longest time for a complete request head; zero means {@code client}
 * @param keepAlive longest wait for the next request on a connection; zero means {@code request}
 * @param clientFin longest silence of a client once either side has closed its half of its connection, in mode tcp and
 *     in tunnels; zero means as before
 */
public record FrontendTimeouts(Duration client, Duration request, Duration keepAlive, Duration clientFin) {
    /** Without a time-out of its own for what is half closed. */
    public FrontendTimeouts(Duration client, Duration request, Duration keepAlive) {
        this(client, request, keepAlive, Duration.ZERO);
    }
}
