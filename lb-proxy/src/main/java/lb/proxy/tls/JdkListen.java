package lb.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import lb.proxy.settings.ListenTls;

/**
 * Java's own TLS: one context for all certificates of a bind. A connection's certificate is known by the host that its
 * engine takes for its peer's, which is nothing else to a server.
 */
final class JdkListen implements ListenEngines<JdkKeys.Key> {
    private final JdkKeys keys = new JdkKeys(null);
    private final SSLContext context;
    private final SSLParameters parameters;
    private final List<String> protocols;

    JdkListen(ListenTls settings, Algorithms algorithms, X509ExtendedTrustManager trust)
            throws GeneralSecurityException {
        context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
        Duration lifetime = settings.tickets().enabled() ? settings.tickets().lifetime() : Duration.ofSeconds(1);
        context.getServerSessionContext().setSessionTimeout(Math.clamp(lifetime.toSeconds(), 1, Integer.MAX_VALUE));
        parameters = parameters(context, algorithms);
        parameters.setUseCipherSuitesOrder(true);
        protocols = settings.protocols();
        switch (settings.clients().demand()) {
            case NONE -> {}
            case OPTIONAL -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
    }

    /** What both sides have in common. */
    static SSLParameters parameters(SSLContext context, Algorithms algorithms) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(algorithms.versions().toArray(String[]::new));
        parameters.setCipherSuites(algorithms.suites().toArray(String[]::new));
        parameters.setNamedGroups(algorithms.groups().toArray(String[]::new));
        return parameters;
    }

    @Override
    public JdkKeys.Key prepare(ServerCertificate certificate) {
        return keys.add(certificate);
    }

    @Override
    public SSLEngine engine(List<JdkKeys.Key> certificates, ClientHello hello, ByteBufAllocator allocator) {
        JdkKeys.Key chosen = certificates.getLast();
        for (JdkKeys.Key key : certificates.reversed()) {
            if (key.certificate().type() == KeyType.RSA
                    || (key.certificate().type() == KeyType.EC && hello.takesEcdsa())) {
                chosen = key;
            }
        }
        SSLEngine engine = context.createSSLEngine(chosen.alias(), 0);
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        if (!protocols.isEmpty()) {
            // Without one in common, none: an empty text. Java's own choice would be an alert.
            engine.setHandshakeApplicationProtocolSelector((_, offered) ->
                    protocols.stream().filter(offered::contains).findFirst().orElse(""));
        }
        return engine;
    }

    @Override
    public void close() {}
}
