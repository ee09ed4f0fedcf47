package lb.proxy.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Authorities and certificates for tests. Keys are made once for each kind; those of RSA take a while, so EC is to be
 * preferred.
 */
public final class TestCertificates {
    private static final Map<String, KeyPair> KEYS = new ConcurrentHashMap<>();
    private static final AtomicLong SERIAL = new AtomicLong(1000);

    private TestCertificates() {}

    /** A certificate, its key, and those that lead to its root, which is left out. */
    public record Issued(X509Certificate certificate, PrivateKey key, List<X509Certificate> chain) {
        /** Certificate, chain and key in PEM. */
        public String pem() {
            return chainPem() + keyPem();
        }

        public String chainPem() {
            StringBuilder text = new StringBuilder(TestCertificates.pem(certificate));
            chain.forEach(next -> text.append(TestCertificates.pem(next)));
            return text.toString();
        }

        public String keyPem() {
            return TestCertificates.pem("PRIVATE KEY", key.getEncoded());
        }

        /** Writes all of it into a file. */
        public Path in(Path file) {
            return write(file, pem());
        }
    }

    /** Who signs. */
    public record Authority(X509Certificate certificate, PrivateKey key, List<X509Certificate> chain) {
        public Path in(Path file) {
            return write(file, TestCertificates.pem(certificate));
        }

        /** With an EC key, valid from yesterday on for a year. */
        public Issued issue(String... names) {
            return issue(ec(), names);
        }

        public Issued issue(KeyPair keys, String... names) {
            Instant now = Instant.now();
            return issue(keys, now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(365)), names);
        }

        /** The first name is the common one, and all are alternative ones. */
        public Issued issue(KeyPair keys, Instant from, Instant until, String... names) {
            try {
                var builder = builder(certificate, keys, "CN=" + names[0], from, until);
                GeneralName[] alternatives = new GeneralName[names.length];
                for (int i = 0; i < names.length; i++) {
                    boolean address = names[i].matches("[0-9.]+|.*:.*");
                    alternatives[i] = new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, names[i]);
                }
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
                return new Issued(signed(builder, key), keys.getPrivate(), chain);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Another authority, signed by this one. */
        public Authority intermediate(String name) {
            KeyPair keys = freshEc();
            X509Certificate made = authority(certificate, key, keys, name);
            List<X509Certificate> path = new ArrayList<>();
            path.add(made);
            path.addAll(chain);
            return new Authority(made, keys.getPrivate(), path);
        }

        /** A list of revoked certificates, to be replaced in a day. */
        public X509CRL revoke(X509Certificate... revoked) {
            return revoke(Instant.now().plus(Duration.ofDays(1)), revoked);
        }

        public X509CRL revoke(Instant next, X509Certificate... revoked) {
            try {
                var builder = new X509v2CRLBuilder(
                        new X500Name(certificate.getSubjectX500Principal().getName()),
                        Date.from(Instant.now().minus(Duration.ofDays(2))));
                builder.setNextUpdate(Date.from(next));
                for (X509Certificate one : revoked) {
                    builder.addCRLEntry(one.getSerialNumber(), new Date(), 0);
                }
                return new JcaX509CRLConverter().getCRL(builder.build(signer(key)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** What an OCSP responder says of a certificate: good, from an hour ago until a moment. */
        public byte[] ocsp(X509Certificate about, Instant until) {
            return ocsp(about, until, CertificateStatus.GOOD);
        }

        public byte[] ocsp(X509Certificate about, Instant until, CertificateStatus status) {
            try {
                var digests = new JcaDigestCalculatorProviderBuilder().build();
                var id = new CertificateID(
                        digests.get(CertificateID.HASH_SHA1),
                        new JcaX509CertificateHolder(certificate),
                        about.getSerialNumber());
                var builder = new BasicOCSPRespBuilder(new RespID(
                        new X500Name(certificate.getSubjectX500Principal().getName())));
                builder.addResponse(id, status, Date.from(Instant.now().minus(Duration.ofHours(1))), Date.from(until));
                var basic = builder.build(signer(key), new X509CertificateHolder[0], new Date());
                return new OCSPRespBuilder()
                        .build(OCSPRespBuilder.SUCCESSFUL, basic)
                        .getEncoded();
            } catch (OperatorCreationException | GeneralSecurityException | OCSPException | IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** An OCSP response that is none: {@link OCSPResponseStatus} says why. */
    public static byte[] ocspFailure(int status) {
        try {
            return new OCSPRespBuilder().build(status, null).getEncoded();
        } catch (OCSPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A root. */
    public static Authority authority(String name) {
        KeyPair keys = freshEc();
        return new Authority(authority(null, keys.getPrivate(), keys, name), keys.getPrivate(), List.of());
    }

    /** One key of the curve P-256, always the same. */
    public static KeyPair ec() {
        return ec("secp256r1");
    }

    public static KeyPair ec(String curve) {
        return KEYS.computeIfAbsent(curve, TestCertificates::generateEc);
    }

    /** Another one each time. */
    public static KeyPair freshEc() {
        return generateEc("secp256r1");
    }

    public static KeyPair ed25519() {
        return KEYS.computeIfAbsent("Ed25519", name -> generate(name, 0));
    }

    /** One key for each size, always the same. */
    public static KeyPair rsa(int bits) {
        return KEYS.computeIfAbsent("RSA " + bits, _ -> generate("RSA", bits));
    }

    public static KeyPair rsa() {
        return rsa(2048);
    }

    public static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String pem(X509CRL list) {
        try {
            return pem("X509 CRL", list.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String pem(String label, byte[] bytes) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + label + "-----\n";
    }

    public static Path write(Path file, String text) {
        return write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static X509Certificate authority(X509Certificate issuer, PrivateKey issuerKey, KeyPair keys, String name) {
        try {
            Instant now = Instant.now();
            var builder = builder(
                    issuer, keys, "CN=" + name, now.minus(Duration.ofDays(400)), now.plus(Duration.ofDays(3650)));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(
                    Extension.keyUsage,
                    true,
                    new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature));
            return signed(builder, issuerKey);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(
            X509Certificate issuer, KeyPair keys, String subject, Instant from, Instant until) {
        X500Name signer = new X500Name(
                issuer == null ? subject : issuer.getSubjectX500Principal().getName());
        return new JcaX509v3CertificateBuilder(
                signer,
                BigInteger.valueOf(SERIAL.incrementAndGet()),
                Date.from(from),
                Date.from(until),
                new X500Name(subject),
                keys.getPublic());
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer(key)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ContentSigner signer(PrivateKey key) {
        try {
            return new JcaContentSignerBuilder(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA")
                    .build(key);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair generateEc(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair generate(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
