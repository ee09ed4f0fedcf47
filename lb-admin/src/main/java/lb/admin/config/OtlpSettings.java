package lb.admin.config;

import java.time.Duration;

/**
 * Where figures are pushed to by OTLP over HTTP.
 *
 * @param interval from one push to the next, 1 s or more
 */
public record OtlpSettings(Collector collector, Duration interval) {}
