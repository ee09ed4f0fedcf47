package lb.proxy.settings;

import java.time.Duration;

/**
 * How long a backend waits for its servers.
 *
 * @param connect longest time for a connection to a server; zero means none
 * @param server longest silence of a server while it is its turn to speak; zero means none
 */
public record BackendTimeouts(Duration connect, Duration server) {}
