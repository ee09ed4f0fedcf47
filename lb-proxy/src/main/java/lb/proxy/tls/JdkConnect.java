package lb.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import lb.proxy.settings.ConnectTls;
import org.jspecify.annotations.Nullable;

/** Java's own TLS. */
final class JdkConnect implements ConnectEngines {
    private final SSLContext context;
    private final Algorithms algorithms;
    private final List<String> protocols;
    private final boolean resume;
    private final AtomicLong connections = new AtomicLong();

    JdkConnect(ConnectTls settings, Algorithms algorithms, ServerTrust trust, @Nullable ServerCertificate certificate)
            throws GeneralSecurityException {
        this.algorithms = algorithms;
        this.protocols = settings.protocols();
        this.resume = settings.resume();
        JdkKeys keys = new JdkKeys(certificate);
        context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
        context.getClientSessionContext().setSessionCacheSize(resume ? MOST_SESSIONS : 1);
    }

    @Override
    public SSLEngine engine(@Nullable String serverName, String host, int port, ByteBufAllocator allocator) {
        // Java has no switch for it: a peer that never comes again is one that no session is found for.
        String peer = resume ? host : host + "/" + connections.incrementAndGet();
        SSLEngine engine = context.createSSLEngine(ConnectContext.peer(serverName, peer), port);
        engine.setUseClientMode(true);
        SSLParameters parameters = JdkListen.parameters(context, algorithms);
        String name = serverName != null && ConnectContext.isAsked(serverName) ? HostNames.canonical(serverName) : null;
        parameters.setServerNames(name == null ? List.of() : List.of(new SNIHostName(name)));
        parameters.setApplicationProtocols(protocols.toArray(String[]::new));
        engine.setSSLParameters(parameters);
        return engine;
    }

    @Override
    public void close() {}
}
