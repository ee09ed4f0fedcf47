package lb.ha.lifeline;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A node's key and the certificate that the others know it by: EC P-256, signed by itself, without an end (RFC 5280
 * section 4.1.2.5). It is compared as a whole, so it needs no authority, no host name and no extension.
 *
 * <pre>
 *  Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, BIT STRING }
 *  tbsCertificate ::= SEQUENCE { [0] { 2 }, serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo }
 * </pre>
 *
 * <p>Written here, in DER (ITU-T X.690): the JDK reads certificates and does not make them, and a library that does is
 * larger than this program.
 */
public record NodeCertificate(KeyPair keys, X509Certificate certificate) {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int EXPLICIT_0 = 0xa0;

    /** OID 1.2.840.10045.4.3.2, ecdsa-with-SHA256. */
    private static final byte[] ECDSA_WITH_SHA256 = {0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};

    /** OID 2.5.4.3, commonName. */
    private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};

    private static final String NO_END = "99991231235959Z";
    private static final int SERIAL_BITS = 127;

    /**
     * Makes a key and its certificate.
     *
     * @param node name of the node, for people who look into the certificate
     * @param notBefore 1950 to 2049
     * @throws GeneralSecurityException where the JDK has no elliptic curves
     */
    public static NodeCertificate create(String node, Instant notBefore) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();

        byte[] algorithm = der(SEQUENCE, ECDSA_WITH_SHA256);
        byte[] name = der(
                SEQUENCE,
                der(
                        SET,
                        der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, ("lb " + node).getBytes(StandardCharsets.UTF_8)))));
        byte[] serial = new BigInteger(SERIAL_BITS, new SecureRandom())
                .add(BigInteger.ONE)
                .toByteArray();
        String begin = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(notBefore);
        byte[] signed = der(
                SEQUENCE,
                der(EXPLICIT_0, der(INTEGER, new byte[] {2})),
                der(INTEGER, serial),
                algorithm,
                name,
                der(SEQUENCE, der(UTC_TIME, ascii(begin)), der(GENERALIZED_TIME, ascii(NO_END))),
                name,
                keys.getPublic().getEncoded());

        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(signed);
        byte[] whole = der(SEQUENCE, signed, algorithm, der(BIT_STRING, new byte[] {0}, signature.sign()));
        X509Certificate certificate = (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
        return new NodeCertificate(keys, certificate);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A tag, the length of what follows, and that. */
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "NodeCertificate[" + certificate.getSubjectX500Principal() + "]";
    }
}
