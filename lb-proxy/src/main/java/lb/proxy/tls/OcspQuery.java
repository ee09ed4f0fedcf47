package lb.proxy.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an authority is asked about one certificate (RFC 6960 section 4.1.1), and whether its answer can be believed. Any thread.
 *
 * <pre>
 *  OCSPRequest  SEQUENCE { TBSRequest SEQUENCE { requestList SEQUENCE OF SEQUENCE { CertID } } }
 *  CertID       SEQUENCE { SEQUENCE { hash OID, NULL }, issuerNameHash, issuerKeyHash, serialNumber INTEGER }
 * </pre>
 */
public final class OcspQuery {
    private static final byte[] SHA1 = HexFormat.of().parseHex("2b0e03021a");
    private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";
    private static final String OCSP = "2b06010505073001";
    private static final int URL = 0x86;

    private final ServerCertificate certificate;
    private final @Nullable X509Certificate issuer;
    private final @Nullable URI responder;
    private final String obstacle;

    /**
     * An answer that can be stapled.
     *
     * @param thisUpdate from when on it is true
     * @param nextUpdate until when; null where it does not say
     */
    public record Times(Instant thisUpdate, @Nullable Instant nextUpdate) {}

    /** An answer that cannot be stapled; its message says why. */
    public static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1;

        RefusedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    OcspQuery(ServerCertificate certificate) {
        this.certificate = certificate;
        this.issuer = certificate.chain().size() > 1 ? certificate.chain().get(1) : null;
        this.responder = responder(certificate.leaf());
        if (responder == null) {
            obstacle = "it names no responder at an http:// address";
        } else if (issuer == null) {
            obstacle = "the certificate of its authority is not behind it in the file";
        } else {
            obstacle = "";
        }
    }

    /** The file of the certificate. */
    public Path file() {
        return certificate.file();
    }

    /** By what the certificate is known: SHA-256 of it. */
    public String fingerprint() {
        return certificate.facts().fingerprint();
    }

    /** Why nobody can be asked; empty where somebody can. */
    public String obstacle() {
        return obstacle;
    }

    /** Who is asked; null where nobody can be. */
    public @Nullable URI responder() {
        return responder;
    }

    /** Of the answer that is stapled now; null for none. */
    public @Nullable Times stapled() {
        OcspResponse now = certificate.ocsp();
        return now == null ? null : new Times(now.thisUpdate(), now.nextUpdate());
    }

    X509Certificate leaf() {
        return certificate.leaf();
    }

    /** What is sent. Without a nonce, so that answers may come from a cache, as most do. */
    public byte[] request() {
        X509Certificate signer = issuer;
        if (signer == null) {
            throw new IllegalStateException(obstacle);
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            byte[] name = digest.digest(signer.getSubjectX500Principal().getEncoded());
            byte[] key = digest.digest(OcspResponse.keyBits(signer));
            byte[] id = Der.element(
                    Der.SEQUENCE,
                    Der.element(Der.SEQUENCE, Der.element(Der.OBJECT_IDENTIFIER, SHA1), Der.element(Der.NULL)),
                    Der.element(Der.OCTET_STRING, name),
                    Der.element(Der.OCTET_STRING, key),
                    Der.element(
                            Der.INTEGER, certificate.leaf().getSerialNumber().toByteArray()));
            byte[] list = Der.element(Der.SEQUENCE, Der.element(Der.SEQUENCE, id));
            return Der.element(Der.SEQUENCE, Der.element(Der.SEQUENCE, list));
        } catch (GeneralSecurityException | Der.BrokenException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Whether an answer can be stapled: it is about this certificate, good, of this time, and signed by its authority or by
     * somebody that has its authority's word for it.
     *
     * @throws RefusedException when it cannot
     */
    public Times verify(byte[] answer, Instant now) throws RefusedException {
        X509Certificate signer = issuer;
        if (signer == null) {
            throw new RefusedException(obstacle, null);
        }
        OcspResponse response;
        try {
            response = OcspResponse.of(answer, certificate.leaf(), signer);
        } catch (OcspResponse.BadResponseException e) {
            throw new RefusedException("the answer " + e.getMessage(), e);
        }
        if (response.isStale(now)) {
            throw new RefusedException("the answer was valid until " + response.nextUpdate(), null);
        }
        try {
            // Java verifies the signature, delegated responders among them, as it does for its own connections.
            CertPathValidator validator = CertPathValidator.getInstance("PKIX");
            PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            checker.setOptions(
                    EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK, PKIXRevocationChecker.Option.ONLY_END_ENTITY));
            checker.setOcspResponses(Map.of(certificate.leaf(), answer));
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(signer, null)));
            parameters.setRevocationEnabled(false);
            parameters.addCertPathChecker(checker);
            parameters.setDate(Date.from(now));
            validator.validate(
                    CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate.leaf())), parameters);
        } catch (GeneralSecurityException e) {
            throw new RefusedException(
                    "the answer cannot be believed: " + TlsText.printable(String.valueOf(e.getMessage())), e);
        }
        return new Times(response.thisUpdate(), response.nextUpdate());
    }

    /** The first OCSP responder that a certificate names (RFC 5280 section 4.2.2.1) and that is asked by plain HTTP. */
    private static @Nullable URI responder(X509Certificate leaf) {
        byte[] extension = leaf.getExtensionValue(AUTHORITY_INFORMATION);
        if (extension == null) {
            return null;
        }
        try {
            Der all = new Der(new Der(extension).content(Der.OCTET_STRING)).in(Der.SEQUENCE);
            while (all.hasMore()) {
                Der one = all.in(Der.SEQUENCE);
                boolean ocsp = HexFormat.of()
                        .formatHex(one.content(Der.OBJECT_IDENTIFIER))
                        .equals(OCSP);
                if (ocsp && one.tag() == URL) {
                    URI uri = URI.create(new String(one.content(URL), US_ASCII));
                    if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
                        return uri;
                    }
                }
            }
        } catch (Der.BrokenException | IllegalArgumentException e) {
            // As if it named none.
        }
        return null;
    }
}
