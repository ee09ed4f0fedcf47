package lb.proxy.settings;

import java.time.Duration;
import java.util.List;

/**
 * One backend: servers and how they are used.
 *
 * @param name as in the file
 * @param mode what it understands of the bytes; the same as that of every frontend which names it
 * @param balance how the next server is chosen
 * @param connectTimeout longest time for a connection to a server; zero means none
 * @param serverTimeout longest silence of a server while it is its turn to speak; zero means none
 * @param retries further attempts after a failed connection, 0 to 100
 * @param redispatch whether a retry goes at once to another usable server; otherwise (or where there is no other) it
 *     goes to the same one, a second later
 * @param servers in the order of the file; names are unique in the backend
 */
public record BackendSettings(
        String name,
        Mode mode,
        Balance balance,
        Duration connectTimeout,
        Duration serverTimeout,
        int retries,
        boolean redispatch,
        List<ServerSettings> servers) {
    public BackendSettings {
        servers = List.copyOf(servers);
    }
}
