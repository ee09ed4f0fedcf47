package lb.proxy.settings;

import java.util.List;

/**
 * Which versions and algorithms are spoken. Empty lists leave the choice to lb, which is that of Mozilla's intermediate
 * configuration.
 *
 * @param oldest the oldest version
 * @param newest the newest, not before {@code oldest}
 * @param ciphers those of TLS 1.2 and before, in OpenSSL's names, the best first
 * @param cipherSuites those of TLS 1.3, in the names of RFC 8446, the best first
 * @param curves groups for the key exchange, in OpenSSL's names, the best first
 */
public record TlsAlgorithms(
        TlsVersion oldest, TlsVersion newest, List<String> ciphers, List<String> cipherSuites, List<String> curves) {
    /** What lb chooses. */
    public static final TlsAlgorithms STANDARD =
            new TlsAlgorithms(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3, List.of(), List.of(), List.of());

    public TlsAlgorithms {
        ciphers = List.copyOf(ciphers);
        cipherSuites = List.copyOf(cipherSuites);
        curves = List.copyOf(curves);
    }
}
