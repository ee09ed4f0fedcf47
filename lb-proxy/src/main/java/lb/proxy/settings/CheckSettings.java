package lb.proxy.settings;

import java.time.Duration;

/**
 * How a server's health is found out.
 *
 * @param probe what is tried
 * @param interval from one start of a probe to the next, at least 1 ms
 * @param timeout a probe that takes longer has failed, at least 1 ms
 * @param rise successes in a row that bring a DOWN server up, 1 or more
 * @param fall failures in a row that take an UP server down, 1 or more
 */
public record CheckSettings(Probe probe, Duration interval, Duration timeout, int rise, int fall) {

    /** What one check does. */
    public sealed interface Probe {}

    /** A TCP connection that opens is a pass. */
    public record Connect() implements Probe {}

    /**
     * An HTTP/1.1 request; a status within the bounds is a pass.
     *
     * @param method such as {@code GET} or {@code OPTIONS}
     * @param path origin-form target, such as {@code /health}
     * @param host value of the Host header
     * @param lowestStatus least status that passes (HAProxy: 200)
     * @param highestStatus greatest status that passes (HAProxy: 399)
     */
    public record Http(String method, String path, String host, int lowestStatus, int highestStatus) implements Probe {}
}
