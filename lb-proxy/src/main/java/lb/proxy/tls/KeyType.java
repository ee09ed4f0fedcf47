package lb.proxy.tls;

import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.ECParameterSpec;
import org.jspecify.annotations.Nullable;

/** Kinds of keys in certificates, those first that are wanted first where a client takes several. */
enum KeyType {
    EC,
    ED25519,
    RSA;

    /** Null for others, which TLS does not use here. */
    static @Nullable KeyType of(PublicKey key) {
        return switch (key) {
            case ECKey _ -> EC;
            case EdECKey edwards when edwards.getParams().getName().equals("Ed25519") -> ED25519;
            case RSAKey _ -> RSA;
            default -> null;
        };
    }

    /** With its size or its curve. */
    static String describe(PublicKey key) {
        return switch (key) {
            case ECKey curve -> "EC " + curve(curve.getParams());
            case EdECKey edwards -> edwards.getParams().getName();
            case RSAKey rsa -> "RSA " + rsa.getModulus().bitLength();
            default -> key.getAlgorithm();
        };
    }

    /** The name of a curve, such as {@code secp256r1}; its size where it has no name. */
    static String curve(ECParameterSpec curve) {
        // Java's own class tells "secp256r1 [NIST P-256,X9.62 prime256v1] (1.2.840.10045.3.1.7)".
        String text = curve.toString();
        int blank = text.indexOf(' ');
        return text.startsWith("sec") && blank > 0
                ? text.substring(0, blank)
                : curve.getOrder().bitLength() + " bits";
    }
}
