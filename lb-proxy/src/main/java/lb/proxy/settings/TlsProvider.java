package lb.proxy.settings;

/** Who does the cryptography of TLS. */
public enum TlsProvider {
    /** OpenSSL's library where it loads, else Java's. */
    AUTO,
    /** BoringSSL, by way of netty-tcnative; a start without it fails. */
    OPENSSL,
    /** Java's own: anywhere, at several times the work. */
    JDK
}
