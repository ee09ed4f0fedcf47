package lb.proxy.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificate a server may show: one of an authority, for the name that is expected. Names are compared here and not by
 * a library, since the host that an engine takes for its peer's is {@link ConnectContext#peer} here.
 */
final class ServerTrust extends X509ExtendedTrustManager {
    private static final X509Certificate[] NONE = {};

    /** Null for anybody. */
    private final @Nullable X509ExtendedTrustManager authorities;

    private final @Nullable String expectedName;

    /** Whether what the server was asked for comes first. */
    private final boolean askedFirst;

    /**
     * @param expectedName null for what the server was asked for
     * @param askedFirst whether that is expected only where the server was asked for nothing
     */
    ServerTrust(@Nullable X509ExtendedTrustManager authorities, @Nullable String expectedName, boolean askedFirst) {
        this.authorities = authorities;
        this.expectedName = expectedName;
        this.askedFirst = askedFirst;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        if (authorities == null) {
            return;
        }
        // Without the engine: with it, Java would compare names, too.
        authorities.checkServerTrusted(chain, type);
        String asked = ConnectContext.serverName(engine.getPeerHost());
        String name = expectedName == null || (askedFirst && asked != null) ? asked : expectedName;
        if (name != null && !HostNames.matches(chain[0], name)) {
            // The name may come from a client, and the others come from the server.
            throw new CertificateException("the server's certificate is for "
                    + TlsText.printable(String.join(", ", HostNames.of(chain[0]))) + ", not for "
                    + TlsText.printable(name));
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("no engine");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("no engine");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return NONE;
    }
}
