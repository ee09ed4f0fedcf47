package lb.proxy.tls;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cipher suites by the names of OpenSSL, and of RFCs and Java. */
final class CipherNames {
    /** All of TLS 1.3, as Mozilla orders them; BoringSSL speaks these three, whatever it is told. */
    static final List<String> SUITES =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    /** Of TLS 1.2, as Mozilla's intermediate configuration has them, without those of finite field Diffie-Hellman. */
    static final List<String> STANDARD = List.of(
            "ECDHE-ECDSA-AES128-GCM-SHA256",
            "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDHE-RSA-AES256-GCM-SHA384",
            "ECDHE-ECDSA-CHACHA20-POLY1305",
            "ECDHE-RSA-CHACHA20-POLY1305");

    /** For TLS 1.1 and before, behind them. */
    static final List<String> OLD =
            List.of("ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA");

    /** Those of TLS 1.2 and before that anybody names in a configuration of our days. */
    static final Map<String, String> TO_JAVA = toJava();

    private static final Map<String, String> TO_OPENSSL = toOpenSsl();

    private CipherNames() {}

    /** The name that OpenSSL and so HAProxy's logs have for one of Java's; itself where there is no other. */
    static String openSsl(String java) {
        return TO_OPENSSL.getOrDefault(java, java);
    }

    private static Map<String, String> toJava() {
        Map<String, String> names = new LinkedHashMap<>();
        for (String exchange : List.of("ECDHE-ECDSA", "ECDHE-RSA", "DHE-RSA", "")) {
            String prefix = exchange.isEmpty() ? "" : exchange + "-";
            String java = exchange.isEmpty() ? "TLS_RSA_WITH_" : "TLS_" + exchange.replace('-', '_') + "_WITH_";
            names.put(prefix + "AES128-GCM-SHA256", java + "AES_128_GCM_SHA256");
            names.put(prefix + "AES256-GCM-SHA384", java + "AES_256_GCM_SHA384");
            if (!exchange.isEmpty()) {
                names.put(prefix + "CHACHA20-POLY1305", java + "CHACHA20_POLY1305_SHA256");
            }
            names.put(prefix + "AES128-SHA256", java + "AES_128_CBC_SHA256");
            names.put(
                    prefix + (exchange.startsWith("ECDHE") ? "AES256-SHA384" : "AES256-SHA256"),
                    java + (exchange.startsWith("ECDHE") ? "AES_256_CBC_SHA384" : "AES_256_CBC_SHA256"));
            names.put(prefix + "AES128-SHA", java + "AES_128_CBC_SHA");
            names.put(prefix + "AES256-SHA", java + "AES_256_CBC_SHA");
            names.put(prefix + "DES-CBC3-SHA", java + "3DES_EDE_CBC_SHA");
        }
        return Collections.unmodifiableMap(names);
    }

    private static Map<String, String> toOpenSsl() {
        Map<String, String> names = new LinkedHashMap<>();
        TO_JAVA.forEach((openSsl, java) -> names.put(java, openSsl));
        return Collections.unmodifiableMap(names);
    }
}
