package lb.proxy.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import lb.proxy.settings.CertificateFile;
import org.jspecify.annotations.Nullable;

/**
 * What people want to know of a certificate that is in use.
 *
 * @param file it came from
 * @param subject its distinguished name, as RFC 2253 writes it
 * @param issuer likewise, of who has signed it
 * @param names host names that clients get it for
 * @param keyType such as {@code RSA 2048} and {@code EC secp256r1}
 * @param notBefore when it begins to be valid
 * @param notAfter when it ends to be
 * @param serial its serial number, hexadecimal
 * @param fingerprint SHA-256 of it, hexadecimal
 * @param stapledUntil when the OCSP response that goes along with it ends to be valid; null where there is none, and where
 *     it does not say
 */
public record CertificateFacts(
        Path file,
        String subject,
        String issuer,
        List<String> names,
        String keyType,
        Instant notBefore,
        Instant notAfter,
        String serial,
        String fingerprint,
        @Nullable Instant stapledUntil) {
    public CertificateFacts {
        names = List.copyOf(names);
    }

    static CertificateFacts of(
            CertificateFile source, List<X509Certificate> chain, List<String> names, @Nullable OcspResponse ocsp) {
        X509Certificate leaf = chain.getFirst();
        return new CertificateFacts(
                source.file(),
                leaf.getSubjectX500Principal().getName(),
                leaf.getIssuerX500Principal().getName(),
                names,
                KeyType.describe(leaf.getPublicKey()),
                leaf.getNotBefore().toInstant(),
                leaf.getNotAfter().toInstant(),
                leaf.getSerialNumber().toString(16),
                fingerprint(leaf),
                ocsp == null ? null : ocsp.nextUpdate());
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whole days until it is not valid any more; negative from the moment on that it is not. */
    public long daysLeft(Instant now) {
        return Math.floorDiv(
                Duration.between(now, notAfter).toSeconds(), Duration.ofDays(1).toSeconds());
    }
}
