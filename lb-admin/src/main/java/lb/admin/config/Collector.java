package lb.admin.config;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import lb.ha.settings.Secret;

/**
 * Who takes figures or spans, by OTLP over HTTP.
 *
 * @param endpoint the whole URL, with its path, without a user or a query
 * @param headers fields of each request
 */
public record Collector(URI endpoint, Map<String, Secret> headers) {
    public Collector {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }
}
