package lb.proxy.settings;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate for clients, in PEM: the certificate itself, those that lead to its authority, and its private key.
 *
 * @param file has the certificates, and the key unless {@code key} says otherwise
 * @param key null for {@code file}, or {@code file.key} beside it where it has none
 * @param ocsp a response of its authority (RFC 6960, DER) to be stapled; null for {@code file.ocsp} where that exists
 * @param names host names that it is for, {@code *.example.com} among them, and {@code !www.example.com} for those it is
 *     not for; empty for those in the certificate
 */
public record CertificateFile(
        Path file, @Nullable Path key, @Nullable Path ocsp, List<String> names) {
    public CertificateFile {
        names = List.copyOf(names);
    }

    /** All that there is of it in or beside one file, for the names in it. */
    public CertificateFile(Path file) {
        this(file, null, null, List.of());
    }
}
