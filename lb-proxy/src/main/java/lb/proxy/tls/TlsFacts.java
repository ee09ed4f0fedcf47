package lb.proxy.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** What is known of a finished handshake. Any thread. */
public interface TlsFacts {
    /**
     * Those of an engine, which has just finished its handshake.
     *
     * @param serverName that was asked for; null for none
     * @param beganMillis when it was made, as {@link System#currentTimeMillis} has it: Java's own TLS does not say whether a
     *     session is a former one, but when it was begun
     */
    static TlsFacts of(SSLEngine engine, @Nullable String serverName, long beganMillis) {
        return new HandshakeFacts(engine, serverName, beganMillis);
    }

    /** Such as {@code TLSv1.3}. */
    String version();

    /** Of the cipher suite, in the names of OpenSSL, as HAProxy logs them: {@code ECDHE-RSA-AES128-GCM-SHA256}, {@code TLS_AES_128_GCM_SHA256}. */
    String cipher();

    /** The server name that was asked for (SNI), as the client wrote it, whatever that is; null for none. */
    @Nullable
    String serverName();

    /** The protocol of the application that was agreed on (ALPN); null for none. */
    @Nullable
    String protocol();

    /** Whether a former session went on. */
    boolean resumed();

    /** Certificates of the peer, its own first, as it has sent them and as they were found to be good; empty for none. */
    List<X509Certificate> peer();
}
