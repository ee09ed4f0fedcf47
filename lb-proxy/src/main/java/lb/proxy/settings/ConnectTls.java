package lb.proxy.settings;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TLS to a server.
 *
 * @param verify whether its certificate has to be valid
 * @param authorities a file of certificates (PEM) that may have signed it; null for those that Java trusts
 * @param revoked a file of revocation lists (PEM); null for none
 * @param serverName what it is asked for (SNI), perhaps a part of the request; null for nothing
 * @param expectedName what the certificate has to be for where it is verified; null for {@code serverName}, and
 *     without that for any name. Beside a server name that is made of the request: where none came of it
 * @param protocols as ALPN has them, the best first; empty for no choice
 * @param algorithms what is spoken
 * @param certificate what we show it, when it asks; null for nothing
 * @param resume whether sessions are resumed
 */
public record ConnectTls(
        boolean verify,
        @Nullable Path authorities,
        @Nullable Path revoked,
        @Nullable Template serverName,
        @Nullable String expectedName,
        List<String> protocols,
        TlsAlgorithms algorithms,
        @Nullable CertificateFile certificate,
        boolean resume) {
    public ConnectTls {
        protocols = List.copyOf(protocols);
    }

    /** Of a server that Java trusts, without a name. */
    public ConnectTls() {
        this(true, null, null, null, null, List.of(), TlsAlgorithms.STANDARD, null, true);
    }
}
