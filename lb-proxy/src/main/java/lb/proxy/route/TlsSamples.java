package lb.proxy.route;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import lb.proxy.settings.TlsField;
import lb.proxy.tls.DistinguishedName;
import lb.proxy.tls.TlsFacts;
import org.jspecify.annotations.Nullable;

/** What samples tell of a client's TLS. On its event loop. */
final class TlsSamples {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private TlsSamples() {}

    /** Null for none. */
    static @Nullable String text(TlsField field, @Nullable TlsFacts facts) {
        if (facts == null) {
            return null;
        }
        return switch (field) {
            case VERSION -> facts.version();
            case CIPHER -> facts.cipher();
            case SERVER_NAME -> facts.serverName();
            case PROTOCOL -> facts.protocol();
            default -> {
                List<X509Certificate> chain = facts.peer();
                yield chain.isEmpty() ? null : text(field, chain.getFirst());
            }
        };
    }

    private static @Nullable String text(TlsField field, X509Certificate shown) {
        return switch (field) {
            case CLIENT_SUBJECT -> DistinguishedName.line(shown.getSubjectX500Principal());
            case CLIENT_ISSUER -> DistinguishedName.line(shown.getIssuerX500Principal());
            case CLIENT_SHA1 -> sha1(shown);
            case CLIENT_SERIAL -> hex(shown.getSerialNumber());
            case CLIENT_NOT_BEFORE -> time(shown.getNotBefore().toInstant());
            case CLIENT_NOT_AFTER -> time(shown.getNotAfter().toInstant());
            default -> null;
        };
    }

    /**
     * The value of one entry of a name in the client's certificate; null for none.
     *
     * @param field {@link TlsField#CLIENT_SUBJECT} or {@link TlsField#CLIENT_ISSUER}
     */
    static @Nullable String entry(TlsField field, String type, int which, @Nullable TlsFacts facts) {
        List<X509Certificate> chain = facts == null ? List.of() : facts.peer();
        if (chain.isEmpty()) {
            return null;
        }
        X509Certificate shown = chain.getFirst();
        return DistinguishedName.value(
                field == TlsField.CLIENT_ISSUER ? shown.getIssuerX500Principal() : shown.getSubjectX500Principal(),
                type,
                which);
    }

    static int number(TlsField field, @Nullable TlsFacts facts) {
        if (facts == null) {
            return 0;
        }
        boolean holds = switch (field) {
            case HAS_SERVER_NAME -> facts.serverName() != null;
            case IS_RESUMED -> facts.resumed();
            case CLIENT_USED -> !facts.peer().isEmpty();
            // Whoever shows a wrong one gets no connection.
            default -> false;
        };
        return holds ? 1 : 0;
    }

    private static @Nullable String sha1(X509Certificate shown) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-1").digest(shown.getEncoded()));
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    private static String hex(BigInteger number) {
        return HEX.formatHex(number.toByteArray());
    }

    private static String time(Instant moment) {
        return TIME.format(moment);
    }
}
