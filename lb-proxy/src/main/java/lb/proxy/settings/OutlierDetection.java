package lb.proxy.settings;

import java.time.Duration;

/**
 * When a server is left out for what live traffic finds (Envoy's outlier detection), checks or none.
 *
 * @param consecutiveErrors so many errors in a row; 0 for not by this
 * @param errorPercent so many percent of an interval's requests are errors; 0 for not by this
 * @param latencyFactor the mean time of an interval's responses is so many times the median of the backend's servers; 0
 *     for not by this
 * @param requestVolume requests of a server in an interval, 1 or more, without which its percentage and its mean say
 *     nothing
 * @param interval over which errors and times are taken, at least 1 s
 * @param baseEjectionTime for how long a server is left out at first; each time longer by as much
 * @param maxEjectionTime no longer than this
 * @param maxEjectionPercent of a backend's servers at a time; one may always be, but never the last that serves
 */
public record OutlierDetection(
        int consecutiveErrors,
        int errorPercent,
        double latencyFactor,
        int requestVolume,
        Duration interval,
        Duration baseEjectionTime,
        Duration maxEjectionTime,
        int maxEjectionPercent) {
    /** Envoy's times and bounds, by errors in a row. */
    public static final OutlierDetection STANDARD = new OutlierDetection(
            5, 0, 0, 50, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(300), 10);
}
