package lb.admin.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads who takes figures and spans. */
final class CollectorReader {
    static final String EXPECTED = "the URL of a collector, such as \"http://192.168.56.20:4318\"";

    private static final int MOST_PORT = 65_535;

    private CollectorReader() {}

    /** Null when there is none, or what is wrong with it was said. */
    static @Nullable Collector read(Section section, Key<URI> endpoint, Key<?> headers) {
        var value = section.value(endpoint);
        // What is no part of the address may be a password, which no message shows.
        var secret = value != null && value.scalar().orElse("").matches("(?s).*[@?#].*");
        var uri = secret ? section.getSecret(endpoint) : section.required(endpoint);
        var fields = WebhookReader.headers(section, headers);
        return uri == null ? null : new Collector(uri, fields);
    }

    /**
     * The URL of a collector, in full.
     *
     * @param path of what is sent, for a URL that has none, as the specification of OTLP/HTTP has it
     */
    static URI endpoint(String text, String path) throws ValueException {
        try {
            var uri = new URI(text);
            var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https"))
                    && uri.getHost() != null
                    && uri.getPort() != 0
                    && uri.getPort() <= MOST_PORT) {
                if (uri.getUserInfo() != null || uri.getQuery() != null || uri.getFragment() != null) {
                    throw new ValueException(
                            "expected: " + EXPECTED + ", without a user or a query; what is secret is a header");
                }
                var own = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/") ? path : uri.getRawPath();
                return new URI(scheme + "://" + uri.getRawAuthority() + own);
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new ValueException("expected: " + EXPECTED);
    }
}
