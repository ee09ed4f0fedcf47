package lb.proxy.settings;

import java.time.Duration;

/**
 * How long a frontend waits for its clients.
 *
 * @param client longest silence of a client while it is its turn to speak; zero means none
 * @param request longest time for a complete request head; zero means {@code client}
 * @param keepAlive longest wait for the next request on a connection; zero means {@code request}
 */
public record FrontendTimeouts(Duration client, Duration request, Duration keepAlive) {}
