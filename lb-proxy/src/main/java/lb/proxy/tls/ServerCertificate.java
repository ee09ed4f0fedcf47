package lb.proxy.tls;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import lb.proxy.settings.CertificateFile;
import org.jspecify.annotations.Nullable;

/**
 * A certificate of ours that was read and can be used, with its key.
 *
 * @param source where it came from
 * @param chain itself, then those that lead to its authority
 * @param key its private key
 * @param type of the key
 * @param names host names that it is for, as they are looked up: lower case, {@code *.example.com}, {@code *} for all
 * @param exclusions names that it is not for, likewise
 * @param ocsp what is stapled to it; null for nothing
 */
record ServerCertificate(
        CertificateFile source,
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

    Path file() {
        return source.file();
    }

    X509Certificate leaf() {
        return chain.getFirst();
    }

    /** The same with another response. */
    ServerCertificate with(@Nullable OcspResponse response) {
        return new ServerCertificate(source, chain, key, type, names, exclusions, response);
    }

    CertificateFacts facts() {
        return CertificateFacts.of(source, chain, names, ocsp);
    }
}
