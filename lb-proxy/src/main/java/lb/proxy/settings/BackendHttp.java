package lb.proxy.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a backend of mode http uses its servers' connections.
 *
 * @param connectionMode whether they are kept after a response
 * @param reuse which requests may use a kept one
 * @param idle how many of them wait, and how long
 * @param abortOnClose whether a client that closes its half while its request still waits for a connection is taken to
 *     have gone
 * @param headerCase names of fields as they are spelled in requests; others are spelled as received
 * @param cookie by which clients come back to their servers; null for none
 */
public record BackendHttp(
        ConnectionMode connectionMode,
        Reuse reuse,
        IdleConnectionSettings idle,
        boolean abortOnClose,
        List<String> headerCase,
        @Nullable CookieSettings cookie) {
    /** As HAProxy does when told nothing. */
    public static final BackendHttp STANDARD =
            new BackendHttp(ConnectionMode.KEEP_ALIVE, Reuse.SAFE, IdleConnectionSettings.STANDARD, false);

    /** With all names as received. */
    public BackendHttp(ConnectionMode connectionMode, Reuse reuse, IdleConnectionSettings idle, boolean abortOnClose) {
        this(connectionMode, reuse, idle, abortOnClose, List.of());
    }

    /** With clients that no cookie brings back. */
    public BackendHttp(
            ConnectionMode connectionMode,
            Reuse reuse,
            IdleConnectionSettings idle,
            boolean abortOnClose,
            List<String> headerCase) {
        this(connectionMode, reuse, idle, abortOnClose, headerCase, null);
    }

    /** The same, with clients that this cookie brings back to their servers. */
    public BackendHttp withCookie(@Nullable CookieSettings other) {
        return new BackendHttp(connectionMode, reuse, idle, abortOnClose, headerCase, other);
    }

    public BackendHttp {
        headerCase = List.copyOf(headerCase);
    }
}
