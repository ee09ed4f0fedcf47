package lb.proxy.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What engines of both libraries tell. */
final class HandshakeFacts implements TlsFacts {
    private final SSLSession session;
    private final String version;
    private final String cipher;
    private final @Nullable String serverName;
    private final @Nullable String protocol;
    private final boolean resumed;

    HandshakeFacts(SSLEngine engine, @Nullable String serverName, long began) {
        this.session = engine.getSession();
        this.version = session.getProtocol();
        this.cipher = CipherNames.openSsl(session.getCipherSuite());
        this.serverName = serverName;
        String agreed = engine.getApplicationProtocol();
        this.protocol = agreed == null || agreed.isEmpty() ? null : agreed;
        this.resumed = engine instanceof ReferenceCountedOpenSslEngine native_
                ? native_.refCnt() > 0 && SSL.isSessionReused(native_.sslPointer())
                : session.getCreationTime() < began;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public String cipher() {
        return cipher;
    }

    @Override
    public @Nullable String serverName() {
        return serverName;
    }

    @Override
    public @Nullable String protocol() {
        return protocol;
    }

    @Override
    public boolean resumed() {
        return resumed;
    }

    @Override
    public List<X509Certificate> peer() {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
        return List.copyOf(chain);
    }
}
