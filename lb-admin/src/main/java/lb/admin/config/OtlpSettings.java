package lb.admin.config;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import lb.ha.settings.Secret;

/**
 * Where figures are pushed to by OTLP over HTTP.
 *
 * @param endpoint of the collector, with the path of its metrics
 * @param interval from one push to the next, 1 s or more
 * @param headers fields of each request
 */
public record OtlpSettings(URI endpoint, Duration interval, Map<String, Secret> headers) {
    public OtlpSettings {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }
}
