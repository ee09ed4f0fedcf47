package lb.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.SessionTickets;

/**
 * BoringSSL: one context for all certificates of a bind, so that they share tickets and sessions. A connection is given its
 * certificates when its hello is known. Handshakes ask nothing of Java, unless clients show certificates.
 */
final class OpenSslListen implements ListenEngines<OpenSslCertificate> {
    private final ReferenceCountedOpenSslContext context;
    private final boolean resumable;
    private final TicketKeys tickets;
    private final InstantSource clock;

    /** The period of the keys that the context has. */
    private final AtomicLong period = new AtomicLong(Long.MIN_VALUE);

    private final AtomicBoolean isClosed = new AtomicBoolean();

    /**
     * A context.
     *
     * @param trust who clients have to be known to; of nobody where none is asked
     * @param sessionGroup what a session has to have been begun under, to go on under this
     */
    OpenSslListen(
            ListenTls settings,
            Algorithms algorithms,
            X509ExtendedTrustManager trust,
            byte[] sessionGroup,
            TicketKeys tickets,
            InstantSource clock)
            throws SSLException {
        SessionTickets resumption = settings.tickets();
        this.resumable = resumption.enabled();
        this.tickets = tickets;
        this.clock = clock;
        int lifetime = Math.clamp(resumption.lifetime().toSeconds(), 1, Integer.MAX_VALUE);
        SslContextBuilder builder = SslContextBuilder.forServer(new NoKeys())
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols(algorithms.versions())
                .ciphers(algorithms.suites(), IdentityCipherSuiteFilter.INSTANCE)
                .option(OpenSslContextOption.GROUPS, algorithms.groups().toArray(String[]::new))
                // What would be a task, asking Java whom to believe, happens in the handshake where it is wanted.
                .option(OpenSslContextOption.USE_TASKS, false)
                .trustManager(trust)
                .clientAuth(
                        switch (settings.clients().demand()) {
                            case NONE -> ClientAuth.NONE;
                            case OPTIONAL -> ClientAuth.OPTIONAL;
                            case REQUIRED -> ClientAuth.REQUIRE;
                        })
                .sessionTimeout(lifetime);
        if (!settings.protocols().isEmpty()) {
            builder.applicationProtocolConfig(alpn(settings.protocols()));
        }
        context = (ReferenceCountedOpenSslContext) builder.build();
        boolean made = false;
        try {
            OpenSslServerSessionContext sessions = (OpenSslServerSessionContext) context.sessionContext();
            sessions.setSessionIdContext(Arrays.copyOf(sessionGroup, SSL_MAX_SID_CTX_LENGTH));
            sessions.setSessionCacheEnabled(resumable);
            if (resumable) {
                renewTickets(clock.millis());
            }
            made = true;
        } finally {
            if (!made) {
                context.release();
            }
        }
    }

    private static final int SSL_MAX_SID_CTX_LENGTH = 32;

    /** One of ours in their order; without one in common, none. */
    static ApplicationProtocolConfig alpn(List<String> protocols) {
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                protocols);
    }

    @Override
    public OpenSslCertificate prepare(ServerCertificate certificate) throws TlsFilesException {
        return OpenSslCertificate.of(certificate);
    }

    @Override
    public SSLEngine engine(List<OpenSslCertificate> certificates, ClientHello hello, ByteBufAllocator allocator) {
        long now = clock.millis();
        ReferenceCountedOpenSslEngine engine = (ReferenceCountedOpenSslEngine) context.newEngine(allocator);
        try {
            // Not before: from here on nobody frees the context, not even a reload.
            if (resumable) {
                renewTickets(now);
            }
            long ssl = engine.sslPointer();
            for (OpenSslCertificate certificate : certificates) {
                certificate.addTo(ssl, now);
            }
            if (!resumable) {
                SSL.setOptions(ssl, SSL.SSL_OP_NO_TICKET);
            }
            return engine;
        } catch (Exception e) {
            engine.release();
            throw new IllegalStateException(e);
        }
    }

    /** Has the context make and take the tickets of this time. */
    private void renewTickets(long now) {
        long current = tickets.period(now);
        long had = period.get();
        if (had == current || !period.compareAndSet(had, current)) {
            return;
        }
        context.sessionContext()
                .setTicketKeys(tickets.keys(current).stream()
                        .map(key -> new OpenSslSessionTicketKey(
                                Arrays.copyOf(key, 16),
                                Arrays.copyOfRange(key, 16, 32),
                                Arrays.copyOfRange(key, 32, 48)))
                        .toArray(OpenSslSessionTicketKey[]::new));
    }

    @Override
    public void close() {
        // Engines have references of their own, which a second release would take from them.
        if (isClosed.compareAndSet(false, true)) {
            context.release();
        }
    }
}
