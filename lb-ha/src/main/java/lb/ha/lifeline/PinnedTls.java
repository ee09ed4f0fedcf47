package lb.ha.lifeline;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import lb.ha.settings.LifelineSettings;

/**
 * TLS 1.3 with one peer, both sides showing a certificate, the peer exactly the one that is expected. No authority, no
 * host name; an end of validity is no reason to lose the lifeline, and is told at the start.
 */
final class PinnedTls {
    private final SSLContext context;

    PinnedTls(LifelineSettings settings, LifelineSettings.Peer peer) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] inMemoryOnly = new char[0];
            store.setKeyEntry(
                    settings.node(), settings.key(), inMemoryOnly, new X509Certificate[] {settings.certificate()});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, inMemoryOnly);
            context = SSLContext.getInstance("TLSv1.3");
            context.init(keys.getKeyManagers(), new TrustManager[] {new Pin(peer)}, new SecureRandom());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("the key of node \"" + settings.node() + "\" cannot be used: " + e, e);
        }
    }

    SSLEngine engine(boolean connects) {
        // Without the peer's name and port nothing is resumed: each connection shows the certificates anew.
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(connects);
        engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        if (!connects) {
            engine.setNeedClientAuth(true);
        }
        return engine;
    }

    /** Trusts one certificate. */
    private static final class Pin extends X509ExtendedTrustManager {
        private final LifelineSettings.Peer peer;

        private Pin(LifelineSettings.Peer peer) {
            this.peer = peer;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            // Certificates are equal when their bytes are.
            if (chain.length == 0 || !chain[0].equals(peer.certificate())) {
                throw new CertificateException("it does not show the certificate of node \"" + peer.node() + "\"");
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
