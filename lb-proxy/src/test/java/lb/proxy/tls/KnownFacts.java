package lb.proxy.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts as a test wants them. */
public record KnownFacts(
        String version,
        String cipher,
        @Nullable String serverName,
        @Nullable String protocol,
        boolean resumed,
        List<X509Certificate> peer)
        implements TlsFacts {
    public static KnownFacts of(X509Certificate... peer) {
        return new KnownFacts("TLSv1.3", "TLS_AES_128_GCM_SHA256", "www.test", "http/1.1", false, List.of(peer));
    }
}
