package lb.proxy.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCredential;

/** Who does the cryptography. Any thread. */
public enum TlsLibrary {
    /** BoringSSL, by way of netty-tcnative. */
    OPENSSL,
    /** Java's own. */
    JDK;

    /** The faster one of those that are there. */
    public static TlsLibrary best() {
        return absence().isEmpty() ? OPENSSL : JDK;
    }

    /** Why there is no {@link #OPENSSL}, in a sentence; empty where there is. */
    public static String absence() {
        Throwable cause = OpenSsl.unavailabilityCause();
        if (cause != null) {
            return "netty-tcnative cannot be loaded: " + cause.getMessage();
        }
        return OpenSslCredential.isAvailable() ? "" : OpenSsl.versionString() + " is not BoringSSL";
    }
}
