package lb.proxy.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in the formats that PEM files have: PKCS #8 (RFC 5958), PKCS #1 for RSA (RFC 8017 appendix A.1.2) and SEC 1 for
 * elliptic curves (RFC 5915). The older two are put into the first, the only one that Java reads:
 *
 * <pre>
 *  PrivateKeyInfo  SEQUENCE { version INTEGER 0, SEQUENCE { algorithm, parameters }, OCTET STRING { key } }
 *  ECPrivateKey    SEQUENCE { version INTEGER 1, OCTET STRING, [0] curve, [1] public key }
 * </pre>
 */
final class PrivateKeys {
    static final String PKCS8 = "PRIVATE KEY";
    static final String PKCS8_ENCRYPTED = "ENCRYPTED PRIVATE KEY";
    static final String PKCS1 = "RSA PRIVATE KEY";
    static final String SEC1 = "EC PRIVATE KEY";
    static final String EC_PARAMETERS = "EC PARAMETERS";

    private static final byte[] VERSION = Der.element(Der.INTEGER, new byte[1]);
    private static final byte[] RSA = algorithm("2a864886f70d010101");
    private static final byte[] EC = algorithm("2a8648ce3d0201");

    private static final Map<String, String> FACTORIES = Map.of(
            "2a864886f70d010101", "RSA",
            "2a864886f70d01010a", "RSASSA-PSS",
            "2a8648ce3d0201", "EC",
            "2b6570", "Ed25519");

    /** A key that cannot be used. */
    static final class BadKeyException extends Exception {
        private static final long serialVersionUID = 1;

        BadKeyException(String message) {
            super(message);
        }
    }

    private PrivateKeys() {}

    /** Whether something in a PEM file is a key, good or not. */
    static boolean isKey(String label) {
        return label.endsWith("PRIVATE KEY");
    }

    /**
     * A key.
     *
     * @param curve the {@link #EC_PARAMETERS} that stood before it; null for none
     */
    static PrivateKey of(PemFile.Block block, byte @Nullable [] curve) throws BadKeyException {
        if (block.encrypted() || block.label().equals(PKCS8_ENCRYPTED)) {
            throw new BadKeyException("the key is encrypted, and nobody is there to type its password: "
                    + "openssl pkey -in FILE -out NEW-FILE decrypts it");
        }
        try {
            byte[] key = block.bytes();
            byte[] info = switch (block.label()) {
                case PKCS8 -> key;
                case PKCS1 -> info(Der.element(Der.SEQUENCE, RSA, Der.element(Der.NULL)), key);
                case SEC1 -> info(Der.element(Der.SEQUENCE, EC, curve(key, curve)), key);
                default ->
                    throw new BadKeyException("cannot use a " + block.label() + " (expected " + PKCS8 + ", " + PKCS1
                            + " or " + SEC1 + ")");
            };
            Der reader = new Der(info).in(Der.SEQUENCE);
            reader.in(Der.INTEGER);
            String type = HexFormat.of().formatHex(reader.in(Der.SEQUENCE).content(Der.OBJECT_IDENTIFIER));
            String factory = FACTORIES.get(type);
            if (factory == null) {
                throw new BadKeyException(
                        "is a key of a kind that TLS does not use here (expected RSA, EC or Ed25519)");
            }
            return KeyFactory.getInstance(factory).generatePrivate(new PKCS8EncodedKeySpec(info));
        } catch (Der.BrokenException | GeneralSecurityException e) {
            throw new BadKeyException("the key is broken: " + TlsText.printable(String.valueOf(e.getMessage())));
        }
    }

    private static byte[] algorithm(String hex) {
        return Der.element(Der.OBJECT_IDENTIFIER, HexFormat.of().parseHex(hex));
    }

    private static byte[] info(byte[] algorithm, byte[] key) {
        return Der.element(Der.SEQUENCE, VERSION, algorithm, Der.element(Der.OCTET_STRING, key));
    }

    private static byte[] curve(byte[] key, byte @Nullable [] before) throws Der.BrokenException, BadKeyException {
        Der reader = new Der(key).in(Der.SEQUENCE);
        reader.in(Der.INTEGER);
        reader.in(Der.OCTET_STRING);
        if (reader.tag() == Der.context(0)) {
            return reader.content(Der.context(0));
        }
        if (before == null) {
            throw new BadKeyException("the key does not say its curve, nor does an EC PARAMETERS before it");
        }
        return before;
    }
}
