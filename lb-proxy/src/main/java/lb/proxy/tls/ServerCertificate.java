package lb.proxy.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate of ours that was read and can be used, with its key.
 *
 * @param file it came from
 * @param chain itself, then those that lead to its authority
 * @param key its private key
 * @param type of the key
 * @param names host names that it is for, as they are looked up: lower case, {@code *.example.com}, {@code *} for all
 * @param exclusions names that it is not for, likewise
 * @param ocsp what is stapled to it; null for nothing
 */
record ServerCertificate(
        Path file,
        List<X509Certificate> chain,
        PrivateKey key,
        KeyType type,
        List<String> names,
        List<String> exclusions,
        @Nullable OcspResponse ocsp) {
    ServerCertificate {
        chain = List.copyOf(chain);
        names = List.copyOf(names);
        exclusions = List.copyOf(exclusions);
    }

    X509Certificate leaf() {
        return chain.getFirst();
    }

    CertificateFacts facts() {
        X509Certificate leaf = leaf();
        return new CertificateFacts(
                file,
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
}
