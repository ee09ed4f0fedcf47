package lb.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import lb.proxy.settings.ConnectTls;
import org.jspecify.annotations.Nullable;

/** BoringSSL. */
final class OpenSslConnect implements ConnectEngines {
    private final ReferenceCountedOpenSslContext context;
    private final @Nullable OpenSslCertificate certificate;
    private final InstantSource clock;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    OpenSslConnect(
            ConnectTls settings,
            Algorithms algorithms,
            ServerTrust trust,
            @Nullable ServerCertificate certificate,
            InstantSource clock)
            throws SSLException, TlsFilesException {
        this.certificate = certificate == null ? null : OpenSslCertificate.of(certificate);
        this.clock = clock;
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols(algorithms.versions())
                .ciphers(algorithms.suites(), IdentityCipherSuiteFilter.INSTANCE)
                .option(OpenSslContextOption.GROUPS, algorithms.groups().toArray(String[]::new))
                .option(OpenSslContextOption.USE_TASKS, false)
                .endpointIdentificationAlgorithm(null)
                .trustManager(trust);
        if (!settings.protocols().isEmpty()) {
            builder.applicationProtocolConfig(OpenSslListen.alpn(settings.protocols()));
        }
        context = (ReferenceCountedOpenSslContext) builder.build();
        OpenSslSessionContext sessions = context.sessionContext();
        sessions.setSessionCacheEnabled(settings.resume());
        if (settings.resume()) {
            sessions.setSessionCacheSize(MOST_SESSIONS);
            // Without keys: tickets of TLS 1.2 are asked for.
            sessions.setTicketKeys();
        }
    }

    @Override
    public SSLEngine engine(@Nullable String serverName, String host, int port, ByteBufAllocator allocator) {
        ReferenceCountedOpenSslEngine engine = (ReferenceCountedOpenSslEngine)
                context.newEngine(allocator, ConnectContext.peer(serverName, host), port);
        try {
            long ssl = engine.sslPointer();
            if (serverName != null && ConnectContext.isAsked(serverName)) {
                SSL.setTlsExtHostName(ssl, HostNames.canonical(serverName));
            }
            if (certificate != null) {
                certificate.addTo(ssl, clock.millis());
            }
            return engine;
        } catch (Exception e) {
            engine.release();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        // Engines have references of their own, which a second release would take from them.
        if (isClosed.compareAndSet(false, true)) {
            context.release();
        }
    }
}
