package lb.proxy.tls;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** Engines of both libraries, with one certificate for www.test. */
public final class TestEngines {
    private static final TestCertificates.Issued KEYS =
            TestCertificates.authority("the authority").issue("www.test");
    private static final ConcurrentHashMap<String, SslContext> CONTEXTS = new ConcurrentHashMap<>();

    private TestEngines() {}

    public static X509Certificate certificate() {
        return KEYS.certificate();
    }

    public static PrivateKey key() {
        return KEYS.key();
    }

    /** @param version such as TLSv1.3 */
    public static SSLEngine server(TlsLibrary library, String version) {
        return engine(library, version, true);
    }

    public static SSLEngine client(TlsLibrary library, String version) {
        return engine(library, version, false);
    }

    private static SSLEngine engine(TlsLibrary library, String version, boolean server) {
        SslContext context =
                CONTEXTS.computeIfAbsent(library + version + server, _ -> context(library, version, server));
        return server
                ? context.newEngine(UnpooledByteBufAllocator.DEFAULT)
                : context.newEngine(UnpooledByteBufAllocator.DEFAULT, "www.test", 443);
    }

    private static SslContext context(TlsLibrary library, String version, boolean server) {
        try {
            SslContextBuilder builder = server
                    ? SslContextBuilder.forServer(KEYS.key(), KEYS.certificate())
                            .clientAuth(ClientAuth.NONE)
                    : SslContextBuilder.forClient()
                            .trustManager(InsecureTrustManagerFactory.INSTANCE)
                            .endpointIdentificationAlgorithm(null);
            return builder.sslProvider(library == TlsLibrary.JDK ? SslProvider.JDK : SslProvider.OPENSSL_REFCNT)
                    .protocols(version)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }
}
