package lb.proxy.settings;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cookie by which a client comes back to its server.
 *
 * @param name of the cookie
 * @param mode who makes it
 * @param indirect whether servers do not see it ({@link Mode#INSERT})
 * @param noCache whether a response that gets one is for no shared cache ({@link Mode#INSERT})
 * @param preserve whether one that a server sends itself stays as it is ({@link Mode#INSERT})
 * @param httpOnly whether scripts do not see it ({@link Mode#INSERT})
 * @param secure whether it goes back over TLS only ({@link Mode#INSERT})
 * @param domains for which it goes back ({@link Mode#INSERT}); none for the host alone
 * @param attributes further ones, as they are written ({@link Mode#INSERT})
 * @param maxIdle how long it counts when it is not used ({@link Mode#INSERT}); zero for ever
 * @param maxLife how long it counts in any case ({@link Mode#INSERT}); zero for ever
 * @param dynamicKey by which it is made of the address and port of a server that has no value; null for none
 * @param values what it is on each server, by the servers' names; with a dynamic key not of all
 */
public record CookieSettings(
        String name,
        Mode mode,
        boolean indirect,
        boolean noCache,
        boolean preserve,
        boolean httpOnly,
        boolean secure,
        List<String> domains,
        List<String> attributes,
        Duration maxIdle,
        Duration maxLife,
        @Nullable String dynamicKey,
        Map<String, String> values) {
    public CookieSettings {
        domains = List.copyOf(domains);
        attributes = List.copyOf(attributes);
        values = Map.copyOf(values);
    }

    /** Who makes the cookie. */
    public enum Mode {
        /** The proxy. */
        INSERT,
        /** The server, and the proxy puts the server's value in place of its own. */
        REWRITE,
        /** The server, and the proxy puts the server's value and a tilde before its own. */
        PREFIX,
        /** The server, with its own value, and the proxy changes nothing. */
        PASSIVE
    }
}
