package lb.proxy.check;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import lb.proxy.settings.CheckTls;
import org.jspecify.annotations.Nullable;

/** What the TLS connections of one server's checks have in common; sessions are resumed. For any thread. */
final class TlsContext {
    private static final TrustManager[] ANYBODY = {new Anybody()};

    private final CheckTls settings;
    private final SSLContext context;

    /** @throws IllegalArgumentException if there are no certificates in its file */
    TlsContext(CheckTls settings) {
        this.settings = settings;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(null, trusted(settings), null);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(settings.authorities() + ": " + e.getMessage(), e);
        }
    }

    /** For one connection, which it begins. */
    SSLEngine engine(InetSocketAddress server) {
        String name = settings.serverName();
        SSLEngine engine = context.createSSLEngine(name == null ? server.getHostString() : name, server.getPort());
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        if (name != null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
            if (settings.verify()) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
        } else {
            parameters.setServerNames(List.of());
        }
        parameters.setApplicationProtocols(settings.alpn().toArray(String[]::new));
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static TrustManager @Nullable [] trusted(CheckTls settings) throws GeneralSecurityException, IOException {
        if (!settings.verify()) {
            return ANYBODY;
        }
        Path file = settings.authorities();
        if (file == null) {
            return null;
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry(String.valueOf(store.size()), certificate);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** Trusts everybody: a check may only want to know that somebody answers. */
    private static final class Anybody extends X509ExtendedTrustManager {
        private static final X509Certificate[] NONE = {};

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return NONE;
        }
    }
}
