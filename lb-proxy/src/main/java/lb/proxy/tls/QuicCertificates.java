package lb.proxy.tls;

import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of one bind as QUIC shows them: those that its {@link ListenContext} has at each handshake. Of several kinds of
 * keys for a name it shows the best, which every client of TLS 1.3 understands. Any thread.
 */
public final class QuicCertificates {
    private final ListenContext files;
    private final String protocol;
    private volatile Made made;

    private record Made(Map<ServerCertificate, ?> from, CertificateTable<QuicSslContext> table) {}

    /** @param protocol of the application, in ALPN's name; nothing else is spoken */
    public QuicCertificates(ListenContext files, String protocol) {
        this.files = files;
        this.protocol = protocol;
        made = make(files.inUse());
    }

    /**
     * What every connection begins with, before its client has named a server.
     *
     * @param now those that are shown then
     */
    public static QuicSslContext context(Supplier<QuicCertificates> now) {
        return QuicSslContextBuilder.buildForServerWithSni(name -> now.get().map(name));
    }

    /** Whether it shows what these files have. */
    public boolean areOf(ListenContext other) {
        return files.equals(other);
    }

    @SuppressWarnings("ReferenceEquality") // whether it is still the same one
    private @Nullable QuicSslContext map(@Nullable String serverName) {
        Map<ServerCertificate, ?> now = files.inUse();
        Made current = made;
        if (current.from() != now) {
            current = make(now);
            made = current;
        }
        List<QuicSslContext> found = current.table().find(serverName);
        return found == null || found.isEmpty() ? null : found.getFirst();
    }

    private Made make(Map<ServerCertificate, ?> certificates) {
        Map<ServerCertificate, QuicSslContext> contexts = new LinkedHashMap<>();
        for (ServerCertificate certificate : certificates.keySet()) {
            X509Certificate[] chain = certificate.chain().toArray(X509Certificate[]::new);
            contexts.put(
                    certificate,
                    QuicSslContextBuilder.forServer(certificate.key(), null, chain)
                            .applicationProtocols(protocol)
                            .earlyData(false)
                            .build());
        }
        return new Made(certificates, new CertificateTable<>(contexts, files.isStrict()));
    }
}
