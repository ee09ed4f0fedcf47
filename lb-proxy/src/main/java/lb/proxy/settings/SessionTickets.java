package lb.proxy.settings;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a client that comes back goes on with its former TLS session (RFC 5077, RFC 8446 section 4.6.1), at a fraction of the
 * work.
 *
 * @param enabled whether it can
 * @param secret a file with at least 32 bytes, the same on all nodes, from which all of them make the same keys for tickets,
 *     new ones each half lifetime; null for keys that this process alone has
 * @param keys a file of keys as HAProxy's {@code tls-ticket-keys} has them, in place of made ones; null for none
 * @param lifetime of a session, a second or more
 */
public record SessionTickets(
        boolean enabled, @Nullable Path secret, @Nullable Path keys, Duration lifetime) {
    /** Tickets with keys of this process, for five minutes as in HAProxy. */
    public static final SessionTickets STANDARD = new SessionTickets(true, null, null, Duration.ofMinutes(5));
}
