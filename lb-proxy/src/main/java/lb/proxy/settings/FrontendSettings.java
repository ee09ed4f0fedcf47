package lb.proxy.settings;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import lb.proxy.page.LocalPage;
import org.jspecify.annotations.Nullable;

/**
 * One frontend: where it listens and what becomes of what it accepts.
 *
 * @param name as in the file
 * @param mode what it understands of the bytes
 * @param binds addresses to listen on, resolved; they need not exist on this machine yet (IP_FREEBIND)
 * @param defaultBackend name of the backend that gets the traffic; null only when {@code pages} answer everything
 * @param clientTimeout longest silence of a client while it is its turn to speak; zero means none
 * @param requestTimeout longest time for a complete request head; zero means {@code clientTimeout}
 * @param keepAliveTimeout longest wait for the next request on a connection; zero means {@code requestTimeout}
 * @param forwardedFor whether requests get an {@code X-Forwarded-For} with the client's address
 * @param log which line an ended exchange leaves
 * @param logEmptyConnections whether a connection that sent nothing leaves a line (HAProxy's dontlognull is false)
 * @param pages what this frontend answers itself (HTTP only), the first whose prefix matches
 */
public record FrontendSettings(
        String name,
        Mode mode,
        List<InetSocketAddress> binds,
        @Nullable String defaultBackend,
        Duration clientTimeout,
        Duration requestTimeout,
        Duration keepAliveTimeout,
        boolean forwardedFor,
        LogFormat log,
        boolean logEmptyConnections,
        List<LocalPage> pages) {
    public FrontendSettings {
        binds = List.copyOf(binds);
        pages = List.copyOf(pages);
    }
}
