package lb.proxy.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an authority says of one certificate (RFC 6960 section 4.2.1), to be stapled to it. Its signature is the client's to
 * verify.
 *
 * <pre>
 *  OCSPResponse       SEQUENCE { responseStatus ENUMERATED, [0] { SEQUENCE { type OID, OCTET STRING { BasicOCSPResponse } } } }
 *  BasicOCSPResponse  SEQUENCE { ResponseData, ... }
 *  ResponseData       SEQUENCE { [0] version, responder [1] or [2], producedAt, SEQUENCE OF SingleResponse, ... }
 *  SingleResponse     SEQUENCE { CertID, certStatus [0] good, [1] revoked, [2] unknown, thisUpdate, [0] nextUpdate, ... }
 *  CertID             SEQUENCE { SEQUENCE { hash OID }, issuerNameHash, issuerKeyHash, serialNumber INTEGER }
 * </pre>
 *
 * @param bytes all of it
 * @param thisUpdate from when on it is true
 * @param nextUpdate until when; null where it does not say
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record OcspResponse(
        byte[] bytes, Instant thisUpdate, @Nullable Instant nextUpdate) {
    private static final String BASIC = "2b0601050507300101";
    private static final Map<String, String> HASHES =
            Map.of("2b0e03021a", "SHA-1", "608648016503040201", "SHA-256", "608648016503040202", "SHA-384");
    private static final String[] STATUSES = {
        "successful", "malformedRequest", "internalError", "tryLater", "(4)", "sigRequired", "unauthorized"
    };
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'");

    /** One that cannot be stapled. */
    static final class BadResponseException extends Exception {
        private static final long serialVersionUID = 1;

        BadResponseException(String message) {
            super(message);
        }
    }

    boolean isStale(Instant now) {
        return nextUpdate != null && now.isAfter(nextUpdate);
    }

    /**
     * Reads one.
     *
     * @param leaf what it has to be about
     * @param issuer who has signed that; null where it is not known
     */
    static OcspResponse of(byte[] bytes, X509Certificate leaf, @Nullable X509Certificate issuer)
            throws BadResponseException {
        try {
            Der response = new Der(bytes).in(Der.SEQUENCE);
            int status = new BigInteger(1, response.content(Der.ENUMERATED)).intValue();
            if (status != 0) {
                throw new BadResponseException("is no answer: its status is "
                        + (status > 0 && status < STATUSES.length ? STATUSES[status] : "(" + status + ")")
                        + ", expected successful");
            }
            Der basic = response.in(Der.context(0)).in(Der.SEQUENCE);
            if (!HexFormat.of().formatHex(basic.content(Der.OBJECT_IDENTIFIER)).equals(BASIC)) {
                throw new BadResponseException("is not a basic OCSP response");
            }
            Der data = new Der(basic.content(Der.OCTET_STRING)).in(Der.SEQUENCE).in(Der.SEQUENCE);
            data.skip(Der.context(0));
            if (!data.skip(Der.context(1))) {
                data.in(Der.context(2));
            }
            data.in(Der.GENERALIZED_TIME);
            Der singles = data.in(Der.SEQUENCE);
            while (singles.hasMore()) {
                Der single = singles.in(Der.SEQUENCE);
                if (isAbout(single.in(Der.SEQUENCE), leaf, issuer)) {
                    return of(bytes, single);
                }
            }
            throw new BadResponseException("is about another certificate than that with serial number "
                    + leaf.getSerialNumber().toString(16));
        } catch (Der.BrokenException | DateTimeException e) {
            throw new BadResponseException("is broken: " + TlsText.printable(String.valueOf(e.getMessage())));
        }
    }

    private static OcspResponse of(byte[] bytes, Der single) throws Der.BrokenException, BadResponseException {
        int status = single.tag() & 0x1f;
        single.whole();
        if (status != 0) {
            throw new BadResponseException(
                    status == 1 ? "says that the certificate is revoked" : "says that the certificate is not known");
        }
        Instant thisUpdate = time(single.content(Der.GENERALIZED_TIME));
        Instant nextUpdate =
                single.tag() == Der.context(0) ? time(single.in(Der.context(0)).content(Der.GENERALIZED_TIME)) : null;
        return new OcspResponse(bytes, thisUpdate, nextUpdate);
    }

    private static boolean isAbout(Der id, X509Certificate leaf, @Nullable X509Certificate issuer)
            throws Der.BrokenException {
        String hash = HASHES.get(HexFormat.of().formatHex(id.in(Der.SEQUENCE).content(Der.OBJECT_IDENTIFIER)));
        byte[] nameHash = id.content(Der.OCTET_STRING);
        byte[] keyHash = id.content(Der.OCTET_STRING);
        byte[] serial = id.content(Der.INTEGER);
        if (serial.length == 0 || !new BigInteger(serial).equals(leaf.getSerialNumber())) {
            return false;
        }
        if (hash == null) {
            return true;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance(hash);
            boolean sameName = Arrays.equals(
                    nameHash, digest.digest(leaf.getIssuerX500Principal().getEncoded()));
            return sameName && (issuer == null || Arrays.equals(keyHash, digest.digest(keyBits(issuer))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public key as RFC 6960 hashes it: the bits alone, without tag, length and the number of unused ones. */
    static byte[] keyBits(X509Certificate certificate) throws Der.BrokenException {
        Der info = new Der(certificate.getPublicKey().getEncoded()).in(Der.SEQUENCE);
        info.in(Der.SEQUENCE);
        byte[] bits = info.content(Der.BIT_STRING);
        return Arrays.copyOfRange(bits, Math.min(1, bits.length), bits.length);
    }

    private static Instant time(byte[] text) {
        return LocalDateTime.parse(new String(text, ISO_8859_1), TIME).toInstant(ZoneOffset.UTC);
    }
}
