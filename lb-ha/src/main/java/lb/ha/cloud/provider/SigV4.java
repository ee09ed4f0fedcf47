package lb.ha.cloud.provider;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of a request to AWS, version 4 (AWS IAM User Guide, "Signature Version 4 signing process"). Pure.
 *
 * <pre>
 *   canonical request:  method, path, query, header:value …, names of the headers, hash of the body
 *   string to sign:     AWS4-HMAC-SHA256, time, date/region/service/aws4_request, hash of the canonical request
 *   key:                HMAC(HMAC(HMAC(HMAC("AWS4" + secret, date), region), service), "aws4_request")
 * </pre>
 *
 * <p>Paths are signed as they are: those with {@code .} or {@code ..} in them are not made.
 */
final class SigV4 {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern SPACES = Pattern.compile(" +");

    private final String region;
    private final String service;

    SigV4(String region, String service) {
        this.region = region;
        this.service = service;
    }

    /**
     * A request as it is signed.
     *
     * @param path not encoded, from the slash on
     * @param query names and values, not encoded, in any order
     * @param headers names and values; a name may stand more than once
     */
    record Request(String method, String path, List<Field> query, List<Field> headers, String body) {}

    /** A name and its value. */
    record Field(String name, String value) {}

    /** The time as the header {@code X-Amz-Date} has it, which has to be among those signed. */
    static String date(Instant time) {
        return TIME.format(time);
    }

    /** The value of the header {@code Authorization}. */
    String authorization(Request request, AwsCredentials credentials, Instant time) {
        String date = date(time);
        List<String> parts = List.of(date.substring(0, 8), region, service, "aws4_request");
        String scope = String.join("/", parts);
        String canonical = canonical(request);
        String toSign = String.join("\n", ALGORITHM, date, scope, sha256(canonical));
        byte[] key = ("AWS4" + credentials.secret().reveal()).getBytes(StandardCharsets.UTF_8);
        for (String part : parts) {
            key = hmac(key, part);
        }
        return ALGORITHM + " Credential=" + credentials.id() + "/" + scope + ", SignedHeaders=" + names(request)
                + ", Signature=" + HexFormat.of().formatHex(hmac(key, toSign));
    }

    static String canonical(Request request) {
        String query = request.query().stream()
                .map(field -> new Field(encoded(field.name(), false), encoded(field.value(), false)))
                .sorted((one, other) -> one.name().equals(other.name())
                        ? one.value().compareTo(other.value())
                        : one.name().compareTo(other.name()))
                .map(field -> field.name() + "=" + field.value())
                .collect(Collectors.joining("&"));
        return Stream.of(
                        Stream.of(request.method(), encoded(request.path(), true), query),
                        headers(request).entrySet().stream().map(field -> field.getKey() + ":" + field.getValue()),
                        Stream.of("", names(request), sha256(request.body())))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n"));
    }

    private static String names(Request request) {
        return String.join(";", headers(request).keySet());
    }

    /** By name in small letters; several of one name in one line. */
    private static Map<String, String> headers(Request request) {
        Map<String, String> headers = new TreeMap<>();
        for (Field field : request.headers()) {
            String value = SPACES.matcher(field.value().strip()).replaceAll(" ");
            headers.merge(field.name().toLowerCase(Locale.ROOT), value, (one, other) -> one + "," + other);
        }
        return headers;
    }

    /** As RFC 3986 section 2.3 has it: everything but letters, digits and {@code -._~} in percent signs. */
    static String encoded(String text, boolean path) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || (c >= '0' && c <= '9')
                    || "-._~".indexOf(c) >= 0
                    || (path && c == '/');
            if (plain) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
