package lb.admin.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Reads where figures are pushed to. */
final class OtlpReader {
    /** As the specification of OTLP/HTTP has it, for an endpoint without a path. */
    private static final String PATH = "/v1/metrics";

    private OtlpReader() {}

    /** Null when there is none, or what is wrong with it was said. */
    static @Nullable OtlpSettings read(Section stats) {
        var section = stats.section(StatsKeys.OTLP, StatsKeys.OTLP_TABLE);
        if (section == null) {
            return null;
        }
        var endpoint = endpoint(section);
        var interval = section.orStandard(StatsKeys.OTLP_INTERVAL);
        var headers = WebhookReader.headers(section, StatsKeys.OTLP_HEADERS);
        return endpoint == null ? null : new OtlpSettings(endpoint, interval, headers);
    }

    private static @Nullable URI endpoint(Section section) {
        var value = section.value(StatsKeys.OTLP_ENDPOINT);
        if (value != null && value.scalar().orElse("").contains("@")) {
            value = section.secret(StatsKeys.OTLP_ENDPOINT);
            if (value != null) {
                value.expected(StatsKeys.OTLP_ENDPOINT.form().expected() + ", without a user");
            }
            return null;
        }
        if (value == null) {
            section.missing(
                    StatsKeys.OTLP_ENDPOINT, StatsKeys.OTLP_ENDPOINT.form().expected());
            return null;
        }
        try {
            var uri = URI.create(value.scalar().orElse(""));
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getFragment() == null) {
                var path = uri.getPath();
                return path.isEmpty() || path.equals("/") ? uri.resolve(PATH) : uri;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        value.expected(StatsKeys.OTLP_ENDPOINT.form().expected());
        return null;
    }
}
