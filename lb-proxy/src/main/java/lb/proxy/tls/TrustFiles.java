package lb.proxy.tls;

import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom certificates of others have to be of, as it was read.
 *
 * @param authorities the file of {@code roots}; null for none
 * @param roots in the order of the file
 * @param revoked the file of {@code lists}; null for none
 * @param lists in the order of the file
 */
public record TrustFiles(
        @Nullable Path authorities,
        List<X509Certificate> roots,
        @Nullable Path revoked,
        List<X509CRL> lists) {
    static final TrustFiles NONE = new TrustFiles(null, List.of(), null, List.of());

    public TrustFiles {
        roots = List.copyOf(roots);
        lists = List.copyOf(lists);
    }
}
