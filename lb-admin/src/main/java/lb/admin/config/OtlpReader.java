package lb.admin.config;

import org.jspecify.annotations.Nullable;

/** Reads where figures are pushed to. */
final class OtlpReader {
    private OtlpReader() {}

    /** Null when there is none, or what is wrong with it was said. */
    static @Nullable OtlpSettings read(Section stats) {
        var section = stats.section(StatsKeys.OTLP, StatsKeys.OTLP_TABLE);
        if (section == null) {
            return null;
        }
        var collector = CollectorReader.read(section, StatsKeys.OTLP_ENDPOINT, StatsKeys.OTLP_HEADERS);
        var interval = section.orStandard(StatsKeys.OTLP_INTERVAL);
        return collector == null ? null : new OtlpSettings(collector, interval);
    }
}
