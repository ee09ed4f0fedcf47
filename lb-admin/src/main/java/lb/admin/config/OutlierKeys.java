package lb.admin.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import lb.proxy.settings.OutlierDetection;
import org.jspecify.annotations.Nullable;

/** Which servers are left out for a while for what live traffic finds. */
final class OutlierKeys {
    private static final OutlierDetection STANDARD = OutlierDetection.STANDARD;
    private static final Form<Duration> SECOND_TO_DAY =
            new Form.Time(Duration.ofSeconds(1), Duration.ofDays(1), null, "ms");

    static final Key<Integer> CONSECUTIVE_ERRORS = Key.of(
            "consecutive-errors",
            new Form.Whole(0, 1_000_000),
            STANDARD.consecutiveErrors(),
            "A server that fails so often in a row is one: connections, statuses from 500 but for 501 and 505, no response in"
                    + " time or none that can be read; with mode udp refusals (ICMP), and no `replies` in time. 0 for not by"
                    + " this.",
            "consecutive_5xx",
            "consecutive_gateway_failure");
    static final Key<Integer> ERROR_PERCENT = Key.of(
            "error-percent",
            new Form.Whole(0, 100),
            STANDARD.errorPercent(),
            "One that fails so large a part of the requests of an interval. 0 for not by this.",
            "failure_percentage_threshold");
    static final Key<String> LATENCY_FACTOR = Key.without(
            "latency-factor",
            new Form.Text(
                    "0, or 1.5 to 100",
                    Pattern.compile("0|1\\.[5-9]\\d?|[2-9](\\.\\d{1,2})?|[1-9]\\d(\\.\\d{1,2})?|100")),
            "0: not by this",
            "One whose responses take so many times the median of the servers on average (three or more of them).");
    static final Key<Integer> REQUEST_VOLUME = Key.of(
            "request-volume",
            new Form.Whole(1, 1_000_000_000),
            STANDARD.requestVolume(),
            "Requests of a server in an interval, without which `error-percent` and `latency-factor` say nothing.",
            "failure_percentage_request_volume");
    static final Key<Duration> INTERVAL =
            Key.of("interval", SECOND_TO_DAY, STANDARD.interval(), "Over which those two are taken, to a second.");
    static final Key<Duration> BASE_EJECTION_TIME = Key.of(
            "base-ejection-time",
            SECOND_TO_DAY,
            STANDARD.baseEjectionTime(),
            "For how long it is left out at first, to a second. Each time longer by it; an interval without a reason takes"
                    + " one of the times back.",
            "base_ejection_time");
    static final Key<Duration> MAX_EJECTION_TIME = Key.of(
            "max-ejection-time",
            SECOND_TO_DAY,
            STANDARD.maxEjectionTime(),
            "For how long at most.",
            "max_ejection_time");
    static final Key<Integer> MAX_EJECTION_PERCENT = Key.of(
            "max-ejection-percent",
            new Form.Whole(1, 100),
            STANDARD.maxEjectionPercent(),
            "How many of the servers may be left out at a time, active ones and backups apart. One may always be, the last"
                    + " that is usable never.",
            "max_ejection_percent");
    static final Table TABLE = new Table(
            "backends.<name>.outlier-detection",
            "Which servers are left out for a while for what live traffic finds, checks or none.",
            List.of(
                    CONSECUTIVE_ERRORS,
                    ERROR_PERCENT,
                    LATENCY_FACTOR,
                    REQUEST_VOLUME,
                    INTERVAL,
                    BASE_EJECTION_TIME,
                    MAX_EJECTION_TIME,
                    MAX_EJECTION_PERCENT));
    static final Key<Object> OUTLIER_DETECTION = Key.without(
            "outlier-detection",
            new Form.Part("true, false or { … }", List.of(TABLE), false, false),
            "`false`",
            "Whether servers are left out for a while that fail or are slow, beside their checks; true for five errors in a"
                    + " row.",
            "outlier_detection");

    private OutlierKeys() {}

    /** Null where it is not asked for, or wrong, which is then said. */
    static @Nullable OutlierDetection read(Section backend) {
        var value = backend.value(OUTLIER_DETECTION);
        if (value == null) {
            return null;
        }
        if (value.scalar().isPresent()) {
            var on = value.parsed(new Form.Switch(OUTLIER_DETECTION.form().expected()));
            return on == null || !on ? null : STANDARD;
        }
        var section = backend.section(OUTLIER_DETECTION, TABLE);
        if (section == null) {
            return null;
        }
        var base = section.orStandard(BASE_EJECTION_TIME);
        var most = section.orStandard(MAX_EJECTION_TIME);
        if (most.compareTo(base) < 0) {
            section.wrong(
                    section.has(MAX_EJECTION_TIME) ? MAX_EJECTION_TIME : BASE_EJECTION_TIME,
                    section.has(MAX_EJECTION_TIME)
                            ? "expected: no shorter than base-ejection-time, " + Times.text(base)
                            : "expected: no longer than max-ejection-time, " + Times.text(most));
        }
        var read = new OutlierDetection(
                section.orStandard(CONSECUTIVE_ERRORS),
                section.orStandard(ERROR_PERCENT),
                Double.parseDouble(section.get(LATENCY_FACTOR, "0")),
                section.orStandard(REQUEST_VOLUME),
                section.orStandard(INTERVAL),
                base,
                most,
                section.orStandard(MAX_EJECTION_PERCENT));
        if (read.consecutiveErrors() == 0 && read.errorPercent() == 0 && read.latencyFactor() == 0) {
            value.wrong("finds nobody; expected one or more of: consecutive-errors, error-percent, latency-factor");
        }
        return read;
    }
}
