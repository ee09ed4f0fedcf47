package lb.proxy.settings;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a check speaks TLS.
 *
 * @param serverName what it asks for (SNI), and what the certificate has to be for; null for neither
 * @param alpn protocols that it offers, the best first; may be empty
 * @param verify whether the certificate has to be valid
 * @param authorities a file of certificates (PEM) that may have signed it; null for those that Java trusts
 */
public record CheckTls(
        @Nullable String serverName,
        List<String> alpn,
        boolean verify,
        @Nullable Path authorities) {
    public CheckTls {
        alpn = List.copyOf(alpn);
    }
}
