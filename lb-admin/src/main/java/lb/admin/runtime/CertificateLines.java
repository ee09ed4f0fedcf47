package lb.admin.runtime;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import lb.proxy.tls.DistinguishedName;

/** A certificate as HAProxy's {@code show ssl cert} has it, which has it as OpenSSL does. */
final class CertificateLines {
    /** {@code Nov  2 22:24:08 2026 GMT}. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss uuuu 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private CertificateLines() {}

    /** @param chain itself, then those that lead to its authority */
    static String of(String file, String status, List<X509Certificate> chain) {
        X509Certificate leaf = chain.getFirst();
        StringBuilder text = new StringBuilder();
        line(text, "Filename", file);
        line(text, "Status", status);
        details(text, leaf);
        for (X509Certificate next : chain.subList(1, chain.size())) {
            line(text, "Chain Subject", DistinguishedName.line(next.getSubjectX500Principal()));
            line(text, "Chain Issuer", DistinguishedName.line(next.getIssuerX500Principal()));
        }
        line(text, "OCSP Response Key", "");
        return text.toString();
    }

    static void details(StringBuilder text, X509Certificate leaf) {
        line(text, "Serial", serial(leaf.getSerialNumber()));
        line(text, "notBefore", time(leaf.getNotBefore().toInstant()));
        line(text, "notAfter", time(leaf.getNotAfter().toInstant()));
        line(text, "Subject Alternative Name", alternatives(leaf));
        line(text, "Algorithm", algorithm(leaf.getPublicKey()));
        line(text, "SHA1 FingerPrint", fingerprint(leaf));
        line(text, "Subject", DistinguishedName.line(leaf.getSubjectX500Principal()));
        line(text, "Issuer", DistinguishedName.line(leaf.getIssuerX500Principal()));
    }

    static void line(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append('\n');
    }

    static String serial(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        return HexFormat.of().withUpperCase().formatHex(bytes, from, bytes.length);
    }

    static String time(Instant time) {
        return TIME.format(time);
    }

    private static String alternatives(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            for (List<?> one : all == null ? List.<List<?>>of() : all) {
                if (one.getFirst() instanceof Integer kind && one.get(1) instanceof String name) {
                    names.add((kind == DNS ? "DNS:" : kind == ADDRESS ? "IP Address:" : "") + name);
                }
            }
        } catch (GeneralSecurityException e) {
            // None that can be read.
        }
        return String.join(", ", names);
    }

    private static String algorithm(PublicKey key) {
        return switch (key) {
            case RSAKey rsa -> "RSA" + rsa.getModulus().bitLength();
            case ECKey ec -> "EC" + ec.getParams().getCurve().getField().getFieldSize();
            default -> key.getAlgorithm();
        };
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
