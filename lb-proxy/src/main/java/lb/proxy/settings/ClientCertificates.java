package lb.proxy.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Whether clients show certificates of their own.
 *
 * @param demand whether one is asked for
 * @param authorities a file of certificates (PEM) of those who may have signed it; null only for {@link Demand#NONE}
 * @param revoked a file of revocation lists (PEM, RFC 5280 section 5); null for none
 */
public record ClientCertificates(
        Demand demand, @Nullable Path authorities, @Nullable Path revoked) {
    /** None is asked for. */
    public static final ClientCertificates NONE = new ClientCertificates(Demand.NONE, null, null);

    /** How much it matters. */
    public enum Demand {
        /** Nobody is asked. */
        NONE,
        /** Who shows none is served, who shows a bad one is not. */
        OPTIONAL,
        /** Only who shows a good one is served. */
        REQUIRED
    }
}
